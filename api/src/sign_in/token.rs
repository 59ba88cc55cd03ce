//! The one place where something that a provider signed is believed: identity tokens, what it says of a person, its
//! word that somebody left, and tokens of programs.

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::provider::Provider;
use super::refused::{Forged, Refused};

/// What a token says that is good for a time only.
pub const TIMED: [&str; 3] = ["exp", "iss", "aud"];

/// By how many seconds two clocks may differ.
pub const SKEW: i64 = 60;
/// Seconds after which an identity token is no answer to what was just asked.
const OLDEST: i64 = 600;
/// Signatures with a key that only the provider has. None (`none`, HMAC) that others could make is among them.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// What an identity token says.
#[derive(Debug, Deserialize)]
pub struct Identity {
    pub sub: String,
    aud: Value,
    azp: Option<String>,
    iat: i64,
    nonce: Option<String>,
    pub acr: Option<String>,
    pub auth_time: Option<i64>,
    /// The provider's session.
    pub sid: Option<String>,
}

/// What is expected of an identity token.
pub struct Expected<'a> {
    pub nonce: &'a str,
    pub max_age: Option<u32>,
    /// Seconds since 1970.
    pub now: i64,
}

impl Provider {
    /// An identity token, checked as OpenID Connect Core (3.1.3.7) asks; its level is for [`super::flow`] to weigh.
    pub async fn identity(&self, token: &str, expected: &Expected<'_>) -> Result<Identity, Refused> {
        let client = &self.wanted.section.client_id;
        let identity: Identity = self.verified(token, client, &TIMED).await?;
        let others = identity.aud.as_array().is_some_and(|audience| 1 < audience.len());
        let party = identity.azp.as_ref();
        if party.is_some_and(|party| party != client) || (others && party.is_none()) {
            return Err(Forged::Party.into());
        }
        if identity.nonce.as_deref() != Some(expected.nonce) {
            return Err(Forged::Nonce.into());
        }
        let age = expected.now - identity.iat;
        if !(-SKEW..=OLDEST).contains(&age) {
            return Err(Forged::IssuedAt.into());
        }
        if let Some(max_age) = expected.max_age {
            let ago = identity.auth_time.map(|at| expected.now - at);
            if !ago.is_some_and(|ago| (-SKEW..=i64::from(max_age) + SKEW).contains(&ago)) {
                return Err(Forged::AuthTime.into());
            }
        }
        if identity.sub.is_empty() {
            return Err(Forged::Subject.into());
        }
        Ok(identity)
    }

    /// What a token says, if this provider signed it for this audience and its time has come and is not over. It has to say
    /// at least what is `required`.
    pub async fn verified<T: DeserializeOwned>(
        &self,
        token: &str,
        audience: &str,
        required: &[&str],
    ) -> Result<T, Refused> {
        let header = decode_header(token).map_err(|_| Forged::Header)?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(Forged::Algorithm.into());
        }
        let mut key = key(&*self.keys(false).await?, header.kid.as_deref(), header.alg);
        if key.is_none() {
            // It may have been made since.
            key = self::key(&*self.keys(true).await?, header.kid.as_deref(), header.alg);
        }
        let mut validation = Validation::new(header.alg);
        validation.leeway = SKEW.unsigned_abs();
        validation.validate_nbf = true;
        validation.set_issuer(&[&self.wanted.section.issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(required);
        let token = decode(token, &key.ok_or(Forged::Key)?, &validation).map_err(Forged::Token)?;
        Ok(token.claims)
    }
}

/// The key of a name, if it is one for signatures of this kind. Without a name, the only one there is.
fn key(keys: &JwkSet, name: Option<&str>, algorithm: Algorithm) -> Option<DecodingKey> {
    let mut fitting = keys.keys.iter().filter(|key| signs(key, algorithm)).filter(|key| match name {
        Some(name) => key.common.key_id.as_deref() == Some(name),
        None => true,
    });
    let only = fitting.next().filter(|_| fitting.next().is_none())?;
    DecodingKey::from_jwk(only).ok()
}

fn signs(key: &Jwk, algorithm: Algorithm) -> bool {
    let purpose =
        key.common.public_key_use.as_ref().is_none_or(|purpose| *purpose == PublicKeyUse::Signature);
    let stated =
        key.common.key_algorithm.as_ref().is_none_or(|stated| *stated == KeyAlgorithm::from(algorithm));
    let of_the_kind = match (&key.algorithm, algorithm) {
        (
            AlgorithmParameters::RSA(_),
            Algorithm::RS256
            | Algorithm::RS384
            | Algorithm::RS512
            | Algorithm::PS256
            | Algorithm::PS384
            | Algorithm::PS512,
        ) => true,
        (AlgorithmParameters::EllipticCurve(curve), Algorithm::ES256) => curve.curve == EllipticCurve::P256,
        (AlgorithmParameters::EllipticCurve(curve), Algorithm::ES384) => curve.curve == EllipticCurve::P384,
        (AlgorithmParameters::OctetKeyPair(curve), Algorithm::EdDSA) => curve.curve == EllipticCurve::Ed25519,
        (_, _) => false,
    };
    purpose && stated && of_the_kind
}
