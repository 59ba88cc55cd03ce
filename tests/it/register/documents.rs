//! Documents at the edge: what each says, who reads it, and that the examples which the typesetting program is checked with are
//! what the register makes.

#![expect(clippy::unwrap_used, reason = "a test that unwraps fails where it stands")]

use std::collections::HashMap;
use std::fs;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use jiff::civil::date;
use registro::actor::Capacity;
use registro_eventlog::log::Filter;
use serde_json::{Value, json};
use uuid::Uuid;

use super::appeals::{self, AUDITOR, HEAD, HERS, HERSELF, SECRETARY, Who, at, done};
use super::support::{ANNA, GIULIA, MATHS, OTHER, SCHOOL, School, TUESDAY, person};
use super::{phones, scrutinies};
use crate::licences::repository;

const COORDINATOR: Who = (MATHS, Capacity::Teacher);
const STRANGER: Who = (OTHER, Capacity::Teacher);
const OFFICER: Who = (person(5), Capacity::Dpo);
const REQUEST: Uuid = Uuid::from_u128(0x15);

pub(super) async fn page(school: &School, (who, capacity): Who, path: &str) -> (u16, String) {
    let request = Request::builder()
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {}", school.token(who, capacity)));
    school.page(request.body(Body::empty()).unwrap()).await
}

/// Where the last event of a kind stands.
pub(super) async fn position(school: &School, kind: &str) -> u64 {
    let all = school.app.register.log.read_all(SCHOOL, None, usize::MAX, Filter::All).await.unwrap();
    all.iter().rfind(|record| record.kind == kind).unwrap().position.0
}

/// Compares a model with the example of its kind, but for what chance makes: ids, codes of receipts.
pub(super) fn is_the_example(model: &Value) {
    let kind = model["kind"].as_str().unwrap();
    let mut stable = model.clone();
    without_chance(&mut stable, &mut HashMap::new());
    let path = repository().join("fixtures/documents").join(format!("{kind}.json"));
    let text = format!("{}\n", serde_json::to_string_pretty(&stable).unwrap());
    if std::env::var("REGISTRO_DOCUMENTS").is_ok_and(|value| value == "write") {
        fs::write(&path, &text).unwrap();
    }
    let example = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        example == text,
        "{kind}: the example is another; REGISTRO_DOCUMENTS=write writes it anew\n{text}"
    );
}

