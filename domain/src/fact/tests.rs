//! How every event is stored, and what any reader may ask of it.

mod examples;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::*;
use crate::calendar::Week;
use crate::school::tests::{IN_3B, IN_4A, day, person};

/// The kinds that a subject may store, in the words of serde, which lists them when it meets one that is not there.
fn kinds<E: DeserializeOwned>() -> Vec<String> {
    let refusal = serde_json::from_str::<E>(r#"{"no such kind": {}}"#).map(drop).expect_err("no such kind");
    refusal.to_string().split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

/// One file for each kind, with all its examples: the stored form is reviewed there, and a change of it is seen.
fn each_kind_is_stored_as_its_snapshot_says<E: Serialize + DeserializeOwned + PartialEq>(examples: &[E]) {
    let stored: Vec<_> =
        examples.iter().map(|event| serde_json::to_value(event).expect("an event is plain data")).collect();
    for (event, json) in examples.iter().zip(&stored) {
        assert!(serde_json::from_value::<E>(json.clone()).is_ok_and(|read| read == *event), "{json}");
    }
    let kinds = kinds::<E>();
    assert!(1 < kinds.len(), "the kinds were not found: {kinds:?}");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for kind in kinds {
            // The events and not their JSON values, which would forget the order of the fields: the bytes keep it.
            let both = examples.iter().zip(&stored);
            let of_this_kind: Vec<_> =
                both.filter(|(_, json)| json.get(&kind).is_some()).map(|(event, _)| event).collect();
            assert!(!of_this_kind.is_empty(), "{kind} has no example in fact/tests/examples.rs");
            insta::assert_json_snapshot!(kind.as_str(), of_this_kind);
        }
    });
}

#[test]
fn every_event_of_school_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::school());
}

#[test]
fn every_event_of_erasures_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::erasures());
}

#[test]
fn every_event_of_requests_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::requests());
}

#[test]
fn every_event_of_breaches_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::breaches());
}

#[test]
fn every_event_of_consultations_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::consultations());
}

#[test]
fn every_event_of_people_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::people());
}

#[test]
fn every_event_of_lessons_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::lessons());
}

#[test]
fn every_event_of_attendance_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::attendance());
}

#[test]
fn every_event_of_permissions_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::permissions());
}

#[test]
fn every_event_of_derogations_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::derogations());
}

#[test]
fn every_event_of_devices_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::devices());
}

#[test]
fn every_event_of_conduct_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::conduct());
}

#[test]
fn every_event_of_grades_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::grades());
}

#[test]
fn every_event_of_contacts_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::contacts());
}

#[test]
fn every_event_of_vigilance_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::vigilance());
}

#[test]
fn every_event_of_notices_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::notices());
}

#[test]
fn every_event_of_receipts_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::receipts());
}

#[test]
fn every_event_of_scrutinies_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::scrutinies());
}

#[test]
fn every_event_of_cases_has_its_stored_form() {
    let examples = [examples::cases(), examples::appeals()].concat();
    each_kind_is_stored_as_its_snapshot_says(&examples);
}

#[test]
fn every_event_of_guarantee_bodies_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::guarantee_bodies());
}

#[test]
fn every_event_of_conflicts_has_its_stored_form() {
    each_kind_is_stored_as_its_snapshot_says(&examples::conflicts());
}

/// C1-02: an event without a purpose, a basis, a term and who sees it is not stored: it has its line in processing.toml.
#[test]
fn every_kind_of_event_stands_in_one_activity_of_the_catalogue() {
    let mut kinds: Vec<String> = [
        kinds::<SchoolEvent>(),
        kinds::<PersonEvent>(),
        kinds::<LessonEvent>(),
        kinds::<AttendanceEvent>(),
        kinds::<PermissionEvent>(),
        kinds::<DerogationEvent>(),
        kinds::<DeviceEvent>(),
        kinds::<ConductEvent>(),
        kinds::<AssessmentEvent>(),
        kinds::<ContactEvent>(),
        kinds::<VigilanceEvent>(),
        kinds::<NoticeEvent>(),
        kinds::<ReceiptEvent>(),
        kinds::<CaseEvent>(),
        kinds::<ScrutinyEvent>(),
        kinds::<GuaranteeBodyEvent>(),
        kinds::<ConflictEvent>(),
        kinds::<ErasureEvent>(),
        kinds::<RequestEvent>(),
        kinds::<BreachEvent>(),
        kinds::<ConsultationEvent>(),
    ]
    .concat();
    let of_events: std::collections::BTreeSet<String> =
        everything().iter().filter_map(|event| stored(event).as_object()?.keys().next().cloned()).collect();
    assert!(of_events.iter().all(|kind| kinds.contains(kind)), "a subject is missing above");
    let catalogue = crate::processing::Processing::adopted();
    let mut listed: Vec<String> =
        catalogue.activities().flat_map(|(_, activity)| activity.kinds.iter().cloned()).collect();
    kinds.sort();
    listed.sort();
    assert_eq!(kinds, listed, "domain/regulation/processing.toml has one line for each kind");
}

