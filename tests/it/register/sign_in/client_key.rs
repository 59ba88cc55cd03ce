//! The register proves who it is with a key of its own (RFC 7523): what the provider is shown, and what it does not take.

use std::sync::Arc;

use axum::http::StatusCode;
use jsonwebtoken::DecodingKey;
use serde_json::{Value, json};

use super::super::support::*;
use super::HTTP;
use super::issuer::{CLIENT, Proof};
use super::lab::Lab;

/// Keys of these tests, which open nothing anywhere.
const P256: &str = include_str!("keys/p256.pem");
const RSA: &str = include_str!("keys/rsa.pem");

fn p256() -> DecodingKey {
    let (x, y) =
        ("ODUEW5iDKDek7dQB_Dfw7-CTZxdyaWhr9Ac4--TCc5A", "u276DODfga8-jo5h_6IdG8Lzg_2jY2MwBDkQkDWPWSU");
    DecodingKey::from_ec_components(x, y).expect("a key")
}

fn rsa() -> DecodingKey {
    let modulus = "zjwakBoURITJMthMq18PqooAIRTCt16dmN4ayXS0Y2gjrsg-CQEEc0ZecDzIOEzCx5R9Tfo2qSh4AUf0Dg7wDZCgBNJLtB3q0POxiBZMMc-61o_nJ0vj4_h7oKN7_fFPyvZOCo9jVcVu7S3VVB1kBXTpaHovb3Te5Fo7v8gqvUmjIQYN2RkFW2s9PE-5Q5uZ7YMIuOXWAArsEwSWDajYI1VrdubMtV7zpB97oSmHQzErLna_AsdvF7_ZVyK1Z53wXvwtdXkSwxQGEP3pNiuoPBrLeZ42HqUtvzs4F83aTk2JT3sHovRb-A3wJ7qApV3EfQuCxRMN28_-wXNa1ZIk7Q";
    DecodingKey::from_rsa_components(modulus, "AQAB").expect("a key")
}

/// A school whose provider knows one key of the register, and a register that signs with this one.
async fn lab(signs: &str, known: (DecodingKey, &'static str), more: &str) -> Lab {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("chiave.pem");
    std::fs::write(&path, signs).expect("a key");
    let credential = format!("client-key-file = '{}'\n{more}\n", path.display());
    let (key, algorithm) = known;
    Lab::open_with(HTTP, &credential, Proof::Signed { key: Arc::new(key), algorithm }).await
}

#[tokio::test]
async fn the_register_signs_who_it_is() {
    let lab = lab(P256, (p256(), "ES256"), "client-key-id = 'chiave-del-registro'").await;
    let browser = lab.signed_in().await;
    assert!(browser.session().is_some());
    let shown = lab.issuer.shown();
    let [(header, claims)] = shown.as_slice() else { panic!("one assertion: {shown:?}") };
    assert_eq!((&header["kid"], &header["typ"]), (&json!("chiave-del-registro"), &json!("JWT")));
    assert_eq!((&claims["iss"], &claims["sub"]), (&json!(CLIENT), &json!(CLIENT)));
    assert_eq!(claims["aud"], json!(format!("{}/token", lab.issuer.base)), "for nobody else");
    let seconds = |name: &str| claims[name].as_i64().expect("seconds");
    assert!((1..=60).contains(&(seconds("exp") - seconds("iat"))), "good for a minute: {claims}");
}

/// SPID and CIE ask for RS256.
#[tokio::test]
async fn a_key_of_rsa_signs_too_and_every_assertion_is_another() {
    let lab = lab(RSA, (rsa(), "RS256"), "").await;
    lab.signed_in().await;
    lab.signed_in().await;
    let shown = lab.issuer.shown();
    let names: Vec<&Value> = shown.iter().map(|(_, claims)| &claims["jti"]).collect();
    assert!(names.len() == 2 && names[0] != names[1] && names[0].is_string(), "{shown:?}");
    assert!(shown.iter().all(|(header, _)| header.get("kid").is_none()), "a key without a name");
}

/// Who signs with another key than the one that the provider knows is turned away, and nobody is signed in.
#[tokio::test]
async fn another_key_opens_nothing() {
    let lab = lab(P256, (rsa(), "RS256"), "").await;
    let mut browser = lab.browser();
    let told = browser.sign_in("").await;
    assert!(told.status.is_client_error() || told.status.is_server_error(), "{}", told.body);
    assert_ne!(told.status, StatusCode::OK);
    assert!(browser.session().is_none());
    assert_eq!(browser.api(&format!("students/{GIULIA}")).await.status, StatusCode::UNAUTHORIZED);
}
