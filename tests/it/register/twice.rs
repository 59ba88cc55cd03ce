//! The same command sent twice, and two people acting at once.

use futures::future::join_all;
use jiff::ToSpan as _;
use jiff::civil::date;
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::roll_call::RollCall;
use registro::register::Request;
use registro_domain::ids::PeriodNumber;
use registro_eventlog::event::CommandId;
use serde_json::json;
use uuid::Uuid;

use super::support::{CLASS_1A, GIULIA, ITALIAN, MARCO, MATHS, School, TUESDAY};

const TEACHER: (registro_domain::ids::PersonId, Capacity) = (MATHS, Capacity::Teacher);

#[tokio::test(flavor = "multi_thread")]
async fn the_same_roll_call_sent_sixteen_times_at_once_is_recorded_once() {
    let school = School::open().await;
    let roll =
        json!({ "class": CLASS_1A, "on": TUESDAY, "period": 1, "absent": [GIULIA, MARCO] }).to_string();
    let (command, before) = (Uuid::new_v4(), school.head());
    let sent = (0..16).map(|_| school.send(TEACHER, "roll-calls", command, None, roll.clone()));
    let answers = join_all(sent).await;
    // Two absences and the roll: three events, whoever asked first.
    assert_eq!(school.head(), before + 3);
    let first = &answers[0].1;
    for (status, answer) in &answers {
        assert!(status.is_success(), "{status} {answer}");
        assert_eq!(answer["position"], first["position"], "{answer}");
    }
    assert_eq!(answers.iter().filter(|(_, answer)| answer["repeated"] == json!(false)).count(), 1);
}

/// Decision 0030: her stream was remembered as empty, and nothing else tells this process that it is not any more.
#[tokio::test]
async fn who_was_absent_for_another_process_is_admitted_by_this_one() {
    let school = School::open().await;
    let other = school.another().await;
    let roll = |on| {
        let absent = Default::default();
        let (class, period, late) = (CLASS_1A, PeriodNumber(1), Vec::new());
        let roll = RollCall { class, on, period, substitutes: None, absent, late };
        let (id, agent) = (CommandId(Uuid::new_v4()), school.agent(MATHS, Capacity::Teacher));
        let command = Command::RollCall(roll);
        Request { id, agent, command, seen: None, correlation: None, confirmed: false }
    };
    let monday = TUESDAY.yesterday().expect("a day");
    other.register.execute(&roll(monday)).await.expect("recorded");
    school.call_roll(&[GIULIA], &[]).await;
    let wednesday = TUESDAY.tomorrow().expect("a day");
    school.at(wednesday.at(8, 15, 0, 0));
    let before = school.head();
    other.register.execute(&roll(wednesday)).await.expect("recorded");
    assert_eq!(school.head(), before + 2, "the roll, and her admission with reserve");
}

/// Each roll rests on what every other one writes: whoever comes second decides again, and nobody is sent away.
#[tokio::test(flavor = "multi_thread")]
async fn rolls_of_many_days_of_one_class_at_once_are_all_recorded() {
    let school = School::open().await;
    // Mondays to Saturdays of a week without holidays.
    let days =
        (0..6).filter_map(|after| date(2025, 10, 13).checked_add(after.days()).ok()).collect::<Vec<_>>();
    let sent = days.iter().map(|on| {
        let roll = json!({ "class": CLASS_1A, "on": on, "period": 1, "absent": [GIULIA] }).to_string();
        school.send(TEACHER, "roll-calls", Uuid::new_v4(), None, roll)
    });
    for (status, answer) in join_all(sent).await {
        assert!(status.is_success(), "{status} {answer}");
    }
}

#[tokio::test]
async fn the_same_command_with_another_body_is_refused() {
    let school = School::open().await;
    let roll =
        |absent| json!({ "class": CLASS_1A, "on": TUESDAY, "period": 1, "absent": [absent] }).to_string();
    let command = Uuid::new_v4();
    let (status, _) = school.send(TEACHER, "roll-calls", command, None, roll(GIULIA)).await;
    assert!(status.is_success());
    let before = school.head();
    let (status, problem) = school.send(TEACHER, "roll-calls", command, None, roll(MARCO)).await;
    assert_eq!(status.as_u16(), 409, "{problem}");
    assert_eq!(school.head(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_teachers_correcting_one_absence_at_once_one_is_told_what_changed() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    let amend = |period: u8| {
        json!({ "student": GIULIA, "on": TUESDAY, "number": 0, "reason": "era in aula",
                "values": { "absence": { "periods": [period] } } })
        .to_string()
    };
    // Both saw the absence as it was first recorded, version 0 of Giulia's year.
    let (one, other) = tokio::join!(
        school.send(TEACHER, "corrections", Uuid::new_v4(), Some(0), amend(1)),
        school.send((ITALIAN, Capacity::Teacher), "corrections", Uuid::new_v4(), Some(0), amend(2)),
    );
    let (won, lost) = if one.0.is_success() { (one, other) } else { (other, one) };
    assert!(won.0.is_success(), "{won:?}");
    assert_eq!(lost.0.as_u16(), 412, "{lost:?}");
    let changed = lost.1["changed"].as_array().expect("what changed");
    assert_eq!(changed.len(), 1, "{lost:?}");
    assert_eq!(changed[0]["kind"], json!("attendance-corrected.v1"));
    assert_eq!(changed[0]["position"], won.1["position"]["first"]);
}

#[tokio::test]
async fn what_is_already_so_is_neither_an_error_nor_an_event() {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    let before = school.head();
    let again = json!({ "class": CLASS_1A, "on": TUESDAY, "period": 1, "absent": [GIULIA] });
    let (status, answer) = school.post(TEACHER, "roll-calls", &again).await;
    assert_eq!((status.as_u16(), school.head()), (200, before), "{answer}");
}