/// A12-03: a stored event names persons by number only; a name stands in one event, the registration.
#[test]
fn no_event_but_the_registration_has_room_for_a_name() {
    for event in everything() {
        let name = serde_json::to_string(&stored(&event)).expect("plain data").contains("given_name");
        assert_eq!(name, matches!(event, DomainEvent::Person(PersonEvent::Registered { .. })));
    }
}

fn everything() -> Vec<DomainEvent> {
    let mut all = Vec::new();
    all.extend(examples::school().into_iter().map(DomainEvent::School));
    all.extend(examples::people().into_iter().map(DomainEvent::Person));
    all.extend(examples::lessons().into_iter().map(DomainEvent::Lesson));
    all.extend(examples::attendance().into_iter().map(DomainEvent::Attendance));
    all.extend(examples::permissions().into_iter().map(DomainEvent::Permission));
    all.extend(examples::derogations().into_iter().map(DomainEvent::Derogation));
    all.extend(examples::devices().into_iter().map(DomainEvent::Device));
    all.extend(examples::conduct().into_iter().map(DomainEvent::Conduct));
    all.extend(examples::grades().into_iter().map(DomainEvent::Assessment));
    all.extend(examples::contacts().into_iter().map(DomainEvent::Contact));
    all.extend(examples::vigilance().into_iter().map(DomainEvent::Vigilance));
    all.extend(examples::notices().into_iter().map(DomainEvent::Notice));
    all.extend(examples::receipts().into_iter().map(DomainEvent::Receipt));
    all.extend(examples::cases().into_iter().map(DomainEvent::Case));
    all.extend(examples::appeals().into_iter().map(DomainEvent::Case));
    all.extend(examples::guarantee_bodies().into_iter().map(DomainEvent::GuaranteeBody));
    all.extend(examples::conflicts().into_iter().map(DomainEvent::Conflict));
    all.extend(examples::erasures().into_iter().map(DomainEvent::Erasure));
    all.extend(examples::breaches().into_iter().map(DomainEvent::Breach));
    all.extend(examples::requests().into_iter().map(DomainEvent::Request));
    all.extend(examples::consultations().into_iter().map(DomainEvent::Consultation));
    all.extend(examples::scrutinies().into_iter().map(DomainEvent::Scrutiny));
    all
}

fn stored(event: &DomainEvent) -> serde_json::Value {
    let json = match event {
        DomainEvent::School(event) => serde_json::to_value(event),
        DomainEvent::Person(event) => serde_json::to_value(event),
        DomainEvent::Lesson(event) => serde_json::to_value(event),
        DomainEvent::Attendance(event) => serde_json::to_value(event),
        DomainEvent::Permission(event) => serde_json::to_value(event),
        DomainEvent::Derogation(event) => serde_json::to_value(event),
        DomainEvent::Device(event) => serde_json::to_value(event),
        DomainEvent::Conduct(event) => serde_json::to_value(event),
        DomainEvent::Assessment(event) => serde_json::to_value(event),
        DomainEvent::Contact(event) => serde_json::to_value(event),
        DomainEvent::Vigilance(event) => serde_json::to_value(event),
        DomainEvent::Notice(event) => serde_json::to_value(event),
        DomainEvent::Receipt(event) => serde_json::to_value(event),
        DomainEvent::Case(event) => serde_json::to_value(event),
        DomainEvent::Scrutiny(event) => serde_json::to_value(event),
        DomainEvent::GuaranteeBody(event) => serde_json::to_value(event),
        DomainEvent::Conflict(event) => serde_json::to_value(event),
        DomainEvent::Erasure(event) => serde_json::to_value(event),
        DomainEvent::Request(event) => serde_json::to_value(event),
        DomainEvent::Breach(event) => serde_json::to_value(event),
        DomainEvent::Consultation(event) => serde_json::to_value(event),
        DomainEvent::Erased(_) => Ok(serde_json::Value::Null),
    };
    json.expect("an event is plain data")
}

