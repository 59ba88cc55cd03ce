//! The provider of identities, as it describes itself: its addresses, its keys, what it says of a person.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jsonwebtoken::jwk::JwkSet;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::assertion;
use super::settings::{Wanted, is_guarded};
use crate::pages::address::encoded;

/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of an answer.
const LARGEST: usize = 1 << 20;
/// For how long what it said of itself and its keys are used without asking again.
const LASTS: Duration = Duration::from_secs(3_600);
/// A key that is not known is asked for at once, but no more often than this, whoever makes keys up.
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    #[error("the provider cannot be reached")]
    Unreachable(#[from] reqwest::Error),
    #[error("the provider answered {0}")]
    Answered(u16),
    #[error("the provider answers more than {LARGEST} bytes")]
    TooLarge,
    #[error("the provider's answer cannot be read")]
    Unreadable(#[from] serde_json::Error),
    #[error("the provider calls itself {0:?}")]
    OtherName(String),
    #[error("the provider's address {0:?} is not of https")]
    Unguarded(String),
    #[error("the provider was asked a moment ago, and did not answer")]
    AskedJustNow,
    #[error(transparent)]
    NotSigned(#[from] assertion::NotSigned),
}

pub struct Provider {
    pub wanted: Wanted,
    http: Client,
    described: Mutex<Option<(Instant, Arc<Description>)>>,
    keys: Mutex<Option<(Instant, Arc<JwkSet>)>>,
    /// Held by who asks for keys; when that was last.
    looking: tokio::sync::Mutex<Option<Instant>>,
}

/// OpenID Connect Discovery 1.0.
#[derive(Debug, Deserialize)]
pub struct Description {
    pub issuer: String,
    pub authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    jwks_uri: String,
    pub end_session_endpoint: Option<String>,
    /// RFC 9207.
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

#[derive(Deserialize)]
pub struct Tokens {
    pub id_token: String,
    pub access_token: String,
}

/// What the provider says of a person.
pub enum UserInfo {
    Plain(Vec<u8>),
    Signed(String),
}

impl Provider {
    pub fn new(wanted: Wanted) -> Result<Self, ProviderError> {
        // Another one may have been chosen for the process already: either will do.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let http = Client::builder().timeout(PATIENCE).redirect(Policy::none()).build()?;
        Ok(Self {
            wanted,
            http,
            described: Mutex::default(),
            keys: Mutex::default(),
            looking: Default::default(),
        })
    }

    /// What it says of itself. Nobody waits here for what another is asking.
    pub async fn described(&self) -> Result<Arc<Description>, ProviderError> {
        if let Some((_, description)) = lock(&self.described).as_ref().filter(|(at, _)| at.elapsed() < LASTS)
        {
            return Ok(Arc::clone(description));
        }
        let issuer = &self.wanted.section.issuer;
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let description: Description = self.json(self.http.get(address)).await?;
        if description.issuer != *issuer {
            return Err(ProviderError::OtherName(description.issuer));
        }
        let Description { authorization_endpoint, token_endpoint, userinfo_endpoint, jwks_uri, .. } =
            &description;
        for address in [authorization_endpoint, token_endpoint, userinfo_endpoint, jwks_uri] {
            if !is_guarded(address) {
                return Err(ProviderError::Unguarded(address.clone()));
            }
        }
        let description = Arc::new(description);
        *lock(&self.described) = Some((Instant::now(), Arc::clone(&description)));
        Ok(description)
    }

    /// Its keys. `anew`: one was named that is not among those known. While somebody looks, the others go on with those
    /// that there are: made-up names hold nobody up.
    pub(super) async fn keys(&self, anew: bool) -> Result<Arc<JwkSet>, ProviderError> {
        let known = lock(&self.keys).clone();
        if let Some((_, keys)) = known.as_ref().filter(|(at, _)| !anew && at.elapsed() < LASTS) {
            return Ok(Arc::clone(keys));
        }
        let mut looked = match (self.looking.try_lock(), &known) {
            (Ok(looked), _) => looked,
            (Err(_), Some((_, keys))) => return Ok(Arc::clone(keys)),
            (Err(_), None) => self.looking.lock().await,
        };
        if looked.is_some_and(|at| at.elapsed() < BETWEEN_LOOKS) {
            // Those that there are, whatever their age: if the provider had answered, they would be new.
            let keys = lock(&self.keys).as_ref().map(|(_, keys)| Arc::clone(keys));
            return keys.ok_or(ProviderError::AskedJustNow);
        }
        *looked = Some(Instant::now());
        let described = self.described().await;
        *looked = Some(Instant::now());
        let address = described?.jwks_uri.clone();
        let keys = self.json(self.http.get(address)).await;
        // It may have taken its time not to answer.
        *looked = Some(Instant::now());
        let keys: Arc<JwkSet> = Arc::new(keys?);
        *lock(&self.keys) = Some((Instant::now(), Arc::clone(&keys)));
        Ok(keys)
    }

    /// What a code is worth, shown the verifier of whoever asked for it.
    pub(super) async fn redeem(&self, code: &str, verifier: &str) -> Result<Tokens, ProviderError> {
        let client = &self.wanted.section.client_id;
        let (described, redirect_uri) = (self.described().await?, self.wanted.redirect_uri());
        let key = self.wanted.key.as_ref();
        let proof = key.map(|key| key.assertion(client, &described.token_endpoint, Timestamp::now()));
        let proof = proof.transpose()?;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri.as_str()),
            ("code_verifier", verifier),
            ("client_id", client.as_str()),
        ];
        if let Some(proof) = &proof {
            form.extend([("client_assertion_type", assertion::KIND), ("client_assertion", proof.as_str())]);
        }
        let form: Vec<String> =
            form.into_iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let body = form.join("&");
        let mut request = self.http.post(&described.token_endpoint);
        if let Some(secret) = &self.wanted.secret {
            // RFC 6749, 2.3.1: both are encoded as a form before.
            request = request.basic_auth(encoded(client), Some(encoded(secret)));
        }
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body);
        self.json(request).await
    }

    pub(super) async fn user_info(&self, access_token: &str) -> Result<UserInfo, ProviderError> {
        let address = &self.described().await?.userinfo_endpoint;
        let request = self.http.get(address).header(AUTHORIZATION, format!("Bearer {access_token}"));
        let (kind, body) = self.fetch(request).await?;
        if kind.starts_with("application/jwt") {
            return Ok(UserInfo::Signed(String::from_utf8_lossy(&body).trim().to_owned()));
        }
        Ok(UserInfo::Plain(body))
    }

    async fn json<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, ProviderError> {
        Ok(serde_json::from_slice(&self.fetch(request).await?.1)?)
    }

    async fn fetch(&self, request: RequestBuilder) -> Result<(String, Vec<u8>), ProviderError> {
        let mut answer = request.send().await?;
        let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or_default().to_ascii_lowercase();
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if LARGEST < body.len() + chunk.len() {
                return Err(ProviderError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        match answer.status() {
            status if status.is_success() => Ok((kind, body)),
            status => Err(ProviderError::Answered(status.as_u16())),
        }
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
