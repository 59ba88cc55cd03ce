//! The security module that the settings name: what wraps the data keys there, what signs the ledger.

use std::fs;
use std::sync::Arc;

use registro_eventlog::hsm::{HsmError, Place, Token};
use registro_eventlog::ledger::hsm::HsmSigner;
use registro_eventlog::ledger::key::Module;
use registro_eventlog::seal::{HsmVault, Vault};

use super::Failure;
use crate::settings::Hsm;

pub(super) fn vault(hsm: &Hsm) -> Result<Arc<dyn Vault>, Failure> {
    Ok(Arc::new(HsmVault::new(token(hsm)?, &format!("{}/kek", hsm.name))))
}

pub(super) fn signer(hsm: &Hsm) -> Result<Arc<dyn Module>, Failure> {
    Ok(Arc::new(HsmSigner::new(token(hsm)?, &format!("{}/ledger", hsm.name))))
}

fn token(hsm: &Hsm) -> Result<Arc<Token>, Failure> {
    let pin_file = hsm.pin_file.display();
    let pin = fs::read_to_string(&hsm.pin_file)
        .map_err(|error| format!("non si legge il file con il PIN {pin_file}: {error}"))?;
    let place = Place {
        library: hsm.module.clone(),
        token: hsm.token.clone(),
        pin: pin.trim_end().to_owned().into(),
    };
    Token::open(place).map_err(|error| told(hsm, error))
}

/// What the operator is told; what lies beneath follows as its cause.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
struct NotOpened {
    what: String,
    source: HsmError,
}

fn told(hsm: &Hsm, error: HsmError) -> Failure {
    let what = match &error {
        HsmError::Library(path, _) => format!("il modulo di sicurezza {} non si carica", path.display()),
        HsmError::NoToken(token) => format!("il modulo di sicurezza non ha un gettone {token:?}"),
        HsmError::SeveralTokens(token, count) => {
            format!("il modulo di sicurezza ha {count} gettoni {token:?}: non si sa quale usare")
        }
        HsmError::WrongPin(token) => {
            format!("il PIN in {} non è quello del gettone {token:?}", hsm.pin_file.display())
        }
        HsmError::Answer(_) | HsmError::Objects(..) | HsmError::HalfAKey(_) | HsmError::NoKey(_) => {
            format!("il modulo di sicurezza {} non risponde come deve", hsm.module.display())
        }
    };
    Box::new(NotOpened { what, source: error })
}
