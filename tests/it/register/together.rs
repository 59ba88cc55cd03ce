//! What a command asks of the log: a class together, and what is known already not at all.

use std::sync::Arc;

use registro::actor::Capacity;
use registro::clock::today;
use registro::commands::{Command, roll_call};
use registro::register::{Outcome, Register, Request};
use registro_domain::ids::{PeriodNumber, PersonId};
use registro_domain::regulation::Regulation;
use registro_eventlog::event::CommandId;
use registro_eventlog::log::EventLog;
use uuid::Uuid;

use super::partial::Partial;
use super::support::{ANNA, CLASS_1A, ITALIAN, MATHS, SCHOOL, School};

#[tokio::test]
async fn the_first_roll_of_a_class_reads_the_class_by_one_question_and_the_next_by_none() {
    let school = School::open().await;
    let log = Arc::new(Partial::late(Arc::clone(&school.app.register.log), school.app.register.head()));
    let register = Register::open(
        Arc::clone(&log) as Arc<dyn EventLog>,
        SCHOOL,
        school.clock.clone(),
        Regulation::adopted().into(),
    );
    let register = register.await.expect("a register");
    let call = async |teacher: PersonId, period| {
        let command = Command::RollCall(roll_call::RollCall {
            class: CLASS_1A,
            on: today(&*school.clock),
            period: PeriodNumber(period),
            substitutes: None,
            absent: [ANNA].into(),
            late: Vec::new(),
        });
        let (id, agent) = (CommandId(Uuid::new_v4()), school.agent(teacher, Capacity::Teacher));
        let request = Request { id, agent, command, seen: None, correlation: None, confirmed: false };
        let outcome = register.execute(&request).await;
        assert!(matches!(outcome, Ok(Outcome::Recorded(_))), "{outcome:?}");
        log.readings()
    };
    // The day's lessons, and the three students.
    assert_eq!(call(MATHS, 1).await, 2);
    assert_eq!(call(ITALIAN, 2).await, 0);
}
