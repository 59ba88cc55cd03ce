//! Signing in through a real provider over HTTP: who gets in, who does not, and how it ends.

mod client_key;
mod forged;
mod issuer;
mod lab;
mod programs;

use axum::http::{Request as HttpRequest, StatusCode};
use jiff::civil::date;
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act as PersonAct, People};
use registro::identity::Keys;
use registro::sign_in::message::What;
use registro_domain::people::{Office, Relation};
use serde_json::json;
use uuid::Uuid;

use super::support::*;
use lab::{Lab, code};

const HTTP: &str = "http://127.0.0.1:8080";

fn giulia() -> String {
    format!("students/{GIULIA}")
}

/// E-07
#[tokio::test]
async fn a_mother_signs_in_and_sees_her_daughter() {
    let lab = Lab::open(HTTP).await;
    let mut browser = lab.browser();
    let turned_away = browser.get(&format!("/studenti/{GIULIA}")).await;
    assert_eq!(turned_away.location(), format!("/accesso?return_to=%2Fstudenti%2F{GIULIA}"));
    let entrance = browser.get(turned_away.location()).await;
    assert!(entrance.body.contains("Entra con SPID o CIE"), "{}", entrance.body);
    assert!(entrance.body.contains("/accesso/avvia?school="), "{}", entrance.body);

    let gone = browser.get(&format!("/accesso/avvia?return_to=%2Fstudenti%2F{GIULIA}")).await;
    let there = gone.location();
    assert!(there.contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Faccesso%2Fritorno&"), "{there}");
    assert!(there.contains("acr_values=https%3A%2F%2Fwww.spid.gov.it%2FSpidL2%20https"), "{there}");
    let awaited = gone.headers["set-cookie"].to_str().expect("text");
    assert!(awaited.ends_with("Path=/; Max-Age=600; HttpOnly; SameSite=Lax"), "{awaited}");

    let landed = browser.get(&format!("/accesso/ritorno?{}", lab.issuer.consent(there))).await;
    assert_eq!(landed.status, StatusCode::OK, "{}", landed.body);
    assert!(landed.body.contains(&format!("url=/studenti/{GIULIA}\"")), "{}", landed.body);
    let kept = landed.headers.get_all("set-cookie").iter().next().and_then(|set| set.to_str().ok());
    let kept = kept.expect("a session");
    assert!(kept.ends_with("; Path=/; Max-Age=28800; HttpOnly; SameSite=Strict"), "{kept}");
    assert!(browser.get(&format!("/studenti/{GIULIA}")).await.status.is_success());
    assert_eq!(browser.api(&giulia()).await.status, StatusCode::OK);

    // What is kept of it: who, at which level, the token that was signed. The code is not.
    let messages = lab.messages().await;
    let [message] = messages.as_slice() else { panic!("one message: {messages:?}") };
    assert_eq!((message.what, message.person, message.level), (What::SignedIn, Some(MOTHER), 2));
    assert_eq!((&*message.capacity, &*message.provider), ("guardian", &*lab.issuer.base));
    assert_eq!(message.answer.split('.').count(), 3);
    assert!(message.claims.contains(&issuer::FISCAL.to_owned()));
    assert!(!format!("{message:?}").contains(&code(MOTHER)));
}

/// Over https the cookies are bound to this host by their very names.
#[tokio::test]
async fn over_https_cookies_go_nowhere_else() {
    let lab = Lab::open("https://registro.example").await;
    let mut browser = lab.browser();
    browser.sign_in("").await;
    let names: Vec<&str> = browser.cookies.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["__Host-registro_session"]);
    let told = browser.get("/accesso/avvia").await;
    let set = told.headers["set-cookie"].to_str().expect("text");
    assert!(set.starts_with("__Host-registro_accesso=") && set.ends_with("; Secure"), "{set}");
    // Under the other name it is worth nothing.
    browser.cookies[0].0 = "registro_session".to_owned();
    assert_eq!(browser.api(&giulia()).await.status, StatusCode::UNAUTHORIZED);
}