fn without_chance(value: &mut Value, known: &mut HashMap<Uuid, Uuid>) {
    match value {
        Value::String(text) => *text = steady(text, known),
        Value::Array(items) => items.iter_mut().for_each(|item| without_chance(item, known)),
        Value::Object(fields) => fields.values_mut().for_each(|item| without_chance(item, known)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A random id becomes the next number, a code always the same one.
fn steady(text: &str, known: &mut HashMap<Uuid, Uuid>) -> String {
    let is_code = |word: &str| {
        let upper = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
        word.len() == 19 && word.split('-').all(|group| group.len() == 4 && group.chars().all(upper))
    };
    let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
    let mut said = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.find(ends).map_or(rest, |end| &rest[..end]);
        match Uuid::parse_str(word) {
            Ok(id) if id.get_version_num() != 0 => {
                let next = Uuid::from_u128(0x0f00 + known.len() as u128);
                said.push_str(&known.entry(id).or_insert(next).to_string());
            }
            _ if is_code(word) => said.push_str("K7Q2-M8PX-3R0V-9ZTC"),
            _ => said.push_str(word),
        }
        rest = &rest[word.len()..];
        if let Some(end) = rest.chars().next() {
            said.push(end);
            rest = &rest[end.len_utf8()..];
        }
    }
    said
}

async fn readers(school: &School, path: &str, all: &[Who]) -> Vec<bool> {
    let mut read = Vec::new();
    for who in all {
        let (status, _) = school.get(*who, path).await;
        assert!([StatusCode::OK, StatusCode::NOT_FOUND].contains(&status), "{who:?}: {status}");
        read.push(status == StatusCode::OK);
    }
    read
}

/// C7: in which class, since when, and nothing of her absences; only between private people.
#[tokio::test]
async fn a_certificate_says_where_a_student_is_and_nothing_of_her_absences() {
    let school = School::open().await;
    school.app.register.is_found_at("https://registro.scuola.example/");
    school.call_roll(&[GIULIA], &[]).await;
    let path = format!("students/{GIULIA}/attendance-certificate");
    let (status, model) = school.get(HERS, &path).await;
    assert_eq!(status, StatusCode::OK, "{model}");
    is_the_example(&model);
    let said = model["blocks"].to_string();
    assert!(said.contains("frequenta nell'anno scolastico 2025/26") && said.contains("\"1A\""), "{said}");
    assert!(said.contains("non può essere prodotto agli organi della pubblica amministrazione"), "{said}");
    assert!(!said.contains("assen"), "{said}");
    let proof = &model["proof"];
    let code = proof["code"].as_str().unwrap();
    let address = format!("https://registro.scuola.example/prove?atto={}&codice={code}", proof["position"]);
    assert_eq!(proof["address"], address);
    assert_eq!(
        readers(&school, &path, &[HEAD, HERSELF, COORDINATOR, STRANGER]).await,
        [true, true, true, false]
    );

    // The page says the same, leads to the check, and where no program is, how it is built.
    let (status, page_of) = page(&school, HERS, &format!("/studenti/{GIULIA}/certificato")).await;
    assert_eq!(status, 200);
    for said in
        [code, "Certificato di frequenza", "api/documents/Cargo.toml", "il registro non firma per nessuno"]
    {
        assert!(page_of.contains(said), "{said}: {page_of}");
    }
    assert_eq!(page(&school, HERS, &format!("/studenti/{GIULIA}/certificato/pdf")).await.0, 303);
    assert_eq!(page(&school, STRANGER, &format!("/studenti/{GIULIA}/certificato/pdf")).await.0, 404);
    let (status, check) =
        page(&school, HERS, &format!("/prove?atto={}&codice={code}", proof["position"])).await;
    assert!(status == 200 && check.contains(code), "{check}");
    let (_, nothing) = page(&school, HERS, "/prove?atto=1&codice=%3Cscript%3E").await;
    assert!(!nothing.contains("Da un documento"), "{nothing}");
    assert!(page(&school, HERS, &format!("/studenti/{GIULIA}")).await.1.contains("/certificato"));
}

/// A8-06, B4-01: the letter names the charge, the reasons, the days, and by when and to whom one appeals.
#[tokio::test]
async fn the_letter_of_a_sanction_says_why_and_how_it_is_contested() {
    let school = appeals::school().await;
    appeals::sanctioned(&school).await;
    let at = position(&school, "sanction-communicated.v1").await;
    let path = format!("events/{at}/document");
    let (status, model) = school.get(HERS, &path).await;
    assert_eq!(status, StatusCode::OK, "{model}");
    is_the_example(&model);
    let said = model["blocks"].to_string();
    for part in [
        "il fatto risulta dalla relazione",
        "all'Organo di garanzia della scuola entro il 3 dicembre 2025",
        "110/2025",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(
        readers(&school, &path, &[HEAD, SECRETARY, HERSELF, STRANGER]).await,
        [true, true, true, false]
    );
    // An act that made no document has none.
    let other = format!("events/{}/document", position(&school, "sanction-deliberated.v1").await);
    assert_eq!(school.get(HERS, &other).await.0, StatusCode::NOT_FOUND);
    assert!(page(&school, HERS, &format!("/eventi/{at}")).await.1.contains("/documento"));
    assert_eq!(page(&school, HERS, &format!("/eventi/{at}/documento")).await.0, 200);
}

/// A9-13: what the Organo di garanzia decided and why, and by when one complains to the region.
#[tokio::test]
async fn the_outcome_of_an_appeal_is_told_with_its_reasons() {
    let school = appeals::school().await;
    appeals::sanctioned(&school).await;
    appeals::decided(&school).await;
    let tell =
        json!({ "communicate-outcome": { "appeal": 4, "to": [HERS.0, GIULIA], "protocol": "121/2025" } });
    done(&school, SECRETARY, at(12, 3, 9), "appeals", appeals::appeal(tell)).await;
    let path = format!("events/{}/document", position(&school, "appeal-outcome-communicated.v1").await);
    let (status, model) = school.get(HERS, &path).await;
    assert_eq!(status, StatusCode::OK, "{model}");
    is_the_example(&model);
    let said = model["blocks"].to_string();
    assert!(said.contains("manca l'invito a esporre") && said.contains("sentite le parti"), "{said}");
    assert!(said.contains("reclamo al direttore dell'Ufficio scolastico regionale entro il"), "{said}");
    // What is recorded of the appeal afterwards was not in the letter.
    let number = json!({ "number": { "appeal": 4, "protocol": "115/2025" } });
    done(&school, SECRETARY, at(12, 4, 9), "appeals", appeals::appeal(number)).await;
    assert_eq!(school.get(HERS, &path).await.1["blocks"], model["blocks"]);
}

/// A3-09: who telephoned, when, with whom, about what; incomplete until it has its number.
#[tokio::test]
async fn a_telephone_call_is_on_paper_once_it_has_its_number() {
    let school = phones::school().await;
    let act = |act: Value| json!({ "student": GIULIA, "on": TUESDAY, "act": act });
    let call = json!({ "tell-family": { "duty": "tell-of-ten-days",
        "how": { "phone": { "at": "12:10:00", "told": HERS.0 } } } });
    let (status, answer) = school.post(phones::COORDINATOR, "contacts", &act(call)).await;
    assert!(status.is_success(), "{answer}");
    let path = format!("events/{}/document", position(&school, "family-told.v1").await);
    let (_, before) = school.get(SECRETARY, &path).await;
    assert!(before["blocks"].to_string().contains("il fonogramma è incompleto"), "{before}");
    let number = json!({ "protocol-fonogramma": { "call": 0, "protocol": "4711/2025" } });
    assert!(school.post(SECRETARY, "contacts", &act(number)).await.0.is_success());
    let (status, model) = school.get(SECRETARY, &path).await;
    assert_eq!(status, StatusCode::OK, "{model}");
    is_the_example(&model);
    let said = model["blocks"].to_string();
    assert!(said.contains("4711/2025") && said.contains("12:10"), "{said}");
    assert!(said.contains("Protocollato il"), "the number is of a later act: {said}");
    assert_eq!(readers(&school, &path, &[HEAD, HERS, STRANGER]).await, [true, true, false]);
}

/// A12-11: the card is what the council had deliberated when it was issued.
#[tokio::test]
async fn a_report_card_says_what_was_deliberated() {
    let school = scrutinies::school().await;
    scrutinies::closed_and_published(&school).await;
    school.at(date(2026, 6, 30).at(9, 0, 0, 0));
    scrutinies::done(
        &school,
        SECRETARY,
        &json!({ "issue-card": { "student": ANNA, "protocol": "3251/2026" } }),
    )
    .await;
    let path = format!("events/{}/document", position(&school, "report-card-issued.v1").await);
    let (status, model) = school.get(SECRETARY, &path).await;
    assert_eq!(status, StatusCode::OK, "{model}");
    is_the_example(&model);
    assert!(model["blocks"].to_string().contains("[\"Matematica\",\"9\"]"), "{model}");
    assert_eq!(page(&school, SECRETARY, &format!("/studenti/{ANNA}/pagella/finale/pdf")).await.0, 303);
}

/// C3-01: the copy is one value; as a document it says all that the value says.
#[tokio::test(flavor = "multi_thread")]
async fn the_copy_of_ones_data_is_a_document_too() {
    let school = School::open().await;
    super::requests::with_officer(&school).await;
    school.call_roll(&[GIULIA], &[]).await;
    let ask = json!({ "request": REQUEST, "act":
        { "ask": { "person": GIULIA, "claim": "access", "wording": "chiedo una copia dei dati" } } });
    let (status, answer) = school.post(HERS, "data-requests?confirmed=true", &ask).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let app = &school.app;
    let file =
        registro_projections::requests::get(&app.store, SCHOOL, registro_domain::ids::RequestId(REQUEST));
    let copy = app.own_data(&file.await.unwrap().unwrap()).await.unwrap();
    let directory = app.register.directory().await.unwrap();
    let document = registro::documents::of_own_data(app, &directory, &copy).await.unwrap();
    let model = serde_json::to_value(&document).unwrap();
    is_the_example(&model);
    assert_eq!(model["data"], serde_json::to_value(&copy).unwrap());
    let said = model["blocks"].to_string();
    assert!(copy.acts.iter().all(|act| said.contains(&json!(act.says).to_string())), "{said}");
    let path = format!("/richieste/{REQUEST}/copia/pdf");
    assert_eq!(page(&school, OFFICER, &path).await.0, 303);
    assert_eq!(page(&school, HERS, &path).await.0, 404);
}

/// What is held of the table of offices: an auditor reads a letter with a reason only.
#[tokio::test]
async fn an_auditor_reads_a_letter_with_a_reason() {
    let school = appeals::school().await;
    appeals::sanctioned(&school).await;
    let path = format!("events/{}/document", position(&school, "sanction-communicated.v1").await);
    assert_eq!(school.get(AUDITOR, &path).await.0, StatusCode::NOT_FOUND);
    school.with_reason(AUDITOR).await;
    assert_eq!(school.get(AUDITOR, &path).await.0, StatusCode::OK);
}
