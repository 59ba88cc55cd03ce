//! The key-encryption keys in a security module: made there, used there, destroyed there.

use std::sync::Arc;

use aws_lc_rs::aead::NONCE_LEN;
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::aead::GcmParams;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::key::WrappedBy;
use super::vault::{Vault, VaultError};
use crate::hsm::{self, HsmError, Token};

/// Bound to what is wrapped before the caller's own context: some modules want some of it, and no other use of a key may
/// pass for this one.
const CONTEXT: &[u8] = b"registro/wrapped-data-key/v1\0";
const TAG_BITS: u64 = 128;

/// A token's AES keys with a name of ours, `<name>/<number>`: the highest number is the newest. Their PKCS#11 id is
/// what the key store knows them by.
pub struct HsmVault {
    token: Arc<Token>,
    name: String,
}

impl HsmVault {
    /// Whoever shares a token must use another name: the older keys of one name are destroyed after each erasure.
    pub fn new(token: Arc<Token>, name: &str) -> Self {
        Self { token, name: name.to_owned() }
    }

    /// Number, name and handle of each key, in the order in which they were made. One that could be taken out of the
    /// module is none of ours.
    fn keys(&self, session: &Session) -> Result<Vec<(u64, WrappedBy, ObjectHandle)>, Error> {
        let mut keys = Vec::new();
        for handle in session.find_objects(&wrapping())? {
            let label = hsm::bytes(session, handle, AttributeType::Label)?;
            let id = hsm::bytes(session, handle, AttributeType::Id)?;
            let number = String::from_utf8(label).ok().and_then(|label| self.number(&label));
            if let (Some(number), Ok(id)) = (number, Uuid::from_slice(&id)) {
                keys.push((number, WrappedBy(id), handle));
            }
        }
        keys.sort_by_key(|(number, by, _)| (*number, by.0));
        Ok(keys)
    }

    fn number(&self, label: &str) -> Option<u64> {
        label.strip_prefix(&self.name)?.strip_prefix('/')?.parse().ok()
    }

    /// Does something with one of the keys.
    fn with<R>(
        &self,
        by: WrappedBy,
        work: impl Fn(&Session, ObjectHandle) -> Result<R, Error>,
    ) -> Result<R, VaultError> {
        let done = self.token.with(|session| {
            let mut one = wrapping();
            one.push(Attribute::Id(by.0.as_bytes().to_vec()));
            match session.find_objects(&one)?.as_slice() {
                [key] => work(session, *key).map(Ok),
                others => Ok(Err(others.len())),
            }
        })?;
        done.map_err(|others| match others {
            0 => VaultError::NotHeld(by),
            several => HsmError::Objects(by.to_string(), several).into(),
        })
    }
}

/// What all of our keys have in common: they wrap, and cannot leave the module.
fn wrapping() -> Vec<Attribute> {
    vec![
        Attribute::Class(ObjectClass::SECRET_KEY),
        Attribute::KeyType(KeyType::AES),
        Attribute::Token(true),
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
        Attribute::Encrypt(true),
        Attribute::Decrypt(true),
    ]
}

impl Vault for HsmVault {
    fn held(&self) -> Result<Vec<WrappedBy>, VaultError> {
        let keys = self.token.with(|session| self.keys(session))?;
        // Which of two is the newest decides what the others are destroyed for: it is not guessed.
        for (place, (number, by, _)) in keys.iter().enumerate() {
            let before = &keys[..place];
            if before.iter().any(|(other, _, _)| other == number) {
                return Err(HsmError::Objects(format!("{}/{number}", self.name), 2).into());
            }
            if before.iter().any(|(_, other, _)| other == by) {
                return Err(HsmError::Objects(by.to_string(), 2).into());
            }
        }
        Ok(keys.into_iter().map(|(_, by, _)| by).collect())
    }

    fn make(&self) -> Result<WrappedBy, VaultError> {
        let by = WrappedBy(Uuid::new_v4());
        self.token.with(|session| {
            let number = self.keys(session)?.last().map_or(1, |(number, _, _)| number + 1);
            let mut new = wrapping();
            new.extend([
                Attribute::ValueLen(32.into()),
                Attribute::Label(format!("{}/{number}", self.name).into_bytes()),
                Attribute::Id(by.0.as_bytes().to_vec()),
            ]);
            session.generate_key(&Mechanism::AesKeyGen, &new)
        })?;
        Ok(by)
    }

    fn destroy(&self, key: WrappedBy) -> Result<(), VaultError> {
        self.with(key, Session::destroy_object)
    }

    /// Nonce (12 bytes), ciphertext and tag.
    fn wrap(&self, by: WrappedBy, context: &[u8], secret: &[u8; 32]) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0; NONCE_LEN];
        aws_lc_rs::rand::fill(&mut nonce)?;
        let bound = [CONTEXT, context].concat();
        let closed = self.with(by, |session, key| {
            let mut nonce = nonce; // The module may write to it.
            let gcm = Mechanism::AesGcm(GcmParams::new(&mut nonce, &bound, TAG_BITS.into())?);
            session.encrypt(&gcm, key, secret)
        })?;
        Ok([&nonce[..], &closed].concat())
    }

    fn unwrap(
        &self,
        by: WrappedBy,
        context: &[u8],
        wrapped: &[u8],
    ) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let (nonce, closed) = wrapped.split_first_chunk::<NONCE_LEN>().ok_or(VaultError::NotWrapped(by))?;
        let bound = [CONTEXT, context].concat();
        let opened = self.with(by, |session, key| {
            let mut nonce = *nonce;
            let gcm = Mechanism::AesGcm(GcmParams::new(&mut nonce, &bound, TAG_BITS.into())?);
            match session.decrypt(&gcm, key, closed) {
                Err(error) if is_another(&error) => Ok(None),
                opened => opened.map(|opened| Some(Zeroizing::new(opened))),
            }
        })?;
        let secret = opened.and_then(|opened| opened.as_slice().try_into().ok());
        secret.map(Zeroizing::new).ok_or(VaultError::NotWrapped(by))
    }
}

/// What modules answer to a wrong tag. `CKR_GENERAL_ERROR` is SoftHSM's.
fn is_another(error: &Error) -> bool {
    let Error::Pkcs11(answer, _) = error else { return false };
    [
        RvError::EncryptedDataInvalid,
        RvError::EncryptedDataLenRange,
        RvError::GeneralError,
        RvError::SignatureInvalid,
    ]
    .contains(answer)
}

#[cfg(test)]
mod tests;
