//! What a sign-in is enough for: the level at which a person proved who she is, how lately, and how old she is.

use jiff::civil::Date;

use crate::norm::Norm;

/// The least level that writes (of SPID and of CIE alike).
pub const WRITES: u8 = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("per questo atto serve un accesso di livello {needed}; quello fatto è di livello {level}")]
    LowLevel { level: u8, needed: u8 },
    #[error("per questo atto bisogna avere fatto l'accesso da non più di {minutes} minuti")]
    NotFresh { minutes: i64 },
    #[error("a questo servizio si accede da {min_age} anni")]
    TooYoung { min_age: i16 },
}

impl Rejection {
    pub fn norm(&self) -> Norm {
        match self {
            Rejection::LowLevel { .. } | Rejection::NotFresh { .. } => Norm::SecondLevel,
            Rejection::TooYoung { .. } => Norm::MinimumAge,
        }
    }

    /// Its stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::LowLevel { .. } => "low-level",
            Rejection::NotFresh { .. } => "not-fresh",
            Rejection::TooYoung { .. } => "too-young",
        }
    }
}

/// Norm: MIM, SPID and CIE (E-08): whoever signed in with a password alone reads, and records nothing.
pub fn writes(level: u8) -> Result<(), Rejection> {
    if level < WRITES { Err(Rejection::LowLevel { level, needed: WRITES }) } else { Ok(()) }
}

/// What cannot be undone asks again who one is.
pub fn is_fresh(seconds_ago: i64, minutes: i64) -> Result<(), Rejection> {
    if minutes * 60 < seconds_ago { Err(Rejection::NotFresh { minutes }) } else { Ok(()) }
}

/// Norm: MIM, eID-Gateway (E-09): the service states from which age it is used.
pub fn is_old_enough(born_on: Date, on: Date, min_age: i16) -> Result<(), Rejection> {
    let before_birthday = (on.month(), on.day()) < (born_on.month(), born_on.day());
    let age = on.year() - born_on.year() - i16::from(before_birthday);
    if age < min_age { Err(Rejection::TooYoung { min_age }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::school::tests::day;

    /// E-08
    #[test]
    fn the_first_level_reads_and_the_second_writes() {
        assert_eq!(writes(1), Err(Rejection::LowLevel { level: 1, needed: 2 }));
        assert_eq!((writes(2), writes(3)), (Ok(()), Ok(())));
        assert_eq!(writes(0).map_err(|rejection| rejection.norm().row()), Err("E-08"));
    }

    #[test]
    fn a_proof_is_fresh_for_so_many_minutes() {
        assert_eq!(
            (is_fresh(900, 15), is_fresh(901, 15)),
            (Ok(()), Err(Rejection::NotFresh { minutes: 15 }))
        );
    }

    /// E-09: on the birthday one is old enough, the day before not.
    #[test]
    fn at_thirteen_nobody_comes_in_where_fourteen_is_asked() {
        let on = day("2025-11-11");
        for (born, enough) in
            [("2011-11-11", true), ("2011-11-12", false), ("2012-08-12", false), ("2012-01-01", false)]
        {
            assert_eq!(is_old_enough(day(born), on, 14).is_ok(), enough, "{born}");
        }
        // Who is born on 29 February has her birthday on 1 March of other years.
        assert!(is_old_enough(day("2008-02-29"), day("2026-02-28"), 18).is_err());
        assert!(is_old_enough(day("2008-02-29"), day("2026-03-01"), 18).is_ok());
        let refused = is_old_enough(day("2025-01-01"), on, 14);
        assert_eq!(refused.map_err(|rejection| rejection.norm().row()), Err("E-09"));
    }
}
