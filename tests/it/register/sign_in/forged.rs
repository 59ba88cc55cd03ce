//! Answers that the provider never gave, or gave to somebody else.

use axum::http::StatusCode;
use registro::sign_in::message::What;
use serde_json::{Value, json};

use super::super::support::*;
use super::issuer::Signing;
use super::lab::{Browser, Lab, Told};
use super::{HTTP, giulia};

async fn refused(lab: &Lab, browser: &mut Browser<'_>, told: &Told, why: &str) {
    assert!(
        [StatusCode::BAD_REQUEST, StatusCode::FORBIDDEN].contains(&told.status),
        "{why}: {}",
        told.status
    );
    assert!(browser.session().is_none(), "{why}");
    assert_eq!(browser.api(&giulia()).await.status, StatusCode::UNAUTHORIZED, "{why}");
    let messages = lab.messages().await;
    assert_eq!((messages[0].what, &*messages[0].reason), (What::Refused, why));
}

#[tokio::test]
async fn a_forged_token_lets_nobody_in() {
    let lab = Lab::open(HTTP).await;
    for (signing, why) in [
        (Signing::None, "invalid-answer: the header"),
        (Signing::PublicKeyAsSecret, "invalid-answer: its algorithm is not accepted"),
        (Signing::AnotherKey, "invalid-answer: its signature or one of its claims"),
        (Signing::UnknownKey, "invalid-answer: no key of the provider signed it"),
    ] {
        lab.issuer.says(|says| says.signing = signing);
        let mut browser = lab.browser();
        let told = browser.sign_in("").await;
        refused(&lab, &mut browser, &told, why).await;
    }
    lab.issuer.says(|says| says.signing = Signing::Right);
    lab.signed_in().await;
}

#[tokio::test]
async fn a_token_that_says_something_else_lets_nobody_in() {
    let lab = Lab::open(HTTP).await;
    let now = lab.clock_seconds();
    let claims = "its signature or one of its claims";
    for (how, instead, why) in [
        ("", json!({ "iss": "https://altro.example" }), claims),
        ("", json!({ "aud": "altri" }), claims),
        ("", json!({ "aud": null }), claims),
        ("", json!({ "exp": now - 61 }), claims),
        ("", json!({ "exp": null }), claims),
        ("", json!({ "nbf": now + 120 }), claims),
        ("", json!({ "aud": ["registro", "altri"] }), "it was made for another client"),
        ("", json!({ "aud": ["registro", "altri"], "azp": "altri" }), "it was made for another client"),
        ("", json!({ "azp": "altri" }), "it was made for another client"),
        ("", json!({ "nonce": "un altro" }), "the nonce"),
        ("", json!({ "nonce": null }), "the nonce"),
        ("", json!({ "iat": now - 700 }), "when it was made"),
        ("", json!({ "iat": now + 120 }), "when it was made"),
        ("", json!({ "acr": "https://www.spid.gov.it/SpidL9" }), "the level that it states"),
        ("", json!({ "acr": null }), "the level that it states"),
        ("", json!({ "sub": "" }), "whom it is about"),
        ("anew=true", json!({ "auth_time": null }), "how long ago the person was identified"),
        ("anew=true", json!({ "auth_time": now - 1_000 }), "how long ago the person was identified"),
    ] {
        lab.issuer.says(|says| says.instead.clone_from(&instead));
        let mut browser = lab.browser();
        let told = browser.sign_in(how).await;
        refused(&lab, &mut browser, &told, &format!("invalid-answer: {why}")).await;
    }
    // Several audiences are no fault if it was made for this client; and clocks may differ a little.
    for instead in [
        json!({ "aud": ["registro", "altri"], "azp": "registro" }),
        json!({ "iat": now + 30, "nbf": now + 30 }),
    ] {
        lab.issuer.says(|says| says.instead = instead);
        lab.signed_in().await;
    }
}

#[tokio::test]
async fn what_is_said_of_another_person_is_not_believed() {
    let lab = Lab::open(HTTP).await;
    for instead in [json!({ "sub": "another" }), json!({ "sub": null })] {
        lab.issuer.says(|says| says.instead_of_person = instead);
        let mut browser = lab.browser();
        let told = browser.sign_in("").await;
        refused(&lab, &mut browser, &told, "invalid-answer: whom it is about").await;
    }
}

