//! The behaviour dossier of a student's year: what a council reads before it votes. It prepares, and computes no grade.

use jiff::civil::Date;

use crate::calendar::SchoolYear;
use crate::case::{CaseSummary, Charge, Measure, Standing};
use crate::ids::{CaseId, PersonId};
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
    pub case: CaseId,
    pub charge: Charge,
    /// None as long as nothing is deliberated.
    pub measure: Option<Measure>,
    pub standing: SanctionStanding,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SanctionStanding {
    /// Nothing is deliberated yet.
    UnderWay,
    /// Deliberated, and not settled: not communicated yet, referred back, or the terms of appeal run.
    Pending,
    /// Under appeal.
    SubIudice,
    Final,
    /// As if it had never had effect: shown as such, counted nowhere.
    Annulled,
}

impl Sanction {
    /// A case as a council sees it, on the day of its fact. What came to nothing, and what was taken out of the file, is
    /// not there.
    ///
    /// Norm: B2-07.
    pub fn of(case: CaseSummary) -> Option<Entry> {
        let standing = match case.standing {
            Standing::UnderWay => SanctionStanding::UnderWay,
            Standing::NotCommunicated | Standing::Appealable { .. } | Standing::ReferredBack => {
                SanctionStanding::Pending
            }
            Standing::UnderAppeal { .. } | Standing::UnderComplaint => SanctionStanding::SubIudice,
            Standing::Final => SanctionStanding::Final,
            Standing::Annulled => SanctionStanding::Annulled,
            Standing::WithoutSanction | Standing::Expunged => return None,
        };
        let CaseSummary { case, charge, measure, fact_on, .. } = case;
        Some(Entry { on: fact_on, what: What::Sanction(Sanction { case, charge, measure, standing }) })
    }

    /// Days of removal from lessons, where they are counted.
    pub fn days(&self) -> Option<u16> {
        self.measure.as_ref().and_then(|measure| measure.sanction.days())
    }
}

impl SanctionStanding {
    /// In Italian, as a council reads it.
    pub fn italian(self) -> &'static str {
        match self {
            SanctionStanding::UnderWay => "procedimento in corso",
            SanctionStanding::Pending => "non definitiva",
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
    use crate::case::{Item, Letter};
    use crate::school::tests::{IN_3B, day, person, text};

    fn case(on: &str, days: u16, standing: Standing) -> CaseSummary {
        let sanction = crate::case::Sanction::Removal { days };
        CaseSummary {
            case: CaseId(uuid::Uuid::from_u128(7)),
            student: person(1),
            class: IN_3B,
            fact_on: day(on),
            charge: Charge::new(Letter::M, Item::M).expect("in the table"),
            measure: Some(Measure { sanction, exclusions: Vec::new(), repair: None }),
            decided_on: Some(day(on)),
            standing,
        }
    }

    fn sanction(on: &str, days: u16, standing: Standing) -> Entry {
        Sanction::of(case(on, days, standing)).expect("in the dossier")
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
        let fight = sanction("2025-10-02", 4, Standing::Final);
        let made = dossier(vec![
            note("2026-06-04", NoteStanding::Stands),
            sanction("2025-08-31", 4, Standing::Final),
            fight.clone(),
            sanction("2026-09-01", 4, Standing::Final),
        ]);
        assert_eq!(made.entries, [fight, note("2026-06-04", NoteStanding::Stands)]);
        assert_eq!(made.final_sanctions().count(), 1);
    }

    /// B2-07: an appeal pending on the day of the scrutiny makes the grade sub iudice; an annulled sanction is shown and
    /// counted nowhere.
    #[test]
    fn what_is_not_final_is_shown_as_such_and_not_counted() {
        for (standing, shown, counted, open) in [
            (Standing::UnderWay, SanctionStanding::UnderWay, 0, false),
            (Standing::NotCommunicated, SanctionStanding::Pending, 0, true),
            (Standing::Appealable { until: day("2026-06-12") }, SanctionStanding::Pending, 0, true),
            (Standing::ReferredBack, SanctionStanding::Pending, 0, true),
            (Standing::UnderAppeal { decide_by: day("2026-06-12") }, SanctionStanding::SubIudice, 0, true),
            (Standing::UnderComplaint, SanctionStanding::SubIudice, 0, true),
            (Standing::Final, SanctionStanding::Final, 1, false),
            (Standing::Annulled, SanctionStanding::Annulled, 0, false),
        ] {
            let made = dossier(vec![sanction("2026-03-02", 3, standing)]);
            assert_eq!(
                (made.final_sanctions().count(), made.is_sub_iudice()),
                (counted, open),
                "{standing:?}"
            );
            let seen: Vec<_> = made.sanctions().map(|(_, it)| (it.standing, it.days())).collect();
            assert_eq!(seen, [(shown, Some(3))]);
            assert!(!shown.italian().is_empty());
        }
        for standing in [Standing::WithoutSanction, Standing::Expunged] {
            assert_eq!(Sanction::of(case("2026-03-02", 3, standing)), None);
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
