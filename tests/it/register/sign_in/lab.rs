//! The school with a provider, and browsers that remember cookies.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request as HttpRequest, StatusCode};
use jiff::{SignedDuration, Timestamp};
use registro::clock::SimulatedClock;
use registro::commands::Command;
use registro::commands::fiscal_code_link::LinkFiscalCode;
use registro::http::router;
use registro::identity::Keys;
use registro::sign_in::SignIn;
use registro::sign_in::message::{Filter, Message};
use registro::sign_in::settings::Wanted;
use registro::simulate::links::made_up;
use registro_domain::ids::PersonId;
use registro_domain::people::FiscalCode;
use registro_eventlog::log::Clock;
use serde_json::Value;
use tower::ServiceExt;
use uuid::Uuid;

use super::super::support::*;
use super::issuer::{CLIENT, Issuer, Proof, SECRET};

/// A program of the school: registered as a person with an office.
pub(super) const PROGRAM: PersonId = person(90);

pub(super) struct Lab {
    pub(super) school: School,
    pub(super) issuer: Issuer,
    pub(super) router: Router,
    pub(super) keys: Keys,
    /// That of the sign-ins: the machine's, moved by hand.
    pub(super) clock: Arc<SimulatedClock>,
}

pub(super) fn code(person: PersonId) -> String {
    made_up(person, jiff::civil::date(1983, 1, 1))
}

impl Lab {
    pub(super) async fn open(public_url: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let secret = folder.path().join("segreto");
        std::fs::write(&secret, format!("{SECRET}\n")).expect("a secret");
        let credential = format!("client-secret-file = '{}'\n", secret.display());
        Self::open_with(public_url, &credential, Proof::Secret).await
    }

    /// Where the register proves who it is in another way: by this line of its settings.
    pub(super) async fn open_with(public_url: &str, credential: &str, proof: Proof) -> Self {
        let (school, issuer) = (School::open().await, Issuer::open(proof).await);
        let section = format!(
            "issuer = '{}'\nclient-id = '{CLIENT}'\n{credential}min-age = 14\n\
             [[clients]]\nclient-id = 'orario'\nschool = '{}'\nperson = '{}'\n\
             scopes = [{{ scope = 'registro.scrive', capacity = 'secretariat', writes = true }}, \
             {{ scope = 'registro.legge', capacity = 'secretariat' }}]\n",
            issuer.base, SCHOOL.0, PROGRAM.0,
        );
        let section = toml::from_str(&section).expect("a section");
        let clock = Arc::new(SimulatedClock::at(Timestamp::now()));
        let as_clock: Arc<dyn Clock> = clock.clone();
        let sign_in = SignIn::through(Wanted::new(Some(public_url), section).expect("valid"), as_clock);
        let keys = Keys::random().with(sign_in.expect("a provider"));
        let router = router([Arc::clone(&school.app)], keys.clone());
        let lab = Self { school, issuer, router, keys, clock };
        for person in [PRINCIPAL, MATHS, MOTHER, GIULIA] {
            lab.link(person).await;
        }
        lab.speaks_of(MOTHER);
        lab
    }

    pub(super) async fn link(&self, person: PersonId) {
        let code = FiscalCode::new(&code(person)).expect("a code");
        let code = self.school.app.register.fiscal_key(&code).await.expect("a hash");
        let link = Command::LinkFiscalCode(LinkFiscalCode { person, code });
        self.school.do_it(PRINCIPAL, registro::actor::Capacity::Principal, link).await;
    }

    /// Whom the provider has before it.
    pub(super) fn speaks_of(&self, person: PersonId) {
        self.issuer.says(|says| {
            says.sub = format!("sub-of-{}", person.0.simple());
            says.fiscal_number = format!("TINIT-{}", code(person));
        });
    }

    pub(super) fn level(&self, level: u8) {
        self.issuer.says(|says| says.acr = format!("https://www.spid.gov.it/SpidL{level}"));
    }

    pub(super) fn clock_seconds(&self) -> i64 {
        self.clock.now().as_second()
    }

    /// Time passes at the register; the provider is told of it by hand.
    pub(super) fn later(&self, minutes: i64) {
        let now = self.clock.now() + SignedDuration::from_mins(minutes);
        self.clock.set(now);
    }

    pub(super) fn browser(&self) -> Browser<'_> {
        Browser { lab: self, cookies: Vec::new() }
    }

    /// Somebody who signs in as the provider says.
    pub(super) async fn signed_in(&self) -> Browser<'_> {
        let mut browser = self.browser();
        let told = browser.sign_in("").await;
        assert_eq!(told.status, StatusCode::OK, "{}", told.body);
        browser
    }

    pub(super) async fn messages(&self) -> Vec<Message> {
        let (found, _) =
            self.school.app.sign_ins(&Filter::default(), None, 1_000).await.expect("what was kept");
        found.into_iter().map(|(_, message)| message).collect()
    }
}

pub(super) struct Told {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Told {
    pub(super) fn location(&self) -> &str {
        self.headers["location"].to_str().expect("an address")
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }
}

pub(super) struct Browser<'a> {
    lab: &'a Lab,
    pub(super) cookies: Vec<(String, String)>,
}

impl Browser<'_> {
    pub(super) async fn send(&mut self, request: axum::http::request::Builder, body: String) -> Told {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header("cookie", cookies.join("; ")).body(Body::from(body)).expect("a request");
        let answer = self.lab.router.clone().oneshot(request).await.expect("the router always answers");
        let (status, headers) = (answer.status(), answer.headers().clone());
        for set in headers.get_all("set-cookie") {
            let set = set.to_str().expect("text");
            let (name, rest) = set.split_once('=').expect("a cookie");
            let value = rest.split(';').next().unwrap_or_default();
            self.cookies.retain(|(known, _)| known != name);
            if !set.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let body = to_bytes(answer.into_body(), 1 << 22).await.expect("a body");
        Told { status, headers, body: String::from_utf8(body.to_vec()).expect("text") }
    }

    pub(super) async fn get(&mut self, path: &str) -> Told {
        let request = HttpRequest::builder().uri(path).header("accept", "text/html");
        self.send(request, String::new()).await
    }

    pub(super) async fn api(&mut self, path: &str) -> Told {
        self.send(HttpRequest::builder().uri(format!("/api/v1/{path}")), String::new()).await
    }

    /// A form of our own pages.
    pub(super) async fn form(&mut self, path: &str, body: &str) -> Told {
        let request = HttpRequest::builder()
            .method("POST")
            .uri(path)
            .header("accept", "text/html")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(request, body.to_owned()).await
    }

    pub(super) async fn write(&mut self, path: &str, body: &Value) -> Told {
        let request = HttpRequest::builder()
            .method("POST")
            .uri(format!("/api/v1/{path}"))
            .header("content-type", "application/json")
            .header("idempotency-key", Uuid::new_v4().to_string());
        self.send(request, body.to_string()).await
    }

    /// To the provider and back; `how` goes on after `/accesso/avvia?`.
    pub(super) async fn sign_in(&mut self, how: &str) -> Told {
        let gone = self.get(&format!("/accesso/avvia?{how}")).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
        let brought = self.lab.issuer.consent(gone.location());
        self.get(&format!("/accesso/ritorno?{brought}")).await
    }

    pub(super) fn session(&self) -> Option<String> {
        self.cookies
            .iter()
            .find(|(name, _)| name.ends_with("registro_session"))
            .map(|(_, value)| value.clone())
    }
}