#[tokio::test]
async fn an_answer_is_good_once_and_in_one_browser() {
    let lab = Lab::open(HTTP).await;
    let begin = async |browser: &mut Browser<'_>| {
        let gone = browser.get("/accesso/avvia").await;
        format!("/accesso/ritorno?{}", lab.issuer.consent(gone.location()))
    };
    // Brought again.
    let mut browser = lab.browser();
    let back = begin(&mut browser).await;
    let cookies = browser.cookies.clone();
    assert_eq!(browser.get(&back).await.status, StatusCode::OK);
    let mut again = lab.browser();
    again.cookies = cookies;
    assert_eq!(again.get(&back).await.status, StatusCode::BAD_REQUEST);
    assert!(again.session().is_none());

    // Brought by another browser, with no cookie, or with that of its own sign-in: an attacker signs nobody in as herself.
    let mut attacker = lab.browser();
    let hers = begin(&mut attacker).await;
    let mut victim = lab.browser();
    assert_eq!(victim.get(&hers).await.status, StatusCode::BAD_REQUEST);
    let hers = begin(&mut attacker).await;
    begin(&mut victim).await;
    assert_eq!(victim.get(&hers).await.status, StatusCode::BAD_REQUEST);
    assert!(victim.session().is_none());

    // Another's code under one's own state: the verifier is not the one it was asked with.
    let stolen = begin(&mut attacker).await;
    let mine = begin(&mut victim).await;
    let part = |address: &str, name: &str| {
        let from = address.split(&format!("{name}=")).nth(1).expect("a part");
        from.split('&').next().expect("its value").to_owned()
    };
    let swapped = mine.replace(&part(&mine, "code"), &part(&stolen, "code"));
    let told = victim.get(&swapped).await;
    refused(&lab, &mut victim, &told, "by-provider: invalid_grant").await;

    // Another provider's answer, one without a state, an invented one, and one that comes too late.
    let mine = begin(&mut victim).await;
    let told = victim.get(&mine.replace("iss=http", "iss=https")).await;
    refused(&lab, &mut victim, &told, "invalid-answer: where the answer comes from").await;
    for address in ["/accesso/ritorno", "/accesso/ritorno?state=x&code=y"] {
        assert_eq!(victim.get(address).await.status, StatusCode::BAD_REQUEST);
    }
    let mine = begin(&mut victim).await;
    lab.later(11);
    let kept = lab.messages().await.len();
    assert_eq!(victim.get(&mine).await.status, StatusCode::BAD_REQUEST);
    assert!(victim.session().is_none());
    assert_eq!(lab.messages().await.len(), kept, "what nobody awaits is not kept");
    // The provider says no, in words that are not repeated.
    let mine = begin(&mut victim).await;
    let state = part(&mine, "state");
    let no = format!("/accesso/ritorno?state={state}&error=access_denied&iss={}", lab.issuer.base);
    let told = victim.get(&no).await;
    refused(&lab, &mut victim, &told, "by-provider: access_denied").await;
}

#[tokio::test]
async fn a_session_that_somebody_planted_is_not_the_one_that_begins() {
    let lab = Lab::open(HTTP).await;
    let mut attacker = lab.signed_in().await;
    let planted = attacker.session().expect("a session");
    lab.speaks_of(PRINCIPAL);
    let mut victim = lab.browser();
    victim.cookies.push(("registro_session".to_owned(), planted.clone()));
    assert_eq!(victim.sign_in("").await.status, StatusCode::OK);
    assert_ne!(victim.session(), Some(planted));
    // The planted one is over, for the attacker too.
    assert_eq!(attacker.api(&giulia()).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(victim.api(&giulia()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn one_returns_to_this_server_only() {
    let lab = Lab::open(HTTP).await;
    for elsewhere in [
        "https://altrove.example",
        "//altrove.example",
        "/\\altrove.example",
        "javascript:alert(1)",
        "/%09/altrove",
    ] {
        let mut browser = lab.browser();
        let asked: String = elsewhere.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let landed = browser.sign_in(&format!("return_to={asked}")).await;
        let there = if elsewhere == "/%09/altrove" { "/%09/altrove" } else { "/" };
        assert!(landed.body.contains(&format!("url={there}\"")), "{elsewhere}: {}", landed.body);
    }
}

#[tokio::test]
async fn keys_are_rotated_and_an_old_one_signs_nothing_more() {
    let lab = Lab::open(HTTP).await;
    lab.signed_in().await;
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    lab.issuer.rotate("two", 2);
    lab.signed_in().await;
    // One who still has the old key.
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    lab.issuer.rotate("two", 1);
    let mut browser = lab.browser();
    let told = browser.sign_in("").await;
    refused(&lab, &mut browser, &told, "invalid-answer: its signature or one of its claims").await;
    lab.issuer.rotate("one", 1);
    lab.issuer.says(|says| says.instead = Value::Null);
}
