//! A small year has all of it: every kind of event, the duties that its stories are for, a school alive on its last Friday.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use registro::simulate::Part;
use registro_domain::calendar::SchoolCalendar;
use registro_domain::case::Standing;
use registro_domain::duty::{
    self, ClassFile, Duty, DutyKind, Matter, Outlook, Pupil, SchoolFile, Status, StudentFile,
};
use registro_domain::ids::PersonId;
use registro_domain::people::Profile;
use registro_domain::regulation::Regulation;
use registro_projections::cases::{CaseFile, Cases};
use registro_projections::directory::Directory;
use registro_projections::duties::{ClassFiles, SchoolFiles, StudentFiles, key};

use super::*;

/// Shapes that earlier releases wrote: they are read for ever, and no longer written. People are linked to their codes once
/// the year is there, if there is a key to hash them under. Nobody of the year comes from another school. What is asked about data, erased, breached or consulted with a
/// reason comes from outside of the school's days, and the keys of erasures are named at random.
const NOT_OF_THE_YEAR: [&str; 31] = [
    "breach-assessed.v1",
    "breach-closed.v1",
    "breach-notified.v1",
    "breach-recorded.v1",
    "breach-subjects-told.v1",
    "consultation-closed.v1",
    "consultation-opened.v1",
    "counter-interested-notified.v1",
    "counter-interested-opposed.v1",
    "data-restricted.v1",
    "dossier-redacted.v1",
    "erasure-approved.v1",
    "erasure-assessed.v1",
    "erasure-executed.v1",
    "erasure-refused.v1",
    "erasure-requested.v1",
    "exit-recorded.v1",
    "fiscal-code-linked.v1",
    "justification-submitted.v1",
    "readers-revealed.v1",
    "request-answered.v1",
    "request-closed.v1",
    "request-extended.v1",
    "request-identity-verified.v1",
    "request-linked.v1",
    "request-received.v1",
    "request-refused.v1",
    "request-withdrawn.v1",
    "restriction-lifted.v1",
    "student-file-received.v1",
    "support-admitted.v1",
];

/// A new kind of duty is to arise in somebody's story.
const KINDS_OF_DUTY: usize = 38;

/// Four classes, until the third hour of the last Friday.
fn small_year() -> Plan {
    Plan { until: Some(datetime(2026, 6, 5, 10, 0, 30, 0)), ..Plan::new(112, 4, 2025) }
}

/// Every shape that an event was ever stored in.
fn catalogue() -> BTreeSet<String> {
    let archive = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/archive");
    let files = std::fs::read_dir(archive).expect("the archive");
    let name =
        |file: std::fs::DirEntry| file.file_name().to_string_lossy().trim_end_matches(".json").to_owned();
    files.map(|file| name(file.expect("a file"))).collect()
}

struct Year {
    cast: BTreeMap<Part, PersonId>,
    directory: Directory,
    regulation: Regulation,
    students: BTreeMap<Key, StudentFile>,
    classes: BTreeMap<Key, ClassFile>,
    school: BTreeMap<Key, SchoolFile>,
}

impl Year {
    fn player(&self, part: Part) -> PersonId {
        *self.cast.get(&part).unwrap_or_else(|| panic!("nobody plays {part:?}"))
    }

    /// The duties of whoever plays a part.
    fn duties(&self, part: Part, today: Date) -> Vec<Duty> {
        self.duties_of(self.directory.person(self.player(part)).expect("a student"), today)
    }

    fn calendar(&self) -> &SchoolCalendar {
        &self.directory.school.calendars[&SchoolYear(2025)]
    }

    fn lesson_days(&self) -> Vec<Date> {
        self.calendar().lesson_days(&self.calendar().holidays()).collect()
    }

    fn duties_of(&self, profile: &Profile, today: Date) -> Vec<Duty> {
        let Some(file) = self.students.get(&key(profile.person.0, SchoolYear(2025))) else {
            return Vec::new();
        };
        let pupil = Pupil {
            student: profile.person,
            born_on: profile.born_on,
            annual_hours: profile.annual_hours.get(&SchoolYear(2025)).copied().unwrap_or_default(),
            lesson_days: &self.lesson_days(),
        };
        let holidays = self.calendar().holidays();
        duty::duties(file, &pupil, Outlook { today, regulation: &self.regulation, holidays: &holidays })
    }

    fn all_duties(&self, today: Date) -> Vec<Duty> {
        let holidays = self.calendar().holidays();
        let outlook = Outlook { today, regulation: &self.regulation, holidays: &holidays };
        let mut duties: Vec<Duty> =
            self.directory.people().flat_map(|profile| self.duties_of(profile, today)).collect();
        for class in self.directory.school.classes.keys() {
            let file = self.classes.get(&key(class.0, SchoolYear(2025))).cloned().unwrap_or_default();
            duties.extend(file.duties(*class, &self.lesson_days(), outlook));
        }
        let school = self.school.values().next().cloned().unwrap_or_default();
        duties.extend(school.duties(self.calendar(), outlook));
        duties
    }
}

