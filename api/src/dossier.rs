//! What a council reads of a student's year, and what a scrutiny leaves: dossiers, results, the exemption from fees.

use jiff::civil::Date;
use registro_domain::attendance::Fact;
use registro_domain::calendar::SchoolYear;
use registro_domain::conduct::NoteKind;
use registro_domain::dossier::{Conduct, Dossier, Entry, NoteStanding, Sanction, What};
use registro_domain::fees::{self, Exemption, Repeating};
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::scrutiny::{CourseYear, Judged, ScrutinyPeriod};
use registro_eventlog::event::Recorded;
use registro_projections::as_of::as_of;
use registro_projections::attendance_totals::{FactState, Totals};
use registro_projections::conduct;
use registro_projections::directory::Directory;
use registro_projections::scrutinies::{self, Minutes, Scrutinies};

use crate::answers::Moment;
use crate::app::App;
use crate::desk::{attendance_stream, case_stream};
use crate::http::sight::conduct_without;
use crate::policy::{is_act_restricted, is_restricted};
use crate::refusal::Refusal;

/// Where a dossier is read: at the position at which it was frozen, on that day; otherwise now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadAt {
    pub moment: Moment,
    pub on: Date,
    pub is_frozen: bool,
}

impl ReadAt {
    pub fn of(minutes: Option<&Minutes>, today: Date) -> Self {
        match minutes.and_then(|minutes| minutes.frozen) {
            Some((on, position)) => ReadAt { moment: Moment::At(position), on, is_frozen: true },
            None => ReadAt { moment: Moment::Now, on: today, is_frozen: false },
        }
    }
}

/// What a student and her family are told of a scrutiny, once it is published.
#[derive(Clone, Debug)]
pub struct Results {
    pub class: ClassId,
    pub period: ScrutinyPeriod,
    pub visible_from: Date,
    pub judged: Judged,
}

impl App {
    pub async fn scrutiny(
        &self,
        class: ClassId,
        period: ScrutinyPeriod,
        moment: Moment,
    ) -> Result<Option<Minutes>, Refusal> {
        let key = scrutinies::key(class, period);
        let (store, log, school) = (&self.store, &*self.register.log, self.register.school);
        Ok(match moment {
            Moment::Now => store.row::<Scrutinies>(school, &key).await?,
            Moment::At(until) => as_of::<Scrutinies>(log, store, school, &key, until).await?,
            Moment::BeforeAll => None,
        })
    }

    /// The dossier of a student's year as the register stood. What was expunged since is not in it, whenever it was read;
    /// nor is what is restricted today, whoever reads it: it is kept, and not used to judge.
    pub async fn dossier(
        &self,
        student: PersonId,
        year: SchoolYear,
        read: ReadAt,
    ) -> Result<Dossier, Refusal> {
        let directory = self.register.directory().await?;
        let hidden = is_restricted(&directory, &attendance_stream(student, year)?, student);
        let totals = self.totals(student, year, read.moment).await?.filter(|_| !hidden);
        let attendance = totals.map(|totals| of_attendance(&totals, read.on)).unwrap_or_default();
        let cases = self.summaries_of(student, read.moment, read.on).await?;
        let hidden = |case| case_stream(case).is_ok_and(|stream| is_restricted(&directory, &stream, student));
        let cases = cases.into_iter().filter(|known| !hidden(known.case));
        let mut entries: Vec<Entry> = cases.filter_map(Sanction::of).collect();
        let mut known = self.conduct(student, year, read.moment).await?;
        if directory.has_restricted_data(student) {
            let restricted = |act: &Recorded| is_act_restricted(&directory, act, student);
            known = conduct_without(self, (student, year), known, restricted).await?;
        }
        entries.extend(known.as_ref().map(words).into_iter().flatten());
        Ok(Dossier::prepare(student, year, attendance, entries))
    }

