//! A small year has all of it: every kind of event, the duties that its stories are for, a school alive on its last Friday.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use registro_domain::duty::{self, DutyKind, Outlook, Pupil, Status, StudentFile};
use registro_domain::ids::PersonId;
use registro_projections::duties::{StudentFiles, key};
use registro_projections::event;
use registro_projections::model::ReadModel as _;

use super::*;
use crate::simulate::cast::Part;

/// Shapes that earlier releases wrote: they are read for ever, and no longer written.
const NO_LONGER_WRITTEN: [&str; 2] = ["exit-recorded.v1", "justification-submitted.v1"];

/// Four classes, until the third hour of the last Friday.
fn small_year() -> Plan {
    Plan { until: Some(datetime(2026, 6, 5, 10, 0, 30, 0)), ..Plan::new(112, 4, 2025) }
}

/// Every shape that an event was ever stored in.
fn catalogue() -> BTreeSet<String> {
    let archive = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/archive");
    let files = std::fs::read_dir(archive).expect("the archive");
    let name =
        |file: std::fs::DirEntry| file.file_name().to_string_lossy().trim_end_matches(".json").to_owned();
    files.map(|file| name(file.expect("a file"))).collect()
}

struct Year {
    institute: Institute,
    regulation: Regulation,
    files: BTreeMap<PersonId, StudentFile>,
}

impl Year {
    /// The duties of whoever plays a part.
    fn duties(&self, part: Part, today: Date) -> Vec<(DutyKind, Status)> {
        let student = self.institute.cast.player(part).unwrap_or_else(|| panic!("nobody plays {part:?}"));
        self.duties_of(student, today)
    }

    fn duties_of(&self, student: usize, today: Date) -> Vec<(DutyKind, Status)> {
        let (known, person) = (&self.institute.students[student], self.institute.student(student));
        let Some(file) = self.files.get(&person) else { return Vec::new() };
        let pupil = Pupil {
            student: person,
            born_on: known.who.born_on,
            annual_hours: self.institute.classes[known.class].annual_hours,
            lesson_days: &self.institute.days,
        };
        let holidays = self.institute.calendar.holidays();
        let outlook = Outlook { today, regulation: &self.regulation, holidays: &holidays };
        duty::duties(file, &pupil, outlook).into_iter().map(|duty| (duty.kind, duty.status)).collect()
    }
}

fn is_done(status: &Status) -> bool {
    matches!(status, Status::Done { .. })
}

#[tokio::test]
async fn a_small_year_has_every_kind_of_event_and_the_duties_that_its_stories_are_for() {
    let plan = small_year();
    let clock = clock();
    let log = Arc::new(MemoryLog::new(clock.clone() as _));
    let report = live(&plan, &log, &clock).await;
    assert_eq!((report.refused, report.nothing_to_do), (BTreeMap::new(), 0));

    let events = records(&plan, &log).await;
    let kinds: BTreeSet<String> = events.iter().map(|event| event.kind.clone()).collect();
    let missing: Vec<String> = catalogue().difference(&kinds).cloned().collect();
    assert_eq!(missing, NO_LONGER_WRITTEN, "never simulated: add it, or say here why not");

    let upcasters = event::upcasters();
    let mut files: BTreeMap<PersonId, StudentFile> = BTreeMap::new();
    let regulation = Regulation::adopted();
    let institute = Institute::plan(&plan, &regulation).expect("a school");
    let by_key: BTreeMap<_, PersonId> = (0..institute.students.len())
        .map(|student| institute.student(student))
        .map(|person| (key(person.0, SchoolYear(2025)), person))
        .collect();
    for recorded in events {
        let event = event::open(recorded, &upcasters).expect("an event");
        for key in StudentFiles::keys(&event) {
            let person = by_key[&key];
            let file = StudentFiles::fold(files.remove(&person), &key, &event).expect("a file");
            files.insert(person, file);
        }
    }
    let year = Year { institute, regulation, files };
    the_stories_give_their_duties(&year);
    the_last_friday_has_something_to_do(&year);
}

fn the_stories_give_their_duties(year: &Year) {
    let today = date(2026, 6, 5);
    for (part, kind, done) in [
        (Part::Truant, DutyKind::TellOfTruancy, true),
        (Part::Truant, DutyKind::InformMayor, true),
        (Part::StillTruant, DutyKind::TellOfTruancy, true),
        (Part::StillTruant, DutyKind::InformMayor, false),
        (Part::Silent, DutyKind::TellOfTenDays, true),
        (Part::Silent, DutyKind::InformSocialServices, true),
        (Part::Silent, DutyKind::InformCarabinieri, true),
        (Part::StillSilent, DutyKind::TellOfTenDays, true),
        (Part::StillSilent, DutyKind::InformSocialServices, false),
        (Part::StillSilent, DutyKind::ProtocolFonogramma, false),
        (Part::BeyondTheLine, DutyKind::ConsiderExclusion, false),
        (Part::DerogationPending, DutyKind::DecideDerogation, false),
        (Part::NotForetold, DutyKind::ConsiderLongAbsence, true),
        (Part::StillNotForetold, DutyKind::ConsiderLongAbsence, false),
        (Part::PhoneHeld, DutyKind::ReturnDevice, false),
        (Part::PhoneInBagAsked, DutyKind::DecideBag, false),
        (Part::JustifiedLate, DutyKind::DecideJustification, false),
        (Part::Asking, DutyKind::DecidePermission, false),
    ] {
        let duties = year.duties(part, today);
        let found = duties.iter().any(|(of, status)| *of == kind && is_done(status) == done);
        assert!(found, "{part:?}: no {kind:?} that is done: {done} among {duties:?}");
    }
    for part in [Part::SavedByDerogation, Part::Foretold] {
        let duties = year.duties(part, today);
        let kinds = [DutyKind::ConsiderExclusion, DutyKind::ConsiderLongAbsence];
        let open = |(kind, status): &(DutyKind, Status)| kinds.contains(kind) && !is_done(status);
        assert!(!duties.iter().any(open), "{part:?}: {duties:?}");
    }
}

fn the_last_friday_has_something_to_do(year: &Year) {
    let today = date(2026, 6, 5);
    let all = (0..year.institute.students.len()).flat_map(|student| year.duties_of(student, today));
    let open: BTreeSet<DutyKind> = all.filter(|(_, it)| !is_done(it)).map(|(kind, _)| kind).collect();
    for kind in [
        DutyKind::Justify,
        DutyKind::DecideJustification,
        DutyKind::VerifyGround,
        DutyKind::JustifyToPrincipal,
        DutyKind::ConsiderDelays,
        DutyKind::DecidePermission,
        DutyKind::TellOfThreeUnjustified,
        DutyKind::TellOfHoursLeft,
    ] {
        assert!(open.contains(&kind), "nothing of {kind:?} is open among {open:?}");
    }
}
