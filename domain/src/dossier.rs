//! The behaviour dossier of a student's year: what a council reads before it votes. It prepares, and computes no grade.

use jiff::civil::Date;

use crate::calendar::SchoolYear;
use crate::ids::PersonId;
use crate::norm::Norm;
use crate::text::Text;

/// Everything of one school year that a behaviour grade may rest on, in the order of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    pub student: PersonId,
    pub year: SchoolYear,
    pub attendance: Conduct,
    pub entries: Vec<Entry>,
}

/// What attendance says of conduct.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conduct {
    /// Days of absence whose term passed without a justification, or whose justification was refused.
    pub unjustified_days: u32,
    pub unjustified_hours: u32,
    pub late_entries: u32,
}

/// One thing that happened, on the day on which it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub on: Date,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Note { disciplinary: bool, facts: Text, standing: NoteStanding },
    PositiveAct { words: Text },
    Sanction(Sanction),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteStanding {
    Stands,
    Annulled,
}

/// A case, with the measure that it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sanction {
    /// The letter of the table of infractions.
    pub letter: String,
    /// In Italian.
    pub measure: String,
    /// Days of removal from lessons; none for what is no removal.
    pub days: u16,
    pub standing: SanctionStanding,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SanctionStanding {
    /// Open: nothing is deliberated yet, or the terms of appeal run.
    Pending,
    /// Under appeal.
    SubIudice,
    Final,
    /// As if it had never had effect: shown as such, counted nowhere.
    Annulled,
}

impl SanctionStanding {
    /// In Italian, as a council reads it.
    pub fn italian(self) -> &'static str {
        match self {
            SanctionStanding::Pending => "in corso",
            SanctionStanding::SubIudice => "impugnata (sub iudice)",
            SanctionStanding::Final => "definitiva",
            SanctionStanding::Annulled => "annullata: non si considera",
        }
    }
}

impl Dossier {
    /// The dossier of a year: what is of another year is left out, and nothing of this one is too old.
    ///
    /// Norm: B2-01: the grade refers to the whole school year.
    pub fn prepare(student: PersonId, year: SchoolYear, attendance: Conduct, entries: Vec<Entry>) -> Dossier {
        let mut entries = entries;
        entries.retain(|entry| SchoolYear::containing(entry.on) == year);
        entries.sort_by_key(|entry| entry.on);
        Dossier { student, year, attendance, entries }
    }

    pub fn sanctions(&self) -> impl Iterator<Item = (Date, &Sanction)> {
        self.entries.iter().filter_map(|entry| match &entry.what {
            What::Sanction(sanction) => Some((entry.on, sanction)),
            What::Note { .. } | What::PositiveAct { .. } => None,
        })
    }

    /// The sanctions that a council may count on: final and not annulled.
    pub fn final_sanctions(&self) -> impl Iterator<Item = (Date, &Sanction)> {
        self.sanctions().filter(|(_, sanction)| sanction.standing == SanctionStanding::Final)
    }

    /// Whether a sanction of the dossier is not settled: the grade deliberated says so.
    ///
    /// Norm: B2-07: pending and annulled sanctions are shown as such.
    pub fn is_sub_iudice(&self) -> bool {
        let open = [SanctionStanding::Pending, SanctionStanding::SubIudice];
        self.sanctions().any(|(_, sanction)| open.contains(&sanction.standing))
    }

    pub fn standing_notes(&self) -> usize {
        let stands = |entry: &&Entry| matches!(entry.what, What::Note { standing: NoteStanding::Stands, .. });
        self.entries.iter().filter(stands).count()
    }

    pub fn positive_acts(&self) -> usize {
        self.entries.iter().filter(|entry| matches!(entry.what, What::PositiveAct { .. })).count()
    }

    /// The norms under which it is made.
    pub const BECAUSE: [Norm; 2] = [Norm::BehaviourOfTheYear, Norm::CouncilVotes];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::school::tests::{day, person, text};

    fn sanction(on: &str, days: u16, standing: SanctionStanding) -> Entry {
        let (letter, measure) = ("l".to_owned(), "allontanamento dalle lezioni".to_owned());
        Entry { on: day(on), what: What::Sanction(Sanction { letter, measure, days, standing }) }
    }

    fn note(on: &str, standing: NoteStanding) -> Entry {
        let facts = text("ha lasciato l'aula senza permesso");
        Entry { on: day(on), what: What::Note { disciplinary: true, facts, standing } }
    }

    fn dossier(entries: Vec<Entry>) -> Dossier {
        Dossier::prepare(person(1), SchoolYear(2025), Conduct::default(), entries)
    }

    /// B2-01: a fight of 2 October is still there at the scrutiny of 10 June; one of the year before is not.
    #[test]
    fn the_whole_year_is_there_and_nothing_else() {
        let fight = sanction("2025-10-02", 4, SanctionStanding::Final);
        let made = dossier(vec![
            note("2026-06-04", NoteStanding::Stands),
            sanction("2025-08-31", 4, SanctionStanding::Final),
            fight.clone(),
            sanction("2026-09-01", 4, SanctionStanding::Final),
        ]);
        assert_eq!(made.entries, [fight, note("2026-06-04", NoteStanding::Stands)]);
        assert_eq!(made.final_sanctions().count(), 1);
    }

    /// B2-07: an appeal pending on the day of the scrutiny makes the grade sub iudice; an annulled sanction is shown and
    /// counted nowhere.
    #[test]
    fn what_is_not_final_is_shown_as_such_and_not_counted() {
        for (standing, counted, open) in [
            (SanctionStanding::Pending, 0, true),
            (SanctionStanding::SubIudice, 0, true),
            (SanctionStanding::Final, 1, false),
            (SanctionStanding::Annulled, 0, false),
        ] {
            let made = dossier(vec![sanction("2026-03-02", 3, standing)]);
            assert_eq!(
                (made.final_sanctions().count(), made.is_sub_iudice()),
                (counted, open),
                "{standing:?}"
            );
            assert_eq!(made.sanctions().count(), 1);
            assert!(!standing.italian().is_empty());
        }
    }

    /// B2-01: positive acts are inputs too, and a note that was annulled counts no more.
    #[test]
    fn positive_acts_are_inputs_and_annulled_notes_are_not() {
        let words = text("ha aiutato un compagno con la chimica");
        let positive = Entry { on: day("2026-02-03"), what: What::PositiveAct { words } };
        let made = dossier(vec![
            note("2025-11-05", NoteStanding::Annulled),
            note("2025-11-13", NoteStanding::Stands),
            positive,
        ]);
        assert_eq!((made.standing_notes(), made.positive_acts()), (1, 1));
        assert_eq!(Dossier::BECAUSE.map(Norm::row), ["B2-01", "B2-07"]);
    }
}
