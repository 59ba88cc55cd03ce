//! The roll call as the form sends it: what is said of each student, kept as it was written in case it is refused.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Time;
use registro_domain::attendance::Ground;
use registro_domain::ids::{ClassId, PeriodNumber, PersonId};
use registro_eventlog::event::CommandId;
use registro_projections::directory::Directory;
use uuid::Uuid;

use super::super::views_roll_call::State;
use crate::commands::roll_call::{Late, RollCall};
use crate::refusal::Refusal;

/// What was said of a student, in the words of the form.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) state: State,
    pub(super) at: String,
    pub(super) ground: Ground,
}

/// A form as it came.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) command: CommandId,
    pub(super) class: ClassId,
    pub(super) on: jiff::civil::Date,
    pub(super) period: PeriodNumber,
    pub(super) substitutes: Option<PersonId>,
    pub(super) students: BTreeMap<PersonId, Said>,
}

impl Sent {
    pub(super) fn read(fields: &BTreeMap<String, String>) -> Result<Self, Refusal> {
        let substitutes = match fields.get("collega").map(String::as_str) {
            None | Some("") => None,
            Some(_) => Some(PersonId(field(fields, "collega")?)),
        };
        let mut students = BTreeMap::new();
        for (name, said) in fields {
            let Some(id) = name.strip_prefix("stato-") else { continue };
            let student = PersonId(Uuid::parse_str(id).map_err(|_| unreadable(name))?);
            let state = State::of(said).ok_or_else(|| unreadable(name))?;
            let at = fields.get(&format!("ora-{id}")).cloned().unwrap_or_default();
            let ground = match fields.get(&format!("motivo-{id}")) {
                None => Ground::None,
                Some(code) => ground(code).ok_or_else(|| unreadable(&format!("motivo-{id}")))?,
            };
            students.insert(student, Said { state, at, ground });
        }
        Ok(Self {
            command: CommandId(field(fields, "command")?),
            class: ClassId(field(fields, "classe")?),
            on: field(fields, "giorno")?,
            period: PeriodNumber(field(fields, "ora")?),
            substitutes,
            students,
        })
    }

    /// Who is not in the form is in class. Of those who are `kept` the form says nothing.
    pub(super) fn roll_call(
        &self,
        directory: &Directory,
        kept: &BTreeMap<PersonId, Said>,
    ) -> Result<RollCall, Refusal> {
        let (mut absent, mut late) = (BTreeSet::new(), Vec::new());
        let said = self.students.iter().filter(|(student, _)| !kept.contains_key(*student));
        for (student, said) in said.chain(kept) {
            match said.state {
                State::Present => {}
                State::Absent => drop(absent.insert(*student)),
                State::Late => {
                    let at = said.at.parse::<Time>().map_err(|_| no_time(&directory.name(*student)))?;
                    late.push(Late { student: *student, at, ground: said.ground });
                }
            }
        }
        let Self { class, on, period, substitutes, .. } = *self;
        Ok(RollCall { class, on, period, substitutes, absent, late })
    }
}

pub(in crate::pages) fn field<T: std::str::FromStr>(
    fields: &BTreeMap<String, String>,
    name: &str,
) -> Result<T, Refusal> {
    fields.get(name).and_then(|value| value.trim().parse().ok()).ok_or_else(|| unreadable(name))
}

fn unreadable(name: &str) -> Refusal {
    Refusal::Malformed(format!("il modulo non si legge: {name}"))
}

fn no_time(name: &str) -> Refusal {
    Refusal::Malformed(format!("{name} è in ritardo, ma manca l'ora dell'ingresso"))
}

pub(in crate::pages) fn ground(code: &str) -> Option<Ground> {
    [Ground::None, Ground::Transport, Ground::Family].into_iter().find(|ground| ground_code(*ground) == code)
}

pub(in crate::pages) fn ground_code(ground: Ground) -> &'static str {
    match ground {
        Ground::None => "nessuno",
        Ground::Transport => "trasporti",
        Ground::Family => "famiglia",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANNA: &str = "00000000-0000-0000-0000-00000000000a";
    const MARCO: &str = "00000000-0000-0000-0000-00000000000b";

    fn fields(of_anna: &str, more: &[(&str, &str)]) -> BTreeMap<String, String> {
        let known = [
            ("command", MARCO),
            ("classe", MARCO),
            ("giorno", "2026-06-05"),
            ("ora", "3"),
            ("collega", ""),
            (&format!("stato-{ANNA}"), of_anna),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let more = more.iter().map(|(name, value)| (format!("{name}-{ANNA}"), (*value).to_owned()));
        known.into_iter().chain(more).collect()
    }

    fn anna() -> PersonId {
        PersonId(Uuid::parse_str(ANNA).expect("a UUID"))
    }

    fn roll(fields: &BTreeMap<String, String>) -> Result<RollCall, String> {
        let sent = Sent::read(fields).map_err(|refusal| refusal.to_string())?;
        sent.roll_call(&Directory::default(), &BTreeMap::new()).map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn who_is_said_to_be_in_class_is_neither_absent_nor_late() {
        let roll =
            roll(&fields("presente", &[("ora", "10:02"), ("motivo", "famiglia")])).expect("it is read");
        assert!(roll.absent.is_empty() && roll.late.is_empty());
        assert_eq!((roll.period, roll.substitutes), (PeriodNumber(3), None));
    }

    #[test]
    fn who_is_late_has_a_time_and_a_ground() {
        let roll =
            roll(&fields("ritardo", &[("ora", "10:02"), ("motivo", "trasporti")])).expect("it is read");
        let (at, ground) = (jiff::civil::time(10, 2, 0, 0), Ground::Transport);
        assert_eq!(roll.late, [Late { student: anna(), at, ground }]);
    }

    #[test]
    fn a_late_student_without_a_time_is_refused_by_name_and_an_unknown_word_too() {
        let refusal = roll(&fields("ritardo", &[("ora", "")])).expect_err("no time");
        assert!(refusal.contains("manca l'ora"), "{refusal}");
        assert!(roll(&fields("altrove", &[])).is_err());
        assert!(roll(&fields("ritardo", &[("ora", "10:02"), ("motivo", "sciopero")])).is_err());
    }
}
