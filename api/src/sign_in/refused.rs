//! Why somebody is not let in, or not with this sign-in. The words are for people; the reason by its name is kept.

use registro_domain::assurance;
use registro_domain::norm::Norm;

use super::provider::ProviderError;

#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error(
        "questa richiesta d'accesso non è più valida, o è di un altro browser: si ricomincia dall'accesso"
    )]
    NotAwaited,
    #[error("il fornitore di identità non ha concesso l'accesso")]
    ByProvider(String),
    #[error("la risposta del fornitore di identità non è valida")]
    Forged(#[from] Forged),
    #[error("il fornitore di identità non risponde")]
    Provider(#[from] ProviderError),
    #[error("il fornitore di identità non ha detto il codice fiscale: senza, il registro non sa chi accede")]
    NoFiscalCode,
    #[error("nessuno è collegato al registro con questo codice fiscale: il collegamento lo fa la segreteria")]
    NotLinked,
    #[error("oggi questa persona non ha nella scuola alcuna veste con cui accedere")]
    NoCapacity,
    #[error("più vesti sono possibili: se ne sceglie una")]
    CapacityToChoose,
    #[error(transparent)]
    NotEnough(#[from] assurance::Rejection),
    #[error("un programma non può compiere questo atto: serve una persona")]
    NeedsAPerson,
    #[error("il gettone di questo programma consente solo di leggere")]
    ReadsOnly,
}

/// What is wrong with what a provider is said to have signed.
#[derive(Debug, thiserror::Error)]
pub enum Forged {
    #[error("the header")]
    Header,
    #[error("its algorithm is not accepted")]
    Algorithm,
    #[error("no key of the provider signed it")]
    Key,
    #[error("its signature or one of its claims")]
    Token(#[from] jsonwebtoken::errors::Error),
    #[error("it was made for another client")]
    Party,
    #[error("when it was made")]
    IssuedAt,
    #[error("the nonce")]
    Nonce,
    #[error("the level that it states")]
    Level,
    #[error("how long ago the person was identified")]
    AuthTime,
    #[error("whom it is about")]
    Subject,
    #[error("what it is for")]
    Purpose,
    #[error("where the answer comes from")]
    Issuer,
}

impl Refused {
    /// Its stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Refused::NotAwaited => "not-awaited",
            Refused::ByProvider(_) => "by-provider",
            Refused::Forged(_) => "invalid-answer",
            Refused::Provider(_) => "provider",
            Refused::NoFiscalCode => "no-fiscal-code",
            Refused::NotLinked => "not-linked",
            Refused::NoCapacity => "no-capacity",
            Refused::CapacityToChoose => "capacity-to-choose",
            Refused::NotEnough(rejection) => rejection.name(),
            Refused::NeedsAPerson => "needs-a-person",
            Refused::ReadsOnly => "reads-only",
        }
    }

    pub fn norm(&self) -> Option<Norm> {
        match self {
            Refused::NotEnough(rejection) => Some(rejection.norm()),
            Refused::NoFiscalCode | Refused::NotLinked => Some(Norm::SignInByProvider),
            Refused::NotAwaited
            | Refused::ByProvider(_)
            | Refused::Forged(_)
            | Refused::Provider(_)
            | Refused::NoCapacity
            | Refused::CapacityToChoose
            | Refused::NeedsAPerson
            | Refused::ReadsOnly => None,
        }
    }

    /// The reason as it is kept for the protection officer: never a person's data.
    pub fn kept(&self) -> String {
        match self {
            Refused::Forged(forged) => format!("{}: {forged}", self.name()),
            // RFC 6749 gives these a name; whatever else is sent is not ours to keep.
            Refused::ByProvider(error) => {
                let is_name = error.len() <= 64 && error.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                if is_name { format!("{}: {error}", self.name()) } else { self.name().to_owned() }
            }
            Refused::NotAwaited
            | Refused::Provider(_)
            | Refused::NoFiscalCode
            | Refused::NotLinked
            | Refused::NoCapacity
            | Refused::CapacityToChoose
            | Refused::NotEnough(_)
            | Refused::NeedsAPerson
            | Refused::ReadsOnly => self.name().to_owned(),
        }
    }
}
