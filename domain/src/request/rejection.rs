//! Why an act in a request is not done.

use jiff::civil::Date;

use super::Claim;
use crate::norm::Norm;
use crate::text::on_day;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("questa richiesta è già stata registrata, con altri contenuti")]
    AlreadyReceived,
    #[error("la richiesta non è registrata")]
    NotReceived,
    #[error("{}: una richiesta non arriva prima di oggi né domani", on_day(*.on))]
    NotYet { on: Date },
    #[error("chi scrive da fuori della scuola si riconosce dal protocollo: manca il numero")]
    NoProtocol,
    #[error("per i documenti della L. 241/1990 si indica un interesse diretto, concreto e attuale")]
    NoInterest,
    #[error("una sessione di livello {level} non basta a identificare chi chiede: serve un documento")]
    WeakSession { level: u8 },
    #[error("chi chiede è già stato identificato")]
    AlreadyIdentified,
    #[error(
        "chi chiede non è ancora stato identificato: il termine non decorre e non si risponde nel merito"
    )]
    NotIdentified,
    #[error("chi chiede non è l'interessato né ne ha la responsabilità: la richiesta si può solo rifiutare")]
    NotEntitled,
    #[error("la richiesta è già stata decisa o ritirata")]
    AlreadyEnded,
    #[error("la richiesta non è ancora stata decisa né ritirata")]
    NotEnded,
    #[error("il termine della L. 241/1990 non si proroga")]
    NotExtendable,
    #[error("il termine è già stato prorogato")]
    AlreadyExtended,
    #[error("la proroga si comunica entro il primo termine, {}", on_day(*.by))]
    ExtensionTooLate { by: Date },
    #[error("si avvisano i controinteressati solo per i documenti della L. 241/1990")]
    NoCounterInterested,
    #[error("il controinteressato non è stato avvisato")]
    NotNotified,
    #[error("il controinteressato poteva opporsi entro {}", on_day(*.by))]
    OppositionTooLate { by: Date },
    #[error("il controinteressato può opporsi fino a tutto {}: prima non si dà accesso", on_day(*.by))]
    OppositionRunning { by: Date },
    #[error("quanto è stato fatto non risponde a questa richiesta")]
    LinkOfAnother,
    #[error("la richiesta si accoglie dopo aver fatto quanto chiede: manca il riferimento all'atto")]
    NothingDone { claim: Claim },
    #[error(
        "dei dati trattati per un compito pubblico non c'è portabilità: si consegna la copia dell'art. 15"
    )]
    NotPortable,
    #[error("la copia al posto della portabilità si dà solo a chi chiede la portabilità")]
    NotAsked,
    #[error("il fascicolo si compone per una richiesta di accesso o di portabilità")]
    NoDossier,
    #[error("questo motivo non è fra quelli per cui si rifiuta una richiesta di questo tipo")]
    GroundOfAnother,
    #[error("un documento scartato si nega con il numero dell'autorizzazione allo scarto")]
    NoDisposal,
}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::AlreadyReceived => "already-received",
            Rejection::NotReceived => "not-received",
            Rejection::NotYet { .. } => "not-yet",
            Rejection::NoProtocol => "no-protocol",
            Rejection::NoInterest => "no-interest",
            Rejection::WeakSession { .. } => "weak-session",
            Rejection::AlreadyIdentified => "already-identified",
            Rejection::NotIdentified => "not-identified",
            Rejection::NotEntitled => "not-entitled",
            Rejection::AlreadyEnded => "already-ended",
            Rejection::NotEnded => "not-ended",
            Rejection::NotExtendable => "not-extendable",
            Rejection::AlreadyExtended => "already-extended",
            Rejection::ExtensionTooLate { .. } => "extension-too-late",
            Rejection::NoCounterInterested => "no-counter-interested",
            Rejection::NotNotified => "not-notified",
            Rejection::OppositionTooLate { .. } => "opposition-too-late",
            Rejection::OppositionRunning { .. } => "opposition-running",
            Rejection::LinkOfAnother => "link-of-another",
            Rejection::NothingDone { .. } => "nothing-done",
            Rejection::NotPortable => "not-portable",
            Rejection::NotAsked => "not-asked",
            Rejection::NoDossier => "no-dossier",
            Rejection::GroundOfAnother => "ground-of-another",
            Rejection::NoDisposal => "no-disposal",
        }
    }

    pub fn norm(&self) -> Norm {
        match self {
            Rejection::AlreadyReceived
            | Rejection::NotReceived
            | Rejection::NotYet { .. }
            | Rejection::AlreadyEnded
            | Rejection::NotEnded
            | Rejection::AlreadyExtended
            | Rejection::ExtensionTooLate { .. }
            | Rejection::GroundOfAnother => Norm::AnsweredWithinAMonth,
            Rejection::NoProtocol => Norm::ProtocolNumber,
            Rejection::NoInterest | Rejection::NotExtendable => Norm::DocumentAccess,
            Rejection::WeakSession { .. } | Rejection::AlreadyIdentified => Norm::Identification,
            Rejection::NotIdentified | Rejection::NotEntitled => Norm::WhoMayAsk,
            Rejection::NoCounterInterested
            | Rejection::NotNotified
            | Rejection::OppositionTooLate { .. }
            | Rejection::OppositionRunning { .. } => Norm::CounterInterested,
            Rejection::LinkOfAnother | Rejection::NothingDone { .. } => Norm::AnsweredWithinAMonth,
            Rejection::NotPortable | Rejection::NotAsked => Norm::NoPortability,
            Rejection::NoDossier => Norm::AccessToOwnData,
            Rejection::NoDisposal => Norm::AccessWhileKept,
        }
    }
}
