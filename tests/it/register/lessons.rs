//! What a teacher signed is mended with a reason, and stays readable.

use axum::http::StatusCode;
use registro::actor::Capacity;
use registro::answers::Moment;
use registro_domain::ids::{PeriodNumber, PersonId};
use serde_json::{Value, json};

use super::support::{CLASS_1A, ITALIAN, MATHS, PRINCIPAL, School, TUESDAY};

const TEACHER: (PersonId, Capacity) = (MATHS, Capacity::Teacher);
const HEAD: (PersonId, Capacity) = (PRINCIPAL, Capacity::Principal);

/// The first hour of 1A, with something more.
fn hour(more: &[(&str, &str)]) -> Value {
    let mut hour = json!({ "class": CLASS_1A, "on": TUESDAY, "period": 1 });
    for (name, value) in more {
        hour[name] = json!(value);
    }
    hour
}

async fn recorded(school: &School, path: &str, body: &Value) {
    let (status, answer) = school.post(TEACHER, path, body).await;
    assert_eq!(status, StatusCode::CREATED, "{path}: {answer}");
}

async fn refused(school: &School, who: (PersonId, Capacity), path: &str, body: &Value, kind: &str) {
    let before = school.head();
    let (status, problem) = school.post(who, path, body).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {problem}");
    assert_eq!(problem["type"], format!("urn:registro:problem:{kind}"));
    assert_eq!(school.head(), before, "{path} {body}: something was recorded");
}

/// The last event, as the principal reads it, says all of this.
async fn last_event_says(school: &School, all: &[&str]) {
    let (_, event) = school.get(HEAD, &format!("events/{}", school.head())).await;
    let text = event.to_string();
    for said in all {
        assert!(text.contains(said), "{said} not in {text}");
    }
}

async fn signed_topic(school: &School) -> Option<String> {
    let day = school.app.class_day(CLASS_1A, TUESDAY, Moment::Now).await.expect("an answer");
    let hour = day.expect("a day").hours.remove(&PeriodNumber(1))?;
    hour.signatures.get(&MATHS).map(|signature| signature.topic.to_string())
}

#[tokio::test]
async fn a_signed_topic_is_corrected_and_the_signature_annulled_only_with_a_reason() {
    let school = School::open().await;
    let right = hour(&[("topic", "Disequazioni"), ("reason", "argomento di un'altra classe")]);
    refused(&school, TEACHER, "topic-corrections", &right, "lesson:not-signed").await;
    recorded(&school, "signatures", &hour(&[("topic", "Equazioni")])).await;

    let without = hour(&[("topic", "Disequazioni"), ("reason", " ")]);
    refused(&school, TEACHER, "topic-corrections", &without, "text:empty").await;
    refused(&school, TEACHER, "signature-annulments", &hour(&[("reason", "")]), "text:empty").await;
    let colleague = (ITALIAN, Capacity::Teacher);
    refused(&school, colleague, "topic-corrections", &right, "lesson:not-signed").await;
    assert_eq!(signed_topic(&school).await.as_deref(), Some("Equazioni"));

    recorded(&school, "topic-corrections", &right).await;
    assert_eq!(signed_topic(&school).await.as_deref(), Some("Disequazioni"));
    let author = MATHS.to_string();
    let said = ["lesson-topic-corrected.v1", "Equazioni", "Disequazioni", "altra classe", &author, "B7-05"];
    last_event_says(&school, &said).await;

    let annul = hour(&[("reason", "firma nell'ora sbagliata")]);
    refused(&school, colleague, "signature-annulments", &annul, "lesson:not-signed").await;
    recorded(&school, "signature-annulments", &annul).await;
    assert_eq!(signed_topic(&school).await, None);
    last_event_says(&school, &["lesson-signature-annulled.v1", "Disequazioni", "ora sbagliata", "B7-05"])
        .await;
    let (status, again) = school.post(TEACHER, "signature-annulments", &annul).await;
    assert!(status.is_success() && again["nothing_to_do"] == json!(true), "{status} {again}");
}
