//! A school adopts another number from a day on: what was decided before stays as it was decided.

use std::sync::Arc;

use jiff::civil::{Date, date, time};
use registro::actor::Capacity;
use registro::answers::Moment;
use registro::commands::{Command, entry};
use registro::register::{Register, Request};
use registro_domain::attendance::Ground;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::PersonId;
use registro_domain::regulation::Regulation;
use registro_eventlog::event::{CommandId, Position, Recorded};
use registro_eventlog::log::Filter;
use registro_projections::attendance_totals::Totals;
use registro_projections::rebuild::rebuild;
use uuid::Uuid;

use super::support::{ANNA, GIULIA, PRINCIPAL, SCHOOL, School, TUESDAY};

/// From January, a late student goes straight to class until 8:30.
const FROM_JANUARY: &str = r#"
    [immediate_admission_until]
    in_force = [{ from = "2025-09-01", value = "08:15" }, { from = "2026-01-07", value = "08:30" }]
"#;

async fn feed(school: &School) -> Vec<Recorded> {
    school.app.register.log.read_all(SCHOOL, None, 10_000, Filter::All).await.expect("the log")
}

async fn totals(school: &School, student: PersonId, moment: Moment) -> Totals {
    let totals = school.app.totals(student, SchoolYear(2025), moment).await;
    totals.expect("an answer").expect("a year")
}

/// At twenty past eight, without a ground.
async fn enters(school: &School, register: &Register, student: PersonId, on: Date) {
    let (at, ground) = (time(8, 20, 0, 0), Ground::None);
    let command = Command::RecordEntry(entry::RecordEntry { student, on, at, ground });
    let (id, agent) = (CommandId(Uuid::new_v4()), school.agent(PRINCIPAL, Capacity::Principal));
    let request = Request { id, agent, command, seen: None, correlation: None, confirmed: false };
    register.execute(&request).await.expect("recorded");
    let head = register.head().expect("events").position;
    school.app.wait_for(head).await.expect("seen by the read models");
}

/// A1-04
#[tokio::test]
async fn moving_the_adoption_of_a_number_changes_no_fact_decided_before() {
    let school = School::open().await;
    school.at(TUESDAY.at(8, 21, 0, 0));
    enters(&school, &school.app.register, GIULIA, TUESDAY).await;
    let (before, then) = (feed(&school).await, totals(&school, GIULIA, Moment::Now).await);
    assert_eq!(then.days[&TUESDAY].len(), 1, "admitted at nine");
    let until = Moment::At(Position(school.head()));

    let changed = Regulation::from_toml_with_overrides(FROM_JANUARY).expect("a sound regulation");
    let (log, clock) = (Arc::clone(&school.app.register.log), Arc::clone(&school.app.register.clock));
    let register = Register::open(log, SCHOOL, clock, changed.into()).await.expect("a register");
    let in_january = date(2026, 1, 13);
    school.at(in_january.at(8, 21, 0, 0));
    enters(&school, &register, GIULIA, in_january).await;
    // A day of November that is recorded in January is a day of November.
    enters(&school, &register, ANNA, TUESDAY).await;
    // Whoever still applies the old line defers the same entry.
    enters(&school, &school.app.register, ANNA, in_january).await;

    let after = feed(&school).await;
    assert_eq!(after[..before.len()], before[..], "an event was touched");
    let now = totals(&school, GIULIA, Moment::Now).await;
    assert_eq!(now.days[&TUESDAY], then.days[&TUESDAY]);
    assert_eq!(now.days[&in_january].len(), 0, "straight to class, by the new line");
    assert_eq!(totals(&school, GIULIA, until).await, then);
    let annas = totals(&school, ANNA, Moment::Now).await;
    assert_eq!((annas.days[&TUESDAY].len(), annas.days[&in_january].len()), (1, 1));

    let log = Arc::clone(&school.app.register.log);
    rebuild(log, school.app.store.clone(), &mut |_, _| ()).await.expect("a rebuild");
    assert_eq!(totals(&school, GIULIA, Moment::Now).await, now);
    assert_eq!(totals(&school, GIULIA, until).await, then);
    assert_eq!(totals(&school, ANNA, Moment::Now).await, annas);
}
