//! What an act asks of the sign-in of its author.

use jiff::Timestamp;
use registro_domain::assurance;

use super::SignIn;
use super::refused::Refused;
use crate::commands::{Command, grade};

/// How somebody proved who she is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// A person, at a level, at an instant.
    Person { level: u8, at: Timestamp },
    /// A program, with a token of its own.
    Program { writes: bool },
}

/// What an act asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    SecondLevel,
    /// The same, and a person who has just proved again who she is.
    JustNow,
}

/// What recording a command needs: what cannot be undone, or changes what families have seen, is asked for twice.
pub fn of(command: &Command) -> Needs {
    let just_now = matches!(
        command,
        Command::Erasure(_)
            | Command::Grade(grade::Grade { act: grade::Act::Correct { .. } | grade::Act::Annul { .. }, .. })
    );
    if just_now { Needs::JustNow } else { Needs::SecondLevel }
}

impl SignIn {
    /// Whether a proof is enough today.
    pub fn is_enough(&self, proof: Proof, needs: Needs) -> Result<(), Refused> {
        let (level, at) = match proof {
            Proof::Program { writes: false } => return Err(Refused::ReadsOnly),
            Proof::Program { writes: true } => {
                return if needs == Needs::JustNow { Err(Refused::NeedsAPerson) } else { Ok(()) };
            }
            Proof::Person { level, at } => (level, at),
        };
        assurance::writes(level)?;
        if needs == Needs::JustNow {
            assurance::is_fresh(self.clock.now().duration_since(at).as_secs(), self.terms.fresh.as_mins())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    fn ago(seconds: i64) -> Timestamp {
        Timestamp::now() - SignedDuration::from_secs(seconds)
    }

    /// E-08
    #[test]
    fn acts_need_the_second_level_and_some_a_fresh_proof() {
        let sign_in = SignIn::local();
        let person = |level, seconds| Proof::Person { level, at: ago(seconds) };
        let told = |proof, needs| sign_in.is_enough(proof, needs).map_err(|refused| refused.name());
        for (proof, at_any_time, just_now) in [
            (person(1, 0), Err("low-level"), Err("low-level")),
            (person(2, 0), Ok(()), Ok(())),
            (person(3, 14 * 60), Ok(()), Ok(())),
            (person(2, 15 * 60 + 5), Ok(()), Err("not-fresh")),
            (Proof::Program { writes: true }, Ok(()), Err("needs-a-person")),
            (Proof::Program { writes: false }, Err("reads-only"), Err("reads-only")),
        ] {
            assert_eq!(told(proof, Needs::SecondLevel), at_any_time, "{proof:?}");
            assert_eq!(told(proof, Needs::JustNow), just_now, "{proof:?}");
        }
    }
}
