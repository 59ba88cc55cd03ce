//! What is made of the catalogue of events: the notices of art. 13 and 14, what an impact assessment begins from.

#![expect(clippy::unwrap_used, reason = "a test that unwraps fails where it stands")]

use axum::http::StatusCode;
use registro::actor::Capacity;
use registro::settings::Contacts;
use registro_domain::processing::{Audience, Processing};
use registro_eventlog::log::Filter;
use serde_json::{Value, json};

use super::appeals::{HEAD, HERS, HERSELF, Who};
use super::documents::{is_the_example, page};
use super::requests::with_officer;
use super::support::{GIULIA, MATHS, SCHOOL, School, person};

const OFFICER: Who = (person(5), Capacity::Dpo);
const TEACHER: Who = (MATHS, Capacity::Teacher);
const TO_FAMILIES: &str = "processing-activities/notice-to-families";
const TO_STAFF: &str = "processing-activities/notice-to-staff";
const IMPACT: &str = "processing-activities/impact-assessment";

async fn notice(school: &School, who: Who, path: &str) -> Value {
    let (status, model) = school.get(who, path).await;
    assert_eq!(status, StatusCode::OK, "{model}");
    model
}

/// C5-01: whoever is told is told of every activity that is about her, with all that art. 13 and 14 ask for.
#[tokio::test(flavor = "multi_thread")]
async fn a_notice_tells_each_audience_of_what_is_done_with_its_data() {
    let school = School::open().await;
    let families = notice(&school, HERS, TO_FAMILIES).await;
    is_the_example(&families);
    let staff = notice(&school, TEACHER, TO_STAFF).await;
    let catalogue = Processing::adopted();
    for (model, audience) in [(&families, Audience::Families), (&staff, Audience::Staff)] {
        let said = model["blocks"].to_string();
        for (name, activity, _) in catalogue.told_to(audience) {
            let kept = activity.retention().map(registro::own_data::term).unwrap();
            for part in [&activity.title, &activity.purpose, &activity.data, &activity.obligatory, &kept] {
                assert!(said.contains(&json!(part).to_string()), "{name}: {part}: {said}");
            }
        }
        let general = &catalogue.controller;
        for part in [&general.rights, &general.exercise, &general.complaint, &general.transfers] {
            assert!(said.contains(&json!(part).to_string()), "{part}: {said}");
        }
        assert_eq!(model["norms"], json!(["GDPR, art. 13", "GDPR, art. 14"]));
    }
    assert!(families["blocks"].to_string().contains("Deroghe al limite"), "{families}");
    assert!(!staff["blocks"].to_string().contains("Deroghe al limite"), "{staff}");
    assert!(staff["blocks"].to_string().contains("Lezioni, firme e compiti"), "{staff}");
}

/// C5-01: how the school and its protection officer are reached is said; as long as nobody wrote it, that is said.
#[tokio::test(flavor = "multi_thread")]
async fn a_notice_says_how_the_protection_officer_is_reached() {
    let school = School::open().await;
    let before = notice(&school, HERS, TO_FAMILIES).await["blocks"].to_string();
    assert!(before.contains("da indicare"), "{before}");
    let contacts =
        Contacts { school: Some("via di prova 1".to_owned()), dpo: Some("dpo@scuola.example".to_owned()) };
    school.app.register.is_reached_at(contacts);
    let after = notice(&school, HERS, TO_FAMILIES).await["blocks"].to_string();
    assert!(after.contains("dpo@scuola.example") && after.contains("via di prova 1"), "{after}");
    assert!(!after.contains("da indicare"), "{after}");
}

/// C5-01: counts are of the whole register, up to an act that the document names.
#[tokio::test(flavor = "multi_thread")]
async fn an_impact_assessment_begins_from_what_the_register_holds() {
    let school = School::open().await;
    with_officer(&school).await;
    school.call_roll(&[GIULIA], &[]).await;
    let (status, model) = school.get(OFFICER, IMPACT).await;
    assert_eq!(status, StatusCode::OK, "{model}");
    let volumes = &model["data"]["volumes"];
    let until = volumes["until"].as_u64().unwrap();
    let all = school.app.register.log.read_all(SCHOOL, None, usize::MAX, Filter::All).await.unwrap();
    let expected = all.iter().filter(|event| event.position.0 <= until).count();
    let acts = volumes["acts"].as_object().unwrap();
    let counted: u64 = acts.values().map(|acts| acts.as_u64().unwrap()).sum();
    assert_eq!(usize::try_from(counted).unwrap(), expected, "{volumes}");
    // Three students, of whom none is of age yet; the mother, since the court limits the father in November.
    assert_eq!(
        (&volumes["students"], &volumes["minors"], &volumes["guardians"]),
        (&json!(3), &json!(3), &json!(1))
    );
    // Principal, three teachers, the protection officer.
    assert_eq!(volumes["staff"], 5);
    assert_eq!(model["proof"]["position"], until);
    let said = model["blocks"].to_string();
    for (name, activity) in Processing::adopted().activities() {
        assert!(said.contains(&json!(activity.necessity).to_string()), "{name}: {said}");
    }
    assert!(said.contains("i dati di ogni atto sono cifrati"), "{said}");
    // What is not in place is said, and what is the school's to add.
    assert!(said.contains("NON sono firmate da questo processo"), "{said}");
    assert!(said.contains("la valutazione dei rischi per i diritti e le libertà"), "{said}");
    for who in [TEACHER, HERS, HERSELF] {
        assert_eq!(school.get(who, IMPACT).await.0, StatusCode::NOT_FOUND, "{who:?}");
    }
    assert_eq!(school.get(HEAD, IMPACT).await.0, StatusCode::OK);
}

/// The same to be read and printed; the way there is from the record of processing.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_made_of_the_record_is_found_from_its_page() {
    let school = School::open().await;
    let record = page(&school, HERS, "/trattamenti").await.1;
    assert!(
        record.contains("/trattamenti/informativa/famiglie") && !record.contains("/trattamenti/valutazione")
    );
    assert!(page(&school, HEAD, "/trattamenti").await.1.contains("/trattamenti/valutazione"));
    for (path, said) in [
        ("/trattamenti/informativa/famiglie", "studenti e famiglie"),
        ("/trattamenti/informativa/personale", "personale della scuola"),
        ("/trattamenti/valutazione", "Che cosa deve aggiungere la scuola"),
    ] {
        let (status, shown) = page(&school, HEAD, path).await;
        assert!(status == 200 && shown.contains(said), "{path}: {shown}");
        // No program makes files here: it leads to the page.
        assert_eq!(page(&school, HEAD, &format!("{path}/pdf")).await.0, 303, "{path}");
    }
    for path in ["/trattamenti/valutazione", "/trattamenti/valutazione/pdf"] {
        assert_eq!(page(&school, HERS, path).await.0, 404, "{path}");
    }
}