fn is_done(duty: &Duty) -> bool {
    matches!(duty.status, Status::Done { .. })
}

#[tokio::test]
async fn a_small_year_has_every_kind_of_event_and_the_duties_that_its_stories_are_for() {
    let plan = small_year();
    let clock = clock();
    let log = Arc::new(MemoryLog::new(clock.clone() as _));
    let report = live(&plan, &log, &clock).await;
    assert_eq!((report.refused, report.nothing_to_do), (BTreeMap::new(), 0));

    let kinds: BTreeSet<String> = records(&plan, &log).await.into_iter().map(|event| event.kind).collect();
    let missing: Vec<String> = catalogue().difference(&kinds).cloned().collect();
    assert_eq!(missing, NOT_OF_THE_YEAR, "never simulated: add it, or say here why not");

    let events = events(&plan, &log).await;
    let mut directory = Directory::default();
    directory.apply_all(&events);
    let year = Year {
        cast: plan.cast().expect("a school"),
        directory,
        regulation: Regulation::adopted(),
        students: fold::<StudentFiles>(&events),
        classes: fold::<ClassFiles>(&events),
        school: fold::<SchoolFiles>(&events),
    };
    the_stories_give_their_duties(&year);
    the_last_friday_has_something_to_do(&year);
    what_was_contested_stands_as_its_story_says(&year, fold::<Cases>(&events));
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
        (Part::Noted, DutyKind::ConsiderNotes, false),
        (Part::Hosted, DutyKind::AssessActivity, true),
        (Part::Hosted, DutyKind::DepositMinutes, true),
        (Part::Reflecting, DutyKind::AssessActivity, false),
        (Part::Removed, DutyKind::InformCouncil, true),
        (Part::JustDecided, DutyKind::CommunicateSanction, false),
        (Part::JustDecided, DutyKind::DepositMinutes, false),
        (Part::JustReported, DutyKind::InformCouncil, false),
        (Part::SentOut, DutyKind::TellOfSeparation, false),
        (Part::SentOut, DutyKind::ConsiderSeparation, true),
        (Part::SentOut, DutyKind::ConsiderSeparation, false),
    ] {
        let duties = year.duties(part, today);
        let found = duties.iter().any(|duty| duty.kind == kind && is_done(duty) == done);
        assert!(found, "{part:?}: no {kind:?} that is done: {done} among {duties:?}");
    }
    for part in [Part::SavedByDerogation, Part::Foretold, Part::Forgiven] {
        let duties = year.duties(part, today);
        let kinds = [DutyKind::ConsiderExclusion, DutyKind::ConsiderLongAbsence, DutyKind::ConsiderNotes];
        let open = |duty: &Duty| kinds.contains(&duty.kind) && !is_done(duty);
        assert!(!duties.iter().any(open), "{part:?}: {duties:?}");
    }
}

/// Each kind of duty waits for somebody, but for those whose cause is long past.
fn the_last_friday_has_something_to_do(year: &Year) {
    let today = date(2026, 6, 5);
    let duties = year.all_duties(today);
    let open: BTreeSet<DutyKind> = duties.iter().filter(|it| !is_done(it)).map(|duty| duty.kind).collect();
    let done: BTreeSet<DutyKind> = duties.iter().filter(|it| is_done(it)).map(|duty| duty.kind).collect();
    let nowhere_open: Vec<DutyKind> = done.difference(&open).copied().collect();
    assert_eq!(nowhere_open, [DutyKind::CheckOnReturn, DutyKind::ReportMinors]);
    assert_eq!(open.len() + nowhere_open.len(), KINDS_OF_DUTY, "never simulated; open: {open:?}");
    let overdue = |kind, month: Date| {
        duties.iter().any(|it| it.kind == kind && it.matter == Matter::Month(month) && !is_done(it))
    };
    assert!(overdue(DutyKind::ReviewAttendance, date(2026, 1, 1)), "the month that nobody reviewed");
}

/// Each story of a sanction contested comes to another end; on the last Friday one is to be judged in the afternoon, and one
/// was filed on the evening before.
fn what_was_contested_stands_as_its_story_says(year: &Year, cases: BTreeMap<Key, CaseFile>) {
    let today = date(2026, 6, 5);
    let holidays = year.calendar().holidays();
    let until = |day| Standing::UnderAppeal { decide_by: date(2026, 6, day) };
    for (part, expected) in [
        (Part::Unheard, Standing::Final),
        (Part::Confirmed, Standing::Final),
        (Part::Lessened, Standing::Final),
        (Part::Unanswered, Standing::Annulled),
        (Part::Withdrawing, Standing::Final),
        (Part::Expunged, Standing::Expunged),
        (Part::Judged, until(8)),
        (Part::JustAppealed, until(15)),
    ] {
        let file = cases.values().find(|file| file.student == year.player(part));
        let case = &file.unwrap_or_else(|| panic!("no case of {part:?}")).case;
        assert_eq!(case.standing(today, &year.regulation, &holidays), expected, "{part:?}");
    }
}
