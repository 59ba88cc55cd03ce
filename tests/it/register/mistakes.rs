//! The mistakes of registers in use, each shown not to be made here.

use jiff::civil::{date, time};
use registro::actor::Capacity;
use registro::answers::Moment;
use registro::commands::{Command, annulment, correction, entry, transfer};
use registro_domain::attendance::Ground;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{FactNumber, PersonId};
use serde_json::json;

use super::support::{ANNA, CLASS_1B, GIULIA, ITALIAN, MATHS, PRINCIPAL, School, TUESDAY};

const YEAR: SchoolYear = SchoolYear(2025);

async fn missed(school: &School, student: PersonId) -> u32 {
    let totals = school.app.totals(student, YEAR, Moment::Now).await.expect("an answer");
    totals.map_or(0, |totals| totals.hours_missed())
}

#[tokio::test]
async fn an_entry_after_an_absence_turns_it_and_deletes_nothing() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    let called = school.head();
    assert_eq!(missed(&school, GIULIA).await, 6);
    school.at(TUESDAY.at(9, 1, 0, 0));
    let (student, on, at, ground) = (GIULIA, TUESDAY, time(9, 0, 0, 0), Ground::None);
    let entry = Command::RecordEntry(entry::RecordEntry { student, on, at, ground });
    school.do_it(ITALIAN, Capacity::Teacher, entry).await;
    assert_eq!(missed(&school, GIULIA).await, 1);
    let trail = school.app.trail(GIULIA.0, Moment::Now).await.expect("a trail");
    let kinds: Vec<&str> = trail.iter().map(|act| act.kind.as_str()).collect();
    assert!(kinds.ends_with(&["absence-recorded.v1", "entry-recorded.v1"]), "{kinds:?}");
    assert_eq!(trail[trail.len() - 2].superseded_by, [trail[trail.len() - 1].position]);
    // And as the register stood at the first hour, six hours.
    let then = Moment::At(registro_eventlog::event::Position(called));
    let totals = school.app.totals(GIULIA, YEAR, then).await.expect("an answer").expect("a row");
    assert_eq!(totals.hours_missed(), 6);
}

#[tokio::test]
async fn absence_does_not_depend_on_signatures() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    let before = missed(&school, GIULIA).await;
    let sign = json!({ "class": super::support::CLASS_1A, "on": TUESDAY, "period": 1, "topic": "Equazioni" });
    let (status, _) = school.post((MATHS, Capacity::Teacher), "signatures", &sign).await;
    assert!(status.is_success());
    assert_eq!((before, missed(&school, GIULIA).await), (6, 6));
}

#[tokio::test]
async fn a_correction_keeps_the_old_values_the_author_and_the_reason() {
    let school = School::open().await;
    school.call_roll(&[], &[(GIULIA, time(8, 12, 0, 0))]).await;
    let correct = Command::Correct(correction::Correct {
        student: GIULIA,
        on: TUESDAY,
        number: FactNumber(0),
        values: correction::Values::Entry { at: time(9, 0, 0, 0), ground: Ground::None },
        reason: "orario letto male".into(),
    });
    school.do_it(ITALIAN, Capacity::Teacher, correct).await;
    assert_eq!(missed(&school, GIULIA).await, 1);
    let (_, event) = school.get((PRINCIPAL, Capacity::Principal), &format!("events/{}", school.head())).await;
    let text = event.to_string();
    for said in ["08:12", "09:00", "orario letto male", &ITALIAN.to_string(), "B7-05"] {
        assert!(text.contains(said), "{said} not in {text}");
    }
}

#[tokio::test]
async fn only_a_reason_annuls_and_the_annulled_fact_stays_readable() {
    let school = School::open().await;
    school.call_roll(&[ANNA], &[]).await;
    let annul = |reason: &str| {
        let (student, on, number) = (ANNA, TUESDAY, FactNumber(0));
        Command::Annul(annulment::Annul { student, on, number, reason: reason.into() })
    };
    school.do_it(MATHS, Capacity::Teacher, annul("era presente")).await;
    assert_eq!(missed(&school, ANNA).await, 0);
    let trail = school.app.trail(ANNA.0, Moment::Now).await.expect("a trail");
    assert!(trail.iter().any(|act| act.kind == "absence-recorded.v1" && act.superseded_by.len() == 1));
}

#[tokio::test]
async fn a_past_day_follows_the_class_of_that_day() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    // On Thursday the school learns that Giulia has been in 1B since Tuesday.
    school.at(date(2025, 11, 13).at(12, 0, 0, 0));
    let reason = "trasferimento comunicato in ritardo".to_owned();
    let transfer = transfer::Transfer { student: GIULIA, class: CLASS_1B, from: TUESDAY, reason };
    school.do_it(PRINCIPAL, Capacity::Principal, Command::Transfer(transfer)).await;
    let day = |class| school.app.class_day(class, TUESDAY, Moment::Now);
    let (old, new) = (day(super::support::CLASS_1A).await, day(CLASS_1B).await);
    let old = old.expect("an answer").expect("the day of 1A");
    let new = new.expect("an answer").expect("the day of 1B");
    assert!(!old.students.contains_key(&GIULIA) && new.students.contains_key(&GIULIA));
    assert_eq!(missed(&school, GIULIA).await, 6);
    // Monday is still a day of 1A, and so is what was recorded for it later.
    let monday = TUESDAY.yesterday().expect("a day");
    let absence = json!({ "student": GIULIA, "on": monday });
    let (status, answer) = school.post((PRINCIPAL, Capacity::Principal), "absences", &absence).await;
    assert!(status.is_success(), "{answer}");
    let monday =
        school.app.class_day(super::support::CLASS_1A, monday, Moment::Now).await.expect("an answer");
    assert!(monday.expect("the Monday of 1A").students.contains_key(&GIULIA));
}

#[tokio::test]
async fn what_is_recorded_late_says_so() {
    let school = School::open().await;
    school.at(date(2025, 11, 20).at(12, 0, 0, 0));
    let absence = json!({ "student": GIULIA, "on": TUESDAY });
    let (status, _) = school.post((MATHS, Capacity::Teacher), "absences", &absence).await;
    assert!(status.is_success());
    let trail = school.app.trail(GIULIA.0, Moment::Now).await.expect("a trail"); // D-14
    let act = trail.last().expect("an act");
    assert_eq!(act.effective_on, TUESDAY);
    assert_eq!(registro::clock::wall(act.recorded_at).date(), date(2025, 11, 20));
}
