//! Attendance beyond the roll call, over HTTP: reserve, lateness, collective absences, activities, recovery courses.

use jiff::civil::{Date, Time, date, time};
use registro::actor::Capacity;
use registro::commands::people::{Act, People};
use registro::commands::{Command, roll_call};
use registro_domain::ids::{PeriodNumber, PersonId};
use registro_domain::people::Office;
use serde_json::{Value, json};

use super::sight::Who;
use super::support::{
    ANNA, CLASS_1A, GIULIA, ITALIAN, MARCO, MATHS, MOTHER, OTHER, PRINCIPAL, School, TUESDAY,
};

const WEDNESDAY: Date = date(2025, 11, 12);
const HEAD: Who = (PRINCIPAL, Capacity::Principal);
const TEACHER: Who = (MATHS, Capacity::Teacher);
const HER_MOTHER: Who = (MOTHER, Capacity::Guardian);

async fn sent(school: &School, who: Who, path: &str, body: &Value) -> (u16, String) {
    let (status, answer) = school.post(who, path, body).await;
    let kind = answer["type"].as_str().unwrap_or_default();
    (status.as_u16(), kind.replace("urn:registro:problem:attendance:", ""))
}

async fn recorded(school: &School, who: Who, path: &str, body: &Value) {
    let (status, answer) = school.post(who, path, body).await;
    assert!(status.is_success(), "{path} {body}: {answer}");
}

/// A student's facts, as the principal reads them.
async fn facts(school: &School, student: PersonId) -> Vec<Value> {
    let (_, answer) = school.get(HEAD, &format!("students/{student}")).await;
    answer["facts"].as_array().cloned().unwrap_or_default()
}

/// The hours missed in the year.
async fn missed(school: &School, student: PersonId) -> u64 {
    let (_, answer) = school.get(HEAD, &format!("students/{student}")).await;
    answer["totals"]["hours_missed"].as_u64().unwrap_or_default()
}

fn about(student: PersonId, on: Date, number: u32) -> Value {
    json!({ "student": student, "on": on, "number": number })
}

fn with(mut body: Value, more: &Value) -> Value {
    let (Some(fields), Some(more)) = (body.as_object_mut(), more.as_object()) else { panic!("objects") };
    fields.extend(more.clone());
    body
}

async fn call(school: &School, who: PersonId, period: u8, absent: &[PersonId]) {
    let roll = roll_call::RollCall {
        class: CLASS_1A,
        on: registro::clock::today(&*school.clock),
        period: PeriodNumber(period),
        substitutes: None,
        absent: absent.iter().copied().collect(),
        late: Vec::new(),
    };
    school.do_it(who, Capacity::Teacher, Command::RollCall(roll)).await;
}

/// A3-03, A3-05, A3-06: absent on Tuesday 11, back on the 12th, reserve until Saturday 15.
#[tokio::test]
async fn the_roll_call_of_the_return_admits_with_reserve_and_what_comes_later_is_late() {
    let school = School::open().await;
    school.call_roll(&[GIULIA, ANNA], &[]).await;
    school.at(WEDNESDAY.at(8, 10, 0, 0));
    school.call_roll(&[ANNA], &[]).await;
    let of_giulia = facts(&school, GIULIA).await;
    assert_eq!(
        (&of_giulia[0]["status"], &of_giulia[0]["justify_by"]),
        (&json!("with-reserve"), &json!("2025-11-15"))
    );
    assert_eq!(facts(&school, ANNA).await[0]["status"], "awaited");
    // Who comes in late is back too.
    school.at(WEDNESDAY.at(9, 1, 0, 0));
    let entry = json!({ "student": ANNA, "on": WEDNESDAY, "at": "09:00:00", "ground": "none" });
    recorded(&school, TEACHER, "entries", &entry).await;
    assert_eq!(facts(&school, ANNA).await[0]["status"], "with-reserve");

    school.at(date(2025, 11, 16).at(20, 0, 0, 0));
    assert_eq!(facts(&school, GIULIA).await[0]["status"], "unjustified");
    let justify = with(about(GIULIA, TUESDAY, 0), &json!({ "ground": "family" }));
    recorded(&school, HER_MOTHER, "justifications", &justify).await;
    assert_eq!(facts(&school, GIULIA).await[0]["status"], "submitted-late");
    let withdraw = about(GIULIA, TUESDAY, 0);
    recorded(&school, HER_MOTHER, "justification-withdrawals", &withdraw).await;
    assert_eq!(facts(&school, GIULIA).await[0]["status"], "unjustified");
    recorded(&school, HER_MOTHER, "justifications", &justify).await;
    recorded(&school, TEACHER, "justification-decisions", &about(GIULIA, TUESDAY, 0)).await;
    assert_eq!(facts(&school, GIULIA).await[0]["status"], "justified");
    let (status, kind) = sent(&school, HER_MOTHER, "justification-withdrawals", &withdraw).await;
    assert_eq!((status, kind.as_str()), (422, "already-decided"));
}

