//! The register says who it is to the provider by a signature of its own, instead of a secret that both know (`private_key_jwt`).
//!
//! Norm: OpenID Connect Core, 9; RFC 7523. It is signed by the library that guards the connections: its private RSA takes the
//! same time whatever the key.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use rustls::SignatureScheme;
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::sign::SigningKey;
use serde_json::json;
use uuid::Uuid;

/// What kind of proof it is, as the token endpoint is told.
pub(super) const KIND: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Seconds: it is sent at once, and good for that.
const LASTS: i64 = 60;

/// How signatures are told in a token (RFC 7518, RFC 8037), by how the library calls them.
const ALGORITHMS: [(SignatureScheme, &str, Form); 4] = [
    (SignatureScheme::RSA_PKCS1_SHA256, "RS256", Form::AsItIs),
    (SignatureScheme::ECDSA_NISTP256_SHA256, "ES256", Form::Numbers { long: 32 }),
    (SignatureScheme::ECDSA_NISTP384_SHA384, "ES384", Form::Numbers { long: 48 }),
    (SignatureScheme::ED25519, "EdDSA", Form::AsItIs),
];

/// How the bytes of a signature stand in a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    AsItIs,
    /// Two numbers of so many bytes each, one after the other, where the library gives them in DER.
    Numbers {
        long: usize,
    },
}

/// A private key of the register's, as a client of the provider.
#[derive(Clone)]
pub struct ClientKey {
    key: Arc<dyn SigningKey>,
    scheme: SignatureScheme,
    algorithm: &'static str,
    form: Form,
    /// What the provider knows it by, among the keys that it was told of.
    id: Option<String>,
}

/// Not a private key that can sign: RSA, P-256, P-384 or Ed25519, in PEM.
#[derive(Debug, thiserror::Error)]
#[error("non è una chiave privata RSA, P-256, P-384 o Ed25519 in formato PEM")]
pub struct NotAKey;

/// The library did not sign.
#[derive(Debug, thiserror::Error)]
#[error("the client's assertion could not be signed")]
pub struct NotSigned;

impl ClientKey {
    pub fn read(pem: &[u8], id: Option<String>) -> Result<Self, NotAKey> {
        let der = PrivateKeyDer::from_pem_slice(pem).map_err(|_| NotAKey)?;
        let key = any_supported_type(&der).map_err(|_| NotAKey)?;
        let signs = |scheme: SignatureScheme| key.choose_scheme(&[scheme]).is_some();
        let found = ALGORITHMS.into_iter().find(|(scheme, ..)| signs(*scheme));
        let (scheme, algorithm, form) = found.ok_or(NotAKey)?;
        Ok(Self { key, scheme, algorithm, form, id })
    }

    /// That the client is who it says, for the provider's token endpoint alone, once, now.
    pub(super) fn assertion(
        &self,
        client: &str,
        endpoint: &str,
        now: Timestamp,
    ) -> Result<String, NotSigned> {
        let mut header = json!({ "alg": self.algorithm, "typ": "JWT" });
        if let Some(id) = &self.id {
            header["kid"] = json!(id);
        }
        let issued = now.as_second();
        let claims = json!({
            "iss": client, "sub": client, "aud": endpoint, "jti": Uuid::new_v4().to_string(),
            "iat": issued, "exp": issued.saturating_add(LASTS),
        });
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let said = format!("{}.{}", part(header), part(claims));
        let signer = self.key.choose_scheme(&[self.scheme]).ok_or(NotSigned)?;
        let signature = signer.sign(said.as_bytes()).map_err(|_| NotSigned)?;
        let signature = match self.form {
            Form::AsItIs => signature,
            Form::Numbers { long } => numbers(&signature, long).ok_or(NotSigned)?,
        };
        Ok(format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// The two numbers of a signature in DER (RFC 3279, 2.2.3), each as long as it may be. Of these curves it is shorter than 128
/// bytes, so that its length is one byte.
fn numbers(der: &[u8], long: usize) -> Option<Vec<u8>> {
    let (body, rest) = element(der, 0x30)?;
    let (first, body) = element(body, 0x02)?;
    let (second, body) = element(body, 0x02)?;
    if !rest.is_empty() || !body.is_empty() {
        return None;
    }
    let mut both = Vec::with_capacity(2 * long);
    for number in [first, second] {
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        let number = number.get(zeros..)?;
        both.resize(both.len() + long.checked_sub(number.len())?, 0);
        both.extend_from_slice(number);
    }
    Some(both)
}

/// What an element of this kind holds, and what follows it.
fn element(der: &[u8], kind: u8) -> Option<(&[u8], &[u8])> {
    let (found, der) = der.split_first()?;
    let (length, der) = der.split_first()?;
    let short = *found == kind && *length < 0x80;
    der.split_at_checked((*length).into()).filter(|_| short)
}

/// Without the key.
impl fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientKey").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

/// Keys cannot be looked into: one is equal to what was read with it.
impl PartialEq for ClientKey {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.key, &other.key) && self.id == other.id
    }
}

impl Eq for ClientKey {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_two_numbers_of_the_same_length() {
        // One with a zero in front, that it be no negative number; one shorter than it might be.
        let der = [0x30, 0x09, 0x02, 0x03, 0x00, 0x80, 0x01, 0x02, 0x02, 0x7f, 0x02];
        assert_eq!(numbers(&der, 3), Some(vec![0x00, 0x80, 0x01, 0x00, 0x7f, 0x02]));
        assert_eq!(numbers(&der, 2), Some(vec![0x80, 0x01, 0x7f, 0x02]));
        assert_eq!(numbers(&der, 1), None, "longer than it may be");
        assert_eq!(numbers(&der[..10], 2), None, "cut off");
        assert_eq!(numbers(&[&der[..], &[0]].concat(), 2), None, "something behind it");
        assert_eq!(numbers(&[0x31, 0x00], 2), None);
    }

    #[test]
    fn what_is_no_private_key_is_refused() {
        for pem in ["", "una chiave", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
            assert!(ClientKey::read(pem.as_bytes(), None).is_err(), "{pem:?}");
        }
    }
}
