//! The key that signs a school's checkpoints, in a security module: Ed25519 (`CKM_EDDSA`), made there and used there.

use std::sync::Arc;

use cryptoki::error::Error;
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;

use super::LedgerError;
use super::key::Module;
use crate::event::SchoolId;
use crate::hsm::{self, HsmError, Token};

/// The curve by its object identifier, 1.3.101.112, and by its name: modules want the one or the other.
const ED25519: [&[u8]; 2] = [&[0x06, 0x03, 0x2b, 0x65, 0x70], b"\x13\x0cedwards25519"];

/// A token that holds the signing key of each school, as `<name>/<school>`.
pub struct HsmSigner {
    token: Arc<Token>,
    name: String,
}

impl HsmSigner {
    pub fn new(token: Arc<Token>, name: &str) -> Self {
        Self { token, name: name.to_owned() }
    }

    fn label(&self, school: SchoolId) -> String {
        format!("{}/{}", self.name, school.0)
    }

    /// What a school's key pair has in common, and the half that is asked for.
    fn template(&self, school: SchoolId, class: ObjectClass) -> Vec<Attribute> {
        vec![
            Attribute::Class(class),
            Attribute::KeyType(KeyType::EC_EDWARDS),
            Attribute::Label(self.label(school).into_bytes()),
            Attribute::Token(true),
        ]
    }

    fn only(&self, school: SchoolId, found: &[ObjectHandle]) -> Result<Option<ObjectHandle>, HsmError> {
        match found {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            several => Err(HsmError::Objects(self.label(school), several.len())),
        }
    }

    /// Private and public half. The private one cannot leave the module.
    fn generate(&self, session: &Session, school: SchoolId) -> Result<(), Error> {
        let mut private = self.template(school, ObjectClass::PRIVATE_KEY);
        private.extend([
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Sign(true),
        ]);
        let mut failed = Error::NotSupported;
        for curve in ED25519 {
            let mut public = self.template(school, ObjectClass::PUBLIC_KEY);
            public.extend([
                Attribute::Private(false),
                Attribute::Verify(true),
                Attribute::EcParams(curve.to_vec()),
            ]);
            match session.generate_key_pair(&Mechanism::EccEdwardsKeyPairGen, &public, &private) {
                Ok(_) => return Ok(()),
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }

    /// The one object of a class that the school has.
    fn one(&self, school: SchoolId, class: ObjectClass) -> Result<Option<ObjectHandle>, HsmError> {
        let wanted = self.template(school, class);
        let found = self.token.with(|session| session.find_objects(&wanted))?;
        self.only(school, &found)
    }

    fn public(&self, school: SchoolId) -> Result<Option<[u8; 32]>, HsmError> {
        let private = self.one(school, ObjectClass::PRIVATE_KEY)?;
        let key = match (self.one(school, ObjectClass::PUBLIC_KEY)?, private) {
            (None, None) => return Ok(None),
            (Some(key), Some(_)) => key,
            (Some(_), None) | (None, Some(_)) => return Err(HsmError::HalfAKey(self.label(school))),
        };
        let point = self.token.with(|session| hsm::bytes(session, key, AttributeType::EcPoint))?;
        // An OCTET STRING of 32 bytes, or, from some modules, the bytes alone.
        let bytes = if point.len() == 34 { &point[2..] } else { &point[..] };
        bytes.try_into().map(Some).map_err(|_| HsmError::NoKey(self.label(school)))
    }
}

impl Module for HsmSigner {
    fn held(&self, school: SchoolId) -> Result<Option<[u8; 32]>, LedgerError> {
        Ok(self.public(school)?)
    }

    fn make(&self, school: SchoolId) -> Result<[u8; 32], LedgerError> {
        self.token.with(|session| self.generate(session, school))?;
        Ok(self.public(school)?.ok_or_else(|| HsmError::NoKey(self.label(school)))?)
    }

    fn sign(&self, school: SchoolId, message: &[u8]) -> Result<[u8; 64], LedgerError> {
        let mut wanted = self.template(school, ObjectClass::PRIVATE_KEY);
        wanted.extend([Attribute::Sensitive(true), Attribute::Extractable(false)]);
        let found = self.token.with(|session| session.find_objects(&wanted))?;
        let no_key = || HsmError::NoKey(self.label(school));
        let key = self.only(school, &found)?.ok_or_else(no_key)?;
        let eddsa = Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Ed25519));
        let signature = self.token.with(|session| session.sign(&eddsa, key, message))?;
        Ok(signature.as_slice().try_into().map_err(|_| no_key())?)
    }
}

#[cfg(test)]
mod tests;