#[test]
fn what_a_reader_asks_of_an_event_is_what_it_stores() {
    for event in everything() {
        let json = stored(&event);
        let fields = json.as_object().and_then(|kind| kind.values().next()).expect("a kind and its fields");
        // A case says under a heading what others say beside the rest.
        let (whole, fields) = (fields, fields.get("heading").unwrap_or(fields));
        let field = |name: &str| fields.get(name).and_then(|value| value.as_str()).map(str::to_owned);
        let at = field("at").and_then(|at| at.get(..10).map(str::to_owned)).filter(|day| day.contains('-'));
        let on = field("on").or(field("from")).or(field("last_day")).or(at);
        assert_eq!(Some(event.effective_on().to_string()), on, "{json}");
        assert_eq!(event.class().map(|class| class.to_string()), field("class"), "{json}");
        let because = serde_json::to_value(event.because()).expect("plain data");
        assert_eq!(Some(&because), fields.get("because"));
        assert_ne!(event.because(), [], "{json}");
        let subjects: Vec<_> =
            event.about().into_iter().filter(|(_, concern)| *concern == Concern::Subject).collect();
        match event {
            DomainEvent::School(_)
            | DomainEvent::Lesson(_)
            | DomainEvent::Vigilance(_)
            | DomainEvent::Conflict(_)
            | DomainEvent::Breach(_)
            | DomainEvent::Erased(_)
            | DomainEvent::Notice(
                NoticeEvent::Published { student: None, .. }
                | NoticeEvent::Corrected { student: None, .. }
                | NoticeEvent::Withdrawn { student: None, .. }
                | NoticeEvent::Addressed { student: None, .. },
            ) => assert_eq!(subjects, []),
            DomainEvent::Consultation(_) => {
                let student = whole.pointer("/scope/student").and_then(|student| student.as_str());
                let subjects: Vec<_> = subjects.iter().map(|(who, _)| who.to_string()).collect();
                assert_eq!(subjects, student.map(str::to_owned).into_iter().collect::<Vec<_>>());
            }
            // Whose keys were condemned and destroyed is not said in the clear.
            DomainEvent::Erasure(_) | DomainEvent::Request(_) => {
                let subjects: Vec<_> = subjects.iter().map(|(who, _)| who.to_string()).collect();
                let person = whole.get("person").and_then(|person| person.as_str()).map(str::to_owned);
                assert_eq!(subjects, person.into_iter().collect::<Vec<_>>());
            }
            DomainEvent::Receipt(_) => {
                assert_eq!(
                    subjects.iter().map(|(who, _)| Some(who.to_string())).collect::<Vec<_>>(),
                    [field("person")]
                );
            }
            // About a student, or about the class.
            DomainEvent::Scrutiny(_) => {
                let subjects: Vec<_> = subjects.iter().map(|(who, _)| who.to_string()).collect();
                assert_eq!(subjects, field("student").into_iter().collect::<Vec<_>>());
            }
            DomainEvent::Person(_)
            | DomainEvent::Attendance(_)
            | DomainEvent::Permission(_)
            | DomainEvent::Derogation(_)
            | DomainEvent::Device(_)
            | DomainEvent::Conduct(_)
            | DomainEvent::Assessment(_)
            | DomainEvent::Contact(_)
            | DomainEvent::Case(_)
            | DomainEvent::GuaranteeBody(_)
            | DomainEvent::Notice(_) => {
                let about = field("student").or(field("person")).or(field("teacher"));
                assert_eq!(
                    subjects.iter().map(|(who, _)| Some(who.to_string())).collect::<Vec<_>>(),
                    [about]
                );
            }
        }
    }
}

/// Everyone else whom an event names is concerned too: its numbers of persons are all there.
#[test]
fn those_named_beside_the_subject_are_concerned_too() {
    for event in everything() {
        let about: Vec<String> = event.about().into_iter().map(|(who, _)| who.to_string()).collect();
        let json = stored(&event).to_string();
        for number in [1, 2, 3, 101, 102].map(|number| person(number).to_string()) {
            // A roll call names a class's teacher; an office and a chair are their holder's.
            assert_eq!(json.contains(&number), about.contains(&number), "{number} in {json}");
        }
    }
    assert_eq!((Concern::Subject.name(), Concern::Named.name()), ("subject", "named"));
}

/// A6-04: pictures, films and sound are nowhere in the register: the events about a phone have these fields and no
/// other, and no event has one for a file.
#[test]
fn no_event_has_room_for_a_picture() {
    fn names(json: &serde_json::Value, all: &mut std::collections::BTreeSet<String>) {
        if let Some(fields) = json.as_object() {
            all.extend(fields.keys().cloned());
            fields.values().for_each(|value| names(value, all));
        }
        json.as_array().into_iter().flatten().for_each(|value| names(value, all));
    }
    for event in everything() {
        let mut all = std::collections::BTreeSet::new();
        names(&stored(&event), &mut all);
        let of_files = ["media", "image", "photo", "video", "audio", "file", "attachment", "bytes", "data"];
        assert!(of_files.iter().all(|name| !all.contains(*name)), "{all:?}");
    }
    let mut of_phones = std::collections::BTreeSet::new();
    for event in examples::devices() {
        let json = serde_json::to_value(&event).expect("plain data");
        names(json.as_object().and_then(|kind| kind.values().next()).expect("fields"), &mut of_phones);
    }
    let known = "adult-student at because by class found guardian handed_to number on outcome reason refused \
                 student to told until";
    assert_eq!(of_phones.into_iter().collect::<Vec<_>>(), known.split_whitespace().collect::<Vec<_>>());
}