/// Who is not known, too young, or holds nothing is told so, and is not let in.
#[tokio::test]
async fn who_may_not_come_in_is_told_why() {
    let lab = Lab::open(HTTP).await;
    let young = || lab.issuer.says(|says| says.born_on = "2013-01-01".to_owned());
    let nameless = || {
        lab.issuer
            .says(|says| says.instead_of_person = json!({ "birthdate": "1983-01-01", issuer::FISCAL: null }));
    };
    for (who, before, why) in [
        (OTHER, None, "not-linked"),
        (MOTHER, Some(&young as &dyn Fn()), "too-young"),
        (MOTHER, Some(&nameless as &dyn Fn()), "no-fiscal-code"),
    ] {
        lab.speaks_of(who);
        if let Some(before) = before {
            before();
        }
        let mut browser = lab.browser();
        let told = browser.sign_in("").await;
        assert_eq!(told.status, StatusCode::FORBIDDEN, "{why}: {}", told.body);
        assert!(told.body.contains("role=\"alert\"") && browser.session().is_none());
        let messages = lab.messages().await;
        assert_eq!((messages[0].what, &*messages[0].reason), (What::Refused, why));
    }
}

/// E-08: at the first level one reads; to write one goes to the provider again, and comes back.
#[tokio::test]
async fn writing_needs_the_second_level() {
    let lab = Lab::open(HTTP).await;
    lab.speaks_of(PRINCIPAL);
    lab.level(1);
    let mut browser = lab.signed_in().await;
    assert_eq!(browser.api(&giulia()).await.status, StatusCode::OK);
    let before = lab.school.head();
    let subject = json!({ "acts": [{ "list-subject": { "subject": "FIS", "name": "Fisica" } }] });
    let told = browser.write("school", &subject).await;
    assert_eq!(told.status, StatusCode::UNAUTHORIZED);
    assert_eq!(told.json()["type"], "urn:registro:problem:sign-in:low-level");
    assert_eq!(told.json()["norm"]["row"], "E-08");
    let challenge = told.headers["www-authenticate"].to_str().expect("text");
    assert!(challenge.contains("error=\"insufficient_user_authentication\""), "{challenge}");
    assert!(challenge.contains("acr_values=\"https://www.spid.gov.it/SpidL2 https"), "{challenge}");
    assert_eq!(lab.school.head(), before);

    // From a page: a way to the provider, and back to where the form was.
    let command = Uuid::new_v4();
    let note = format!("command={command}&kind=disciplinary&on=2025-11-11&period=1&facts=prova");
    let page = browser.form(&format!("/studenti/{GIULIA}/note"), &note).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    let way = format!("/accesso/avvia?level=2&#38;anew=true&#38;return_to=%2Fstudenti%2F{GIULIA}%2Fnote");
    assert!(page.body.contains(&way), "{}", page.body);
    let old = browser.session();
    // A provider that does not reach the level does not get her further.
    assert_eq!(browser.sign_in("level=2&anew=true").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(lab.messages().await[0].reason, "low-level");
    assert_eq!(browser.session(), old);
    lab.level(2);
    assert_eq!(browser.sign_in("level=2&anew=true").await.status, StatusCode::OK);
    assert_ne!(browser.session(), old);
    let told = browser.write("school", &subject).await;
    assert_eq!(told.status, StatusCode::CREATED, "{}", told.body);
    let recorded = lab.school.app.register.head().expect("a head").position;
    let log = &lab.school.app.register.log;
    let actor = log.read_at(SCHOOL, &[recorded]).await.expect("read").remove(0).actor;
    assert_eq!((actor.person, actor.assurance), (PRINCIPAL.0, 2));
    assert_eq!(Some(actor.session), lab.messages().await[0].session);
}

/// E-08: what cannot be undone asks again who one is.
#[tokio::test]
async fn an_erasure_needs_a_fresh_proof() {
    let lab = Lab::open(HTTP).await;
    lab.speaks_of(PRINCIPAL);
    let mut browser = lab.signed_in().await;
    let ask = || {
        json!({ "erasure": Uuid::new_v4(), "act": { "ask": {
            "person": GIULIA, "targets": [], "ground": "unlawful", "reasons": "prova"
        } } })
    };
    let at_once = browser.write("erasures", &ask()).await;
    assert_ne!(at_once.status, StatusCode::UNAUTHORIZED, "{}", at_once.body);
    lab.later(16);
    let told = browser.write("erasures", &ask()).await;
    assert_eq!(told.json()["type"], "urn:registro:problem:sign-in:not-fresh");
    let challenge = told.headers["www-authenticate"].to_str().expect("text");
    assert!(challenge.ends_with("max_age=\"900\""), "{challenge}");
    let subject = json!({ "acts": [{ "list-subject": { "subject": "FIS", "name": "Fisica" } }] });
    assert_eq!(browser.write("school", &subject).await.status, StatusCode::CREATED);

    // The provider has to say when it was, and it has to be lately.
    let gone = browser.get("/accesso/avvia?level=2&anew=true").await;
    assert!(gone.location().contains("&max_age=900&prompt=login"), "{}", gone.location());
    let now = lab.clock_seconds();
    lab.issuer.says(|says| says.now = now);
    assert_eq!(browser.sign_in("level=2&anew=true").await.status, StatusCode::OK);
    let again = browser.write("erasures", &ask()).await;
    assert_ne!(again.status, StatusCode::UNAUTHORIZED, "{}", again.body);
}

/// E-08: who comes in without being asked, by a session that the provider has of old, has not just proved who she is.
#[tokio::test]
async fn who_does_not_say_when_has_not_just_proved_who_she_is() {
    let lab = Lab::open(HTTP).await;
    lab.speaks_of(PRINCIPAL);
    lab.issuer.says(|says| says.instead = json!({ "auth_time": null }));
    let mut browser = lab.signed_in().await;
    let subject = json!({ "acts": [{ "list-subject": { "subject": "FIS", "name": "Fisica" } }] });
    assert_eq!(browser.write("school", &subject).await.status, StatusCode::CREATED);
    let ask = json!({ "erasure": Uuid::new_v4(), "act": { "ask": {
        "person": GIULIA, "targets": [], "ground": "unlawful", "reasons": "prova"
    } } });
    let told = browser.write("erasures", &ask).await;
    assert_eq!(told.json()["type"], "urn:registro:problem:sign-in:not-fresh");
}

/// C5-03, C4-04: an identity token that says the code itself is kept by its hash.
#[tokio::test]
async fn a_token_with_the_code_in_it_is_not_kept() {
    let lab = Lab::open(HTTP).await;
    let claim = "https://attributes.eid.gov.it/fiscal_number";
    lab.issuer.says(|says| says.instead = json!({ (claim): "TINIT-NESSUNO" }));
    lab.signed_in().await;
    let kept = lab.messages().await;
    assert!(kept.iter().any(|message| message.answer.starts_with("sha256 ")), "{kept:?}");
    // A token is three parts with dots between them, a hash has none.
    assert!(kept.iter().all(|message| !message.answer.contains('.')), "{kept:?}");
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_at_the_end_of_the_day() {
    let lab = Lab::open(HTTP).await;
    let mut idle = lab.signed_in().await;
    let mut busy = lab.signed_in().await;
    for _ in 0..16 {
        lab.later(29);
        assert_eq!(busy.api(&giulia()).await.status, StatusCode::OK);
    }
    assert_eq!(idle.api(&giulia()).await.status, StatusCode::UNAUTHORIZED);
    lab.later(17); // Eight hours in all.
    assert_eq!(busy.api(&giulia()).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn who_leaves_is_out_at_once() {
    let lab = Lab::open(HTTP).await;
    let mut browser = lab.signed_in().await;
    let mut thief = lab.browser();
    thief.cookies.clone_from(&browser.cookies);
    // Another site cannot make her leave.
    let elsewhere = HttpRequest::builder().method("POST").uri("/esci").header("sec-fetch-site", "cross-site");
    assert_eq!(thief.send(elsewhere, String::new()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.api(&giulia()).await.status, StatusCode::OK);
    let left = browser.form("/esci", "").await;
    assert_eq!(left.location(), "/accesso?uscito=true");
    assert!(browser.session().is_none());
    assert_eq!(thief.api(&giulia()).await.status, StatusCode::UNAUTHORIZED);
    let page = browser.get("/accesso?uscito=true").await;
    assert!(page.body.contains("Sei fuori dal registro") && page.body.contains("/leave"), "{}", page.body);
    assert_eq!(lab.messages().await[0].what, What::SignedOut);
}

#[tokio::test]
async fn leaving_everywhere_ends_every_session_of_the_person_and_of_nobody_else() {
    let lab = Lab::open(HTTP).await;
    let (mut one, mut other) = (lab.signed_in().await, lab.signed_in().await);
    lab.speaks_of(PRINCIPAL);
    let mut somebody_else = lab.signed_in().await;
    one.form("/esci/ovunque", "").await;
    assert_eq!(other.api(&giulia()).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(somebody_else.api(&giulia()).await.status, StatusCode::OK);
    let messages = lab.messages().await;
    assert_eq!(messages.iter().filter(|message| message.what == What::SignedOutEverywhere).count(), 2);
}

#[tokio::test]
async fn the_provider_ends_sessions_and_only_with_a_token_made_for_it() {
    let lab = Lab::open(HTTP).await;
    let mut browser = lab.signed_in().await;
    let now = lab.clock_seconds();
    let event = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
    let right = json!({
        "iss": lab.issuer.base, "aud": issuer::CLIENT, "iat": now, "exp": now + 120, "jti": "1", "events": event,
        "sid": "their-session",
    });
    let say = async |token: String| {
        let request = HttpRequest::builder()
            .method("POST")
            .uri("/accesso/uscita")
            .header("content-type", "application/x-www-form-urlencoded");
        lab.browser().send(request, format!("logout_token={token}")).await.status
    };
    for (name, wrong) in [
        ("events", json!({})),
        ("events", json!({ "https://altro.example": {} })),
        ("nonce", json!("n")),
        ("aud", json!("altri")),
        ("iss", json!("https://altro.example")),
        ("iat", json!(now - 3_600)),
        ("exp", json!(now - 3_600)),
        ("sid", json!(null)),
    ] {
        let mut token = right.clone();
        token[name] = wrong;
        assert_eq!(say(lab.issuer.signed(&token)).await, StatusCode::BAD_REQUEST, "{name}");
    }
    lab.issuer.says(|says| says.signing = issuer::Signing::AnotherKey);
    assert_eq!(say(lab.issuer.signed(&right)).await, StatusCode::BAD_REQUEST);
    assert_eq!(browser.api(&giulia()).await.status, StatusCode::OK);
    lab.issuer.says(|says| says.signing = issuer::Signing::Right);
    assert_eq!(say(lab.issuer.signed(&right)).await, StatusCode::OK);
    assert_eq!(browser.api(&giulia()).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(lab.messages().await[0].what, What::SignedOutByProvider);

    // By the person's name it ends all of hers.
    let mut browser = lab.signed_in().await;
    let mut of_person = right.clone();
    of_person["sid"] = json!(null);
    of_person["sub"] = json!(format!("sub-of-{}", MOTHER.0.simple()));
    assert_eq!(say(lab.issuer.signed(&of_person)).await, StatusCode::OK);
    assert_eq!(browser.api(&giulia()).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn who_has_several_capacities_chooses_one_and_may_change_it() {
    let lab = Lab::open(HTTP).await;
    // The teacher of mathematics is Marco's tutor, too.
    let acts = vec![PersonAct::HoldResponsibility {
        guardian: MATHS,
        relation: Relation::Tutor,
        from: date(2025, 9, 1),
    }];
    lab.school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: MARCO, acts })).await;
    lab.speaks_of(MATHS);
    let mut browser = lab.browser();
    let landed = browser.sign_in("return_to=%2Fbacheca").await;
    assert!(landed.body.contains("/accesso/veste?return_to=%2Fbacheca"), "{}", landed.body);
    let refused = browser.api(&giulia()).await;
    assert_eq!(refused.json()["type"], "urn:registro:problem:sign-in:capacity-to-choose");
    assert_eq!(browser.get("/bacheca").await.location(), "/accesso/veste?return_to=%2Fbacheca");
    let page = browser.get("/accesso/veste?return_to=%2Fbacheca").await;
    assert!(page.body.contains("Docente") && page.body.contains("Genitore"), "{}", page.body);

    let undecided = browser.session();
    let told = browser.form("/accesso/veste", "capacity=teacher&return_to=%2Fbacheca").await;
    assert_eq!(told.location(), "/bacheca");
    let teacher = browser.session();
    assert_ne!(teacher, undecided);
    assert_eq!(browser.api(&giulia()).await.status, StatusCode::OK);
    assert_eq!(browser.form("/accesso/veste", "capacity=principal").await.status, StatusCode::FORBIDDEN);
    browser.form("/accesso/veste", "capacity=guardian&return_to=//altrove.example").await;
    assert_eq!(browser.api(&giulia()).await.status, StatusCode::NOT_FOUND);
    // What it was before is worth nothing.
    for old in [undecided, teacher] {
        let mut thief = lab.browser();
        thief.cookies.push(("registro_session".to_owned(), old.expect("a session")));
        assert_eq!(thief.api(&giulia()).await.status, StatusCode::UNAUTHORIZED);
    }
    // An office that ends takes its capacity with it, and who signs in again goes on as she was.
    assert_eq!(browser.sign_in("return_to=%2Fbacheca").await.body.matches("/bacheca").count(), 2);
}

/// What the demo and other servers hand out is worth nothing here.
#[tokio::test]
async fn other_peoples_tokens_are_refused() {
    let lab = Lab::open(HTTP).await;
    let agent = lab.school.agent(PRINCIPAL, Capacity::Principal);
    let of_demo = Keys::random().mint(SCHOOL, agent).expect("a token");
    let ours = lab.keys.mint(SCHOOL, agent).expect("a token");
    for (token, status) in [(of_demo, StatusCode::UNAUTHORIZED), (ours.clone(), StatusCode::OK)] {
        let request = HttpRequest::builder()
            .uri(format!("/api/v1/{}", giulia()))
            .header("authorization", format!("Bearer {token}"));
        assert_eq!(lab.browser().send(request, String::new()).await.status, status);
    }
    // A token is no session: a browser does not carry one.
    for value in [ours, format!("{}.{}", SCHOOL.0.simple(), "A".repeat(43)), "x".to_owned()] {
        let mut browser = lab.browser();
        browser.cookies.push(("registro_session".to_owned(), value));
        assert_eq!(browser.api(&giulia()).await.status, StatusCode::UNAUTHORIZED);
    }
    // Nobody chooses whom to be outside of a demo.
    let chosen = lab.browser().form("/accesso", &format!("person={PRINCIPAL}&capacity=principal")).await;
    assert_eq!(chosen.status, StatusCode::NOT_FOUND);
    assert_eq!(
        lab.school
            .page(HttpRequest::get("/accesso").body(axum::body::Body::empty()).expect("a request"))
            .await
            .0,
        404
    );
}

/// C5-03: what is kept is for the protection officer.
#[tokio::test]
async fn the_protection_officer_reads_who_signed_in() {
    let lab = Lab::open(HTTP).await;
    let office = PersonAct::AssignOffice { office: Office::Dpo, from: date(2025, 9, 1), until: None };
    let (given_name, family_name) = ("Responsabile".to_owned(), "Prova".to_owned());
    let acts = vec![PersonAct::Register { given_name, family_name, born_on: date(1975, 1, 1) }, office];
    let officer = person(5);
    lab.school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: officer, acts })).await;
    lab.signed_in().await;
    lab.speaks_of(OTHER);
    lab.browser().sign_in("").await;
    let ask = async |person, capacity, path: &str| lab.school.get((person, capacity), path).await;
    let (status, told) = ask(officer, Capacity::Dpo, "sign-ins").await;
    assert_eq!(status, StatusCode::OK, "{told}");
    assert_eq!(
        (&told["sign_ins"][0]["what"], &told["sign_ins"][0]["reason"]),
        (&json!("refused"), &json!("not-linked"))
    );
    assert_eq!(told["sign_ins"][1]["person"]["id"], json!(MOTHER));
    let (_, hers) = ask(officer, Capacity::Dpo, &format!("sign-ins?person={MOTHER}")).await;
    assert_eq!(hers["sign_ins"].as_array().map(Vec::len), Some(1));
    assert_eq!(ask(PRINCIPAL, Capacity::Principal, "sign-ins").await.0, StatusCode::NOT_FOUND);
    // They are no readings, and are not told as such.
    let (_, accesses) = ask(officer, Capacity::Dpo, "access-log").await;
    let readable =
        accesses["accesses"].as_array().expect("a list").iter().all(|access| access["purpose"].is_string());
    assert!(readable, "{accesses}");
}