    /// What was published of a student's scrutinies of a year, in the classes that she was in.
    pub async fn results(
        &self,
        student: PersonId,
        year: SchoolYear,
        directory: &Directory,
        today: Date,
    ) -> Result<Vec<Results>, Refusal> {
        let mut results = Vec::new();
        for class in classes_of(student, year, directory) {
            for period in ScrutinyPeriod::BOTH {
                let minutes = self.scrutiny(class, period, Moment::Now).await?;
                let Some(published) = minutes.as_ref().and_then(|minutes| minutes.visible_on(today)) else {
                    continue;
                };
                if let Some(judged) = published.results.get(&student) {
                    let (visible_from, judged) = (published.visible_from, judged.clone());
                    results.push(Results { class, period, visible_from, judged });
                }
            }
        }
        results.sort_by_key(|told| told.period);
        Ok(results)
    }

    /// Whether a student pays school fees, on the final scrutiny of a year as it was deliberated. None: it was not.
    pub async fn exemption(
        &self,
        student: PersonId,
        year: SchoolYear,
        judged: &Judged,
        course: CourseYear,
        (income, repeating): (Option<u32>, Repeating),
        today: Date,
    ) -> Result<Option<Exemption>, Refusal> {
        let (Some(average), Some(behaviour)) = (judged.average(), &judged.behaviour) else {
            return Ok(None);
        };
        let read = ReadAt { moment: Moment::Now, on: today, is_frozen: false };
        let dossier = self.dossier(student, year, read).await?;
        let sanctions: Vec<Sanction> = dossier.sanctions().map(|(_, sanction)| sanction.clone()).collect();
        let asked = fees::Asked {
            average,
            behaviour: behaviour.value,
            sanctions: &sanctions,
            repeating,
            course,
            income,
            on: today,
        };
        Ok(Some(fees::exemption(&asked, &self.register.regulation)))
    }
}

/// The classes of a year that a student was in, the first first.
pub fn classes_of(student: PersonId, year: SchoolYear, directory: &Directory) -> Vec<ClassId> {
    let profile = directory.person(student);
    let enrolments = profile.into_iter().flat_map(|profile| &profile.enrolments);
    enrolments.filter(|enrolment| enrolment.year == year).map(|enrolment| enrolment.class).collect()
}

/// What attendance says of conduct on a day.
///
/// Norm: A3-04: an unjustified absence weighs on the behaviour grade.
fn of_attendance(totals: &Totals, on: Date) -> Conduct {
    let unjustified: Vec<_> = totals
        .facts
        .iter()
        .filter(|(_, known)| known.state == FactState::Stands && known.status(on).is_unjustified())
        .collect();
    let days = unjustified.iter().filter(|(_, known)| matches!(known.fact, Fact::Absence { .. }));
    let days: std::collections::BTreeSet<Date> = days.map(|(_, known)| known.on).collect();
    let hours = totals.days.values().flatten();
    let hours = hours.filter(|hour| unjustified.iter().any(|(number, _)| **number == hour.fact)).count();
    Conduct {
        unjustified_days: u32::try_from(days.len()).unwrap_or(u32::MAX),
        unjustified_hours: u32::try_from(hours).unwrap_or(u32::MAX),
        late_entries: totals.late_entries(),
    }
}

/// The notes, annulled ones too, and the positive acts that stand.
fn words(known: &conduct::Conduct) -> Vec<Entry> {
    let notes = known.notes.values().map(|note| {
        let standing = if note.annulled.is_none() { NoteStanding::Stands } else { NoteStanding::Annulled };
        let disciplinary = note.kind == NoteKind::Disciplinary;
        let facts = note.facts.as_text().clone();
        Entry { on: note.on, what: What::Note { disciplinary, facts, standing } }
    });
    let acts = known
        .positive_acts()
        .map(|(_, act)| Entry { on: act.on, what: What::PositiveAct { words: act.what.as_text().clone() } });
    notes.chain(acts).collect()
}