/// A3-15: nobody attests her own presence or her own certificate.
#[tokio::test]
async fn what_is_brought_to_school_is_written_down_by_who_received_it() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    let brought = |more: Value| with(with(about(GIULIA, TUESDAY, 0), &json!({ "ground": "family" })), &more);
    let certificate = brought(json!({ "evidence": "certificate" }));
    assert_eq!(sent(&school, HER_MOTHER, "justifications", &certificate).await.0, 403);
    let for_nothing = brought(json!({ "by": MOTHER }));
    assert_eq!(sent(&school, TEACHER, "justifications", &for_nothing).await.0, 403);
    let a_stranger = brought(json!({ "by": OTHER, "evidence": "in-person" }));
    assert_eq!(sent(&school, TEACHER, "justifications", &a_stranger).await.0, 422);
    recorded(&school, TEACHER, "justifications", &brought(json!({ "by": MOTHER, "evidence": "in-person" })))
        .await;
}

/// A1-03: the principal or who decides for her, once.
#[tokio::test]
async fn a_ground_is_verified_by_the_principal_and_not_by_a_teacher() {
    let school = School::open().await;
    school.at(TUESDAY.at(9, 1, 0, 0));
    let entry = json!({ "student": GIULIA, "on": TUESDAY, "at": "09:00:00", "ground": "family" });
    recorded(&school, TEACHER, "entries", &entry).await;
    let verify = about(GIULIA, TUESDAY, 0);
    assert_eq!(sent(&school, TEACHER, "ground-verifications", &verify).await.0, 403);
    recorded(&school, HEAD, "ground-verifications", &verify).await;
    let rejected = with(verify, &json!({ "rejected_because": "nessuna nota della famiglia" }));
    let (status, kind) = sent(&school, HEAD, "ground-verifications", &rejected).await;
    assert_eq!((status, kind.as_str()), (422, "already-verified"));
}

/// A4-01, A4-04: declared by the principal or the class's coordinator, contested for one student.
#[tokio::test]
async fn a_collective_absence_is_declared_for_a_class_and_contested_for_a_student() {
    let school = School::open().await;
    school.call_roll(&[GIULIA, ANNA], &[]).await;
    let declare = |students: &[PersonId]| json!({ "class": CLASS_1A, "on": TUESDAY, "students": students, "reason": "manifestazione" });
    let both = declare(&[GIULIA, ANNA]);
    assert_eq!(sent(&school, TEACHER, "collective-absences", &both).await.0, 403);
    assert_eq!(sent(&school, HER_MOTHER, "collective-absences", &both).await.0, 403);
    let (status, kind) = sent(&school, HEAD, "collective-absences", &declare(&[MARCO])).await;
    assert_eq!((status, kind.as_str()), (422, "not-absent"));
    let (office, from) = (Office::Coordinator { class: CLASS_1A }, date(2025, 9, 1));
    let coordinator = Act::AssignOffice { office, from, until: None };
    let people = Command::People(People { person: ITALIAN, acts: vec![coordinator] });
    school.do_it(PRINCIPAL, Capacity::Principal, people).await;
    recorded(&school, (ITALIAN, Capacity::Teacher), "collective-absences", &both).await;
    for student in [GIULIA, ANNA] {
        assert_eq!(facts(&school, student).await[0]["collective"], true);
        let justify = with(about(student, TUESDAY, 0), &json!({ "ground": "health" }));
        let (status, kind) = sent(&school, HER_MOTHER, "justifications", &justify).await;
        assert_eq!((status, kind.as_str()), (422, "collective-absence"));
        assert_eq!(missed(&school, student).await, 6);
        let contest = with(about(student, TUESDAY, 0), &json!({ "grounds": "era a casa" }));
        recorded(&school, HER_MOTHER, "contests", &contest).await;
    }
    let decide = |student, upheld: bool| {
        with(about(student, TUESDAY, 0), &json!({ "upheld": upheld, "reason": "esaminata" }))
    };
    let by_teacher =
        sent(&school, (ITALIAN, Capacity::Teacher), "contest-decisions", &decide(GIULIA, true)).await;
    assert_eq!(by_teacher.0, 403);
    recorded(&school, HEAD, "contest-decisions", &decide(GIULIA, true)).await;
    recorded(&school, HEAD, "contest-decisions", &decide(ANNA, false)).await;
    assert_eq!(facts(&school, GIULIA).await[0]["collective"], false);
    assert_eq!(facts(&school, ANNA).await[0]["collective"], true);
    let own =
        with(about(ANNA, TUESDAY, 0), &json!({ "kind": "individual", "reason": "certificato esibito" }));
    recorded(&school, HEAD, "classifications", &own).await;
    assert_eq!(facts(&school, ANNA).await[0]["collective"], false);
}

