//! Relations that changed: an adult student who objected to her parent being informed, and a student who left the school. Asked of
//! the running register as in `authorisation`, and compared with the third table of the page.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::ToSpan;
use jiff::civil::date;
use registro::access::routes;
use registro::actor::{Agent, Capacity};
use registro::commands::Command;
use registro::commands::disclosure_objection::ObjectToDisclosure;
use registro::commands::people::{Act, People};
use registro::register::Request as Asked;
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::people::Relation as Kin;
use registro_eventlog::event::CommandId;
use uuid::Uuid;

use super::accesses::filled;
use super::authorisation::{Asker, World, compare, register, told};

const PAST: &str = "<!-- mutate -->";

#[tokio::test(flavor = "multi_thread")]
async fn who_objected_and_who_left_are_read_as_the_page_says() {
    let world = World::open().await;
    let app = &world.school.app;
    let (today, school) = (app.register.today(), world.school.school);
    let class = ClassId(world.places["classes"].parse().expect("a class"));
    let asker = |short: &str| world.askers.iter().find(|it| it.short == short).expect("an asker");
    let principal = asker("DS").person;
    let run = async |command: Command, person: PersonId, capacity: Capacity| {
        let (id, session) = (CommandId(Uuid::new_v4()), Uuid::new_v4());
        let agent = Agent { person, capacity, assurance: 2, session };
        let request = Asked { id, agent, command, seen: None, correlation: None, confirmed: true };
        app.register.execute(&request).await.expect("done");
    };
    let person = |number: u128| PersonId(Uuid::from_u128(0xa1_0000 + number));
    let (adult, her_parent, gone, gone_parent) = (person(1), person(2), person(3), person(4));
    let from = date(2025, 9, 15);
    let enrolled = |given: &str, born: i16, guardian| {
        let (given_name, family_name) = (given.to_owned(), "Prova".to_owned());
        vec![
            Act::Register { given_name, family_name, born_on: date(born, 1, 1) },
            Act::Enrol { class, from, annual_hours: 1056 },
            Act::HoldResponsibility { guardian, relation: Kin::Mother, from },
        ]
    };
    for (who, acts) in [
        (her_parent, vec![register("Madre")]),
        (gone_parent, vec![register("Padre")]),
        (adult, enrolled("Maggiorenne", 2006, her_parent)),
        (gone, enrolled("Trasferito", 2010, gone_parent)),
    ] {
        run(Command::People(People { person: who, acts }), principal, Capacity::Principal).await;
    }
    run(Command::ObjectToDisclosure(ObjectToDisclosure {}), adult, Capacity::Student).await;
    let last_day = today.checked_sub(30.days()).expect("a day");
    let leave = Act::Leave { last_day, reason: "trasferimento".to_owned() };
    run(Command::People(People { person: gone, acts: vec![leave] }), principal, Capacity::Principal).await;
    let head = app.register.head().expect("a head").position;
    app.wait_for(head).await.expect("the read models follow");

    let asks = |short, person, capacity| Asker { short, person, capacity, school };
    let teacher = asker("DC").person;
    let columns = [
        (adult, asks("MA", adult, Capacity::Student)),
        (adult, asks("MG", her_parent, Capacity::Guardian)),
        (adult, asks("MD", teacher, Capacity::Teacher)),
        (gone, asks("PA", gone, Capacity::Student)),
        (gone, asks("PG", gone_parent, Capacity::Guardian)),
        (gone, asks("PD", teacher, Capacity::Teacher)),
        (gone, asks("PS", asker("SE").person, Capacity::Secretariat)),
    ];
    let mut text = String::from("\n\n| indirizzo |");
    for (_, asker) in &columns {
        let _ = write!(text, " {} |", asker.short);
    }
    let _ = writeln!(text, "\n|---|{}", "---|".repeat(columns.len()));
    let mut addresses: Vec<&str> = routes::described().map(|(template, _)| template).collect();
    addresses.retain(|it| it.contains("/students/{id}") || it.contains("/studenti/{id}"));
    addresses.sort_unstable();
    for template in addresses {
        let _ = write!(text, "| `{template}` |");
        for (student, asker) in &columns {
            let mut places: BTreeMap<&str, String> = world.places.clone();
            places.extend(["students", "studenti", "people"].map(|kind| (kind, student.to_string())));
            let path = filled(template, &places).expect("an address of a student");
            let status = world.answer(asker, &path).await;
            assert!(!status.is_server_error(), "{path} to {}: {status}", asker.short);
            let _ = write!(text, " {} |", told(status));
        }
        text.push('\n');
    }
    text.push('\n');
    compare(PAST, &text);
}
