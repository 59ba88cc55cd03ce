//! A token of a security module (PKCS#11), opened with a PIN. What it holds is used there and does not leave it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::object::{Attribute, AttributeType, ObjectHandle};
use cryptoki::session::{Session, SessionState, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;

/// Which token, and what opens it.
#[derive(Clone)]
pub struct Place {
    /// The module: the library that its maker gives.
    pub library: PathBuf,
    /// The token's label.
    pub token: String,
    pub pin: AuthPin,
}

/// Without the PIN.
impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place")
            .field("library", &self.library)
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum HsmError {
    #[error("the security module {0}")]
    Library(PathBuf, #[source] Error),
    #[error("the security module has no token called {0:?}")]
    NoToken(String),
    #[error("the security module has {1} tokens called {0:?}")]
    SeveralTokens(String, usize),
    #[error("the PIN of the token {0:?} is another one")]
    WrongPin(String),
    #[error("the security module")]
    Answer(#[from] Error),
    /// Under a name that should be one object's.
    #[error(
        "the token holds {1} keys called {0:?}, and it cannot be told which is meant: nothing is done with either. Keep a copy \
         of the token, find out which of them opens or signs what there is, and delete or rename the other with the \
         module's own tool (pkcs11-tool --list-objects, --delete-object)"
    )]
    Objects(String, usize),
    #[error(
        "the token holds only one half, public or private, of the key {0:?}: the other is to be restored from its copy"
    )]
    HalfAKey(String),
    #[error("the token holds no usable key called {0:?}")]
    NoKey(String),
}

/// A module is initialised once in a process, whoever uses it.
static MODULES: Mutex<BTreeMap<PathBuf, Pkcs11>> = Mutex::new(BTreeMap::new());

/// A token, logged in to.
pub struct Token {
    place: Place,
    module: Pkcs11,
    session: Mutex<Option<Session>>,
}

impl Token {
    pub fn open(place: Place) -> Result<Arc<Self>, HsmError> {
        let module = module(&place)?;
        let token = Self { place, module, session: Mutex::default() };
        token.with(|_| Ok(()))?;
        Ok(Arc::new(token))
    }

    /// Does something in a session. One that the module has closed is begun anew.
    pub(crate) fn with<R>(&self, work: impl Fn(&Session) -> Result<R, Error>) -> Result<R, HsmError> {
        let mut held = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = held.as_ref().filter(|session| is_logged_in(session)) {
            match work(session) {
                Err(error) if is_lost(&error) => {}
                done => return Ok(done?),
            }
        }
        *held = None; // Before the next begins: closing the last one logs out.
        let session = self.begin()?;
        let done = work(&session);
        *held = Some(session);
        Ok(done?)
    }

    fn begin(&self) -> Result<Session, HsmError> {
        let session = self.module.open_rw_session(self.slot()?)?;
        match session.login(UserType::User, Some(&self.place.pin)) {
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(session),
            Err(Error::Pkcs11(RvError::PinIncorrect, _)) => Err(HsmError::WrongPin(self.place.token.clone())),
            Err(error) => Err(error.into()),
        }
    }

    fn slot(&self) -> Result<Slot, HsmError> {
        let mut found = Vec::new();
        for slot in self.module.get_slots_with_token()? {
            if self.module.get_token_info(slot)?.label() == self.place.token {
                found.push(slot);
            }
        }
        match found.as_slice() {
            [slot] => Ok(*slot),
            [] => Err(HsmError::NoToken(self.place.token.clone())),
            several => Err(HsmError::SeveralTokens(self.place.token.clone(), several.len())),
        }
    }
}

fn module(place: &Place) -> Result<Pkcs11, HsmError> {
    let mut modules = MODULES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(module) = modules.get(&place.library) {
        return Ok(module.clone());
    }
    let failed = |error| HsmError::Library(place.library.clone(), error);
    let module = Pkcs11::new(&place.library).map_err(failed)?;
    module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)).map_err(failed)?;
    modules.insert(place.library.clone(), module.clone());
    Ok(module)
}

/// A session that is logged out finds no key, and says no more than that.
fn is_logged_in(session: &Session) -> bool {
    session.get_session_info().is_ok_and(|info| matches!(info.session_state(), SessionState::RwUser))
}

/// Whether the session is over, and another may do.
fn is_lost(error: &Error) -> bool {
    let Error::Pkcs11(answer, _) = error else { return false };
    [
        RvError::DeviceError,
        RvError::DeviceRemoved,
        RvError::SessionClosed,
        RvError::SessionHandleInvalid,
        RvError::TokenNotPresent,
        RvError::UserNotLoggedIn,
    ]
    .contains(answer)
}

/// The one attribute of this type, as bytes.
pub(crate) fn bytes(session: &Session, of: ObjectHandle, what: AttributeType) -> Result<Vec<u8>, Error> {
    for attribute in session.get_attributes(of, &[what])? {
        if let Attribute::Id(bytes) | Attribute::Label(bytes) | Attribute::EcPoint(bytes) = attribute {
            return Ok(bytes);
        }
    }
    Err(Error::InvalidValue)
}

/// Things of a test: a token of SoftHSM in a folder of its own.
#[cfg(test)]
pub(crate) mod tests;