/// A3-02: told by the family before the first day.
#[tokio::test]
async fn a_long_absence_is_told_of_by_who_may_justify() {
    let school = School::open().await;
    let told =
        |from: &str| json!({ "student": GIULIA, "from": from, "until": "2025-11-20", "ground": "family" });
    recorded(&school, HER_MOTHER, "foretold-absences", &told("2025-11-12")).await;
    let (status, kind) = sent(&school, HER_MOTHER, "foretold-absences", &told("2025-11-11")).await;
    assert_eq!((status, kind.as_str()), (422, "told-too-late"));
    assert_eq!(sent(&school, TEACHER, "foretold-absences", &told("2025-11-12")).await.0, 403);
}

/// A5-04, A5-08: one command for a class; the roll call leaves them where they are.
#[tokio::test]
async fn a_class_at_an_activity_is_not_touched_by_the_roll_call() {
    let school = School::open().await;
    let activity = |more: Value| {
        with(
            json!({ "class": CLASS_1A, "on": TUESDAY, "activity": { "trip": { "last_day": TUESDAY } } }),
            &more,
        )
    };
    let stranger = activity(json!({ "students": [OTHER] }));
    assert_eq!(sent(&school, TEACHER, "activities", &stranger).await.0, 404);
    assert_eq!(sent(&school, (OTHER, Capacity::Teacher), "activities", &activity(json!({}))).await.0, 404);
    recorded(&school, TEACHER, "activities", &activity(json!({ "students": [GIULIA, ANNA] }))).await;
    // Giulia is not named, Anna is named absent: both are on the trip.
    school.call_roll(&[ANNA, MARCO], &[]).await;
    for (student, hours) in [(GIULIA, 0), (ANNA, 0), (MARCO, 6)] {
        assert_eq!(missed(&school, student).await, hours);
    }
    let (_, day) = school.get(HEAD, &format!("classes/{CLASS_1A}/days/{TUESDAY}")).await;
    assert!(day.to_string().contains("at-activity"), "{day}");
    let citizenship = json!({ "class": CLASS_1A, "on": TUESDAY, "activity": "citizenship", "students": [MARCO], "hours": 4 });
    recorded(&school, HEAD, "activities", &citizenship).await;
    assert_eq!(missed(&school, MARCO).await, 2);
}

/// A13: on a day without lessons, and annulled like any other fact.
#[tokio::test]
async fn an_absence_from_a_recovery_course_is_recorded_on_any_day_and_annulled() {
    let school = School::open().await;
    let sunday = date(2025, 11, 9);
    let absence = json!({ "student": GIULIA, "on": sunday, "subject": "MAT", "hours": 2 });
    recorded(&school, TEACHER, "recovery-absences", &absence).await;
    assert_eq!(missed(&school, GIULIA).await, 0);
    assert_eq!(facts(&school, GIULIA).await[0]["status"], "awaited");
    let unknown = with(absence, &json!({ "subject": "XXX" }));
    assert_eq!(sent(&school, TEACHER, "recovery-absences", &unknown).await.0, 404);
    let annul = with(about(GIULIA, sunday, 0), &json!({ "reason": "era presente" }));
    recorded(&school, TEACHER, "annulments", &annul).await;
    assert_eq!(facts(&school, GIULIA).await[0]["state"], "annulled");
}

async fn comes_in(school: &School, student: PersonId, at: Time) {
    let entry = json!({ "student": student, "on": TUESDAY, "at": at, "ground": "family" });
    recorded(school, TEACHER, "entries", &entry).await;
}

/// A5-03: no roll before that of the third hour: who is absent then was not seen that day.
#[tokio::test]
async fn who_is_absent_at_the_first_roll_of_the_day_is_absent_for_the_day() {
    let school = School::open().await;
    school.at(TUESDAY.at(9, 5, 0, 0));
    comes_in(&school, ANNA, time(9, 0, 0, 0)).await;
    school.at(TUESDAY.at(10, 5, 0, 0));
    call(&school, MATHS, 3, &[GIULIA, ANNA]).await;
    assert_eq!(missed(&school, GIULIA).await, 6);
    assert_eq!(missed(&school, ANNA).await, 2); // The first hour, before she came, and the third.
    school.at(TUESDAY.at(11, 5, 0, 0));
    call(&school, ITALIAN, 4, &[GIULIA, MARCO]).await;
    assert_eq!(missed(&school, MARCO).await, 1); // He was there at the third.
    assert_eq!(facts(&school, GIULIA).await.len(), 1);
}

/// A5-03: an entry found later does not undo what the teachers of the hours after it saw.
#[tokio::test]
async fn hours_called_without_the_student_stay_missed_when_an_entry_is_found() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    school.at(TUESDAY.at(10, 5, 0, 0));
    call(&school, MATHS, 3, &[GIULIA]).await;
    school.at(TUESDAY.at(10, 30, 0, 0));
    comes_in(&school, GIULIA, time(9, 0, 0, 0)).await;
    assert_eq!(missed(&school, GIULIA).await, 2);
}
