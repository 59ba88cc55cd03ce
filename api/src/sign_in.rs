//! Signing in through a provider of identities (OpenID Connect), the sessions that follow, and what each is enough for.
//!
//! [`flow`] goes to the provider and comes back; [`token`] is the one place where what a provider signed is believed;
//! [`assertion`] is how the register proves to it who it is; [`session`] keeps who is signed in; [`assurance`] says what an act asks of a sign-in; [`machine`] is for programs;
//! [`message`] is what is kept of it all for the protection officer.

pub mod assertion;
pub mod assurance;
pub mod flow;
pub mod machine;
pub mod message;
pub mod person;
pub mod provider;
pub mod refused;
pub mod secret;
pub mod session;
pub mod settings;
pub mod token;

use std::sync::Arc;

use registro_eventlog::log::{Clock, SystemClock};

use self::provider::{Provider, ProviderError};
use self::settings::{Terms, Wanted};

/// What sessions and sign-ins are made with.
pub struct SignIn {
    pub terms: Terms,
    /// The machine's clock, also where the register's is simulated: a provider knows no other.
    pub clock: Arc<dyn Clock>,
    /// Whether browsers reach the register over https.
    pub secure: bool,
    /// `None`: nobody signs in but in a demo.
    pub provider: Option<Provider>,
}

impl SignIn {
    /// Without a provider: for a demo, and for a server of programs that the operator gave tokens to.
    pub fn local() -> Self {
        Self { terms: Terms::default(), clock: Arc::new(SystemClock), secure: false, provider: None }
    }

    pub fn through(wanted: Wanted, clock: Arc<dyn Clock>) -> Result<Self, ProviderError> {
        let (terms, secure) = (wanted.terms, wanted.public_url.starts_with("https://"));
        Ok(Self { terms, clock, secure, provider: Some(Provider::new(wanted)?) })
    }
}
