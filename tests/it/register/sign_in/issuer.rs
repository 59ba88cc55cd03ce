//! A small provider of identities over real HTTP, that can be told to lie.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, encode};
use reqwest::Url;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub(super) const CLIENT: &str = "registro";
pub(super) const SECRET: &str = "un segreto & mezzo";
pub(super) const FISCAL: &str = "https://attributes.eid.gov.it/fiscal_number";

/// How tokens are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signing {
    Right,
    /// `alg: none`, and no signature.
    None,
    /// HMAC with the public key, which everybody has.
    PublicKeyAsSecret,
    /// Another key under the name of the right one.
    AnotherKey,
    /// A key that was never published.
    UnknownKey,
}

pub(super) struct Says {
    pub(super) sub: String,
    pub(super) fiscal_number: String,
    pub(super) born_on: String,
    pub(super) acr: String,
    /// Seconds since 1970.
    pub(super) now: i64,
    pub(super) signing: Signing,
    /// Claims of the identity token that are other than they should be. Null: not there.
    pub(super) instead: Value,
    /// The same of what it says of the person.
    pub(super) instead_of_person: Value,
}

/// How the register proves to the provider who it is.
#[derive(Clone)]
pub(super) enum Proof {
    Secret,
    Signed { key: Arc<DecodingKey>, algorithm: &'static str },
}

struct Grant {
    challenge: String,
    redirect_uri: String,
    claims: Value,
    person: Value,
}

struct Inner {
    says: Says,
    key: (String, [u8; 32]),
    codes: HashMap<String, Grant>,
    tokens: HashMap<String, Value>,
    proof: Proof,
    /// Header and claims of the assertions that were taken.
    shown: Vec<(Value, Value)>,
}

#[derive(Clone)]
pub(super) struct Issuer {
    pub(super) base: String,
    inner: Arc<Mutex<Inner>>,
}

fn key_of(seed: &[u8; 32]) -> EncodingKey {
    // PKCS #8 of an Ed25519 key.
    let mut der =
        vec![0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
    der.extend_from_slice(seed);
    EncodingKey::from_ed_der(&der)
}

fn public(seed: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(SigningKey::from_bytes(seed).verifying_key().to_bytes())
}

fn with(mut claims: Value, instead: &Value) -> Value {
    for (name, value) in instead.as_object().into_iter().flatten() {
        if value.is_null() {
            claims.as_object_mut().expect("claims").remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    claims
}

impl Issuer {
    pub(super) async fn open(proof: Proof) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("its address"));
        let says = Says {
            sub: "a-pairwise-name".to_owned(),
            fiscal_number: String::new(),
            born_on: "1983-01-01".to_owned(),
            acr: "https://www.spid.gov.it/SpidL2".to_owned(),
            now: jiff::Timestamp::now().as_second(),
            signing: Signing::Right,
            instead: json!({}),
            instead_of_person: json!({}),
        };
        let (codes, tokens) = (HashMap::new(), HashMap::new());
        let shown = Vec::new();
        let inner = Inner { says, key: ("one".to_owned(), [1; 32]), codes, tokens, proof, shown };
        let issuer = Self { base, inner: Arc::new(Mutex::new(inner)) };
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/person", get(person))
            .with_state(issuer.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        issuer
    }

    pub(super) fn says(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.inner.lock().expect("not poisoned").says);
    }

    pub(super) fn shown(&self) -> Vec<(Value, Value)> {
        self.inner.lock().expect("not poisoned").shown.clone()
    }

    /// Whether a request comes from the register, as RFC 6749 and RFC 7523 let it prove.
    fn knows(&self, headers: &HeaderMap, asked: &HashMap<String, String>) -> bool {
        let mut inner = self.inner.lock().expect("not poisoned");
        let authorization = headers.get("authorization").map(|it| it.to_str().expect("text").to_owned());
        let (key, algorithm) = match &inner.proof {
            Proof::Secret => {
                let basic = authorization.expect("a secret");
                let basic = basic.strip_prefix("Basic ").expect("basic");
                let basic = base64::engine::general_purpose::STANDARD.decode(basic).expect("base64");
                let basic = String::from_utf8(basic).expect("text");
                assert_eq!(basic, format!("{CLIENT}:un%20segreto%20%26%20mezzo"), "{SECRET}");
                return true;
            }
            Proof::Signed { key, algorithm } => (Arc::clone(key), *algorithm),
        };
        assert_eq!(authorization, None, "a secret besides");
        assert_eq!(asked["client_assertion_type"], "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        let assertion = &asked["client_assertion"];
        let header = jsonwebtoken::decode_header(assertion).expect("a header");
        let mut validation = Validation::new(algorithm.parse().expect("an algorithm"));
        validation.set_audience(&[format!("{}/token", self.base)]);
        validation.set_issuer(&[CLIENT]);
        validation.sub = Some(CLIENT.to_owned());
        let Ok(told) = jsonwebtoken::decode::<Value>(assertion, &key, &validation) else { return false };
        let used = inner.shown.iter().any(|(_, before)| before["jti"] == told.claims["jti"]);
        inner.shown.push((serde_json::to_value(header).expect("a header"), told.claims));
        !used
    }

    pub(super) fn rotate(&self, name: &str, seed: u8) {
        self.inner.lock().expect("not poisoned").key = (name.to_owned(), [seed; 32]);
    }

    /// What a browser does that is sent there: the person consents, and is sent back with this.
    pub(super) fn consent(&self, address: &str) -> String {
        let address = Url::parse(address).expect("an address");
        let asked: HashMap<String, String> = address.query_pairs().into_owned().collect();
        assert!(address.as_str().starts_with(&format!("{}/authorize?", self.base)), "{address}");
        assert_eq!((&*asked["response_type"], &*asked["client_id"]), ("code", CLIENT));
        assert_eq!(asked["code_challenge_method"], "S256");
        let mut inner = self.inner.lock().expect("not poisoned");
        let says = &inner.says;
        let claims = json!({
            "iss": self.base, "sub": says.sub, "aud": CLIENT, "iat": says.now, "exp": says.now + 300,
            "nonce": asked["nonce"], "acr": says.acr, "auth_time": says.now, "sid": "their-session",
        });
        let person = json!({ "sub": says.sub, FISCAL: says.fiscal_number, "birthdate": says.born_on });
        let grant = Grant {
            challenge: asked["code_challenge"].clone(),
            redirect_uri: asked["redirect_uri"].clone(),
            claims: with(claims, &says.instead),
            person: with(person, &says.instead_of_person),
        };
        let code = Uuid::new_v4().to_string();
        inner.codes.insert(code.clone(), grant);
        format!("code={code}&state={}&iss={}", asked["state"], self.base)
    }

    /// Signs as it is told to.
    pub(super) fn signed(&self, claims: &Value) -> String {
        let inner = self.inner.lock().expect("not poisoned");
        let (name, seed) = &inner.key;
        let header = |algorithm, name: &str| Header { kid: Some(name.to_owned()), ..Header::new(algorithm) };
        let signed = match inner.says.signing {
            Signing::Right => encode(&header(Algorithm::EdDSA, name), claims, &key_of(seed)),
            Signing::AnotherKey => encode(&header(Algorithm::EdDSA, name), claims, &key_of(&[9; 32])),
            Signing::UnknownKey => encode(&header(Algorithm::EdDSA, "never"), claims, &key_of(&[9; 32])),
            Signing::PublicKeyAsSecret => {
                let secret = EncodingKey::from_secret(public(seed).as_bytes());
                encode(&header(Algorithm::HS256, name), claims, &secret)
            }
            Signing::None => {
                let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
                Ok(format!("{}.{}.", part(json!({ "alg": "none", "kid": name })), part(claims.clone())))
            }
        };
        signed.expect("a token")
    }
}

async fn describe(State(issuer): State<Issuer>) -> Json<Value> {
    let at = |path: &str| format!("{}{path}", issuer.base);
    Json(json!({
        "issuer": issuer.base, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/person"), "jwks_uri": at("/keys"), "end_session_endpoint": at("/leave"),
        "authorization_response_iss_parameter_supported": true,
    }))
}

async fn keys(State(issuer): State<Issuer>) -> Json<Value> {
    let inner = issuer.inner.lock().expect("not poisoned");
    let (name, seed) = &inner.key;
    let key = json!({ "kty": "OKP", "crv": "Ed25519", "x": public(seed), "kid": name, "use": "sig", "alg": "EdDSA" });
    Json(json!({ "keys": [key] }))
}

/// A code is good once, for whoever shows the verifier and the address it was asked with.
async fn token(
    State(issuer): State<Issuer>,
    headers: HeaderMap,
    Form(asked): Form<HashMap<String, String>>,
) -> Result<Json<Value>, StatusCode> {
    if !issuer.knows(&headers, &asked) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let grant = issuer.inner.lock().expect("not poisoned").codes.remove(&asked["code"]);
    let grant = grant.ok_or(StatusCode::BAD_REQUEST)?;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&asked["code_verifier"]));
    if challenge != grant.challenge || asked["redirect_uri"] != grant.redirect_uri {
        return Err(StatusCode::BAD_REQUEST);
    }
    let id_token = issuer.signed(&grant.claims);
    let access_token = Uuid::new_v4().to_string();
    issuer.inner.lock().expect("not poisoned").tokens.insert(access_token.clone(), grant.person);
    Ok(Json(json!({ "id_token": id_token, "access_token": access_token, "token_type": "Bearer" })))
}

async fn person(State(issuer): State<Issuer>, headers: HeaderMap) -> Result<Json<Value>, StatusCode> {
    let token =
        headers["authorization"].to_str().expect("text").strip_prefix("Bearer ").expect("bearer").to_owned();
    let person = issuer.inner.lock().expect("not poisoned").tokens.remove(&token);
    person.map(Json).ok_or(StatusCode::UNAUTHORIZED)
}
