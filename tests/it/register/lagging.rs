//! Who is who, when the log can be read further than it has told: every event is taken in once.

use std::sync::Arc;

use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act, People};
use registro::register::Register;
use registro_domain::ids::PersonId;
use registro_domain::regulation::Regulation;
use registro_eventlog::log::{EventLog, Head};

use super::partial::Partial;
use super::support::{CLASS_1A, PRINCIPAL, SCHOOL, School, TUESDAY, person};

const NEW: PersonId = person(50);

async fn act(school: &School, act: Act) -> Option<Head> {
    let command = Command::People(People { person: NEW, acts: vec![act] });
    school.do_it(PRINCIPAL, Capacity::Principal, command).await;
    school.app.register.head()
}

#[tokio::test]
async fn an_enrolment_read_before_it_was_told_is_taken_in_once() {
    let school = School::open().await;
    let (given_name, family_name) = ("Nuova".to_owned(), "Prova".to_owned());
    let born_on = jiff::civil::date(2010, 1, 1);
    let registered = act(&school, Act::Register { given_name, family_name, born_on }).await;
    let enrolled = act(&school, Act::Enrol { class: CLASS_1A, from: TUESDAY, annual_hours: 1056 }).await;

    // The log has told of the registration only, when the enrolment can already be read.
    let log = Arc::new(Partial::late(Arc::clone(&school.app.register.log), registered));
    let late = Register::open(
        Arc::clone(&log) as Arc<dyn EventLog>,
        SCHOOL,
        school.clock.clone(),
        Regulation::adopted().into(),
    );
    let late = late.await.expect("a register");
    let class = async |on| {
        let directory = late.directory().await.expect("a directory");
        let profile = directory.person(NEW).expect("she is known");
        assert_eq!(profile.enrolments.len(), 1, "enrolled once");
        profile.class_on(on)
    };
    assert_eq!(class(TUESDAY).await, Some(CLASS_1A));
    log.tell(enrolled);
    assert_eq!(class(TUESDAY).await, Some(CLASS_1A));

    let left = act(&school, Act::Leave { last_day: TUESDAY, reason: "trasferita altrove".to_owned() }).await;
    log.tell(left);
    let wednesday = TUESDAY.tomorrow().expect("a day");
    assert_eq!((class(TUESDAY).await, class(wednesday).await), (Some(CLASS_1A), None));
}
