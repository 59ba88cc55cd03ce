//! What happens to a request.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::ids::{ErasureId, FactNumber, PersonId, Protocol, RequestId};
use crate::norm::Norm;
use crate::text::Text;

/// What every event of a request says first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    pub request: RequestId,
    /// When it was recorded, by the clock on the wall.
    pub at: DateTime,
    pub number: FactNumber,
    /// In which capacity is in the envelope.
    pub by: PersonId,
    pub because: Vec<Norm>,
}

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RequestEvent {
    #[serde(rename = "request-received.v1")]
    Received {
        heading: Heading,
        /// Whose data, or whom the documents are about.
        person: PersonId,
        claim: Claim,
        channel: Channel,
        received_on: Date,
        /// `None`: somebody outside of the school, whose letter was filed, or nobody knows whom.
        applicant: Option<PersonId>,
        title: Title,
        wording: Text,
        /// Of documents: the interest in seeing them.
        interest: Option<Text>,
        protocol: Option<Protocol>,
        identity: Option<Identity>,
        clock: Option<Clock>,
    },
    #[serde(rename = "request-identity-verified.v1")]
    IdentityVerified {
        heading: Heading,
        person: PersonId,
        applicant: Option<PersonId>,
        title: Title,
        identity: Identity,
        clock: Clock,
    },
    #[serde(rename = "request-extended.v1")]
    Extended { heading: Heading, person: PersonId, cause: ExtensionCause, reasons: Text, answer_by: Date },
    #[serde(rename = "counter-interested-notified.v1")]
    CounterInterestedNotified {
        heading: Heading,
        person: PersonId,
        party: PersonId,
        notified_on: Date,
        opposes_by: Date,
    },
    #[serde(rename = "counter-interested-opposed.v1")]
    Opposed { heading: Heading, person: PersonId, party: PersonId, opposed_on: Date, reasons: Text },
    /// What was done about it stands elsewhere.
    #[serde(rename = "request-linked.v1")]
    Linked { heading: Heading, person: PersonId, to: Link },
    #[serde(rename = "readers-revealed.v1")]
    ReadersRevealed { heading: Heading, person: PersonId, reasons: Text },
    #[serde(rename = "dossier-redacted.v1")]
    Redacted { heading: Heading, person: PersonId, position: u64, words: Text, reasons: Text },
    #[serde(rename = "request-answered.v1")]
    Answered { heading: Heading, person: PersonId, outcome: Outcome, reasons: Text },
    #[serde(rename = "request-refused.v1")]
    Refused {
        heading: Heading,
        person: PersonId,
        ground: Ground,
        reasons: Text,
        protocol: Option<Protocol>,
        remedies: Vec<Remedy>,
    },
    #[serde(rename = "request-withdrawn.v1")]
    Withdrawn { heading: Heading, person: PersonId, reasons: Text },
    #[serde(rename = "request-closed.v1")]
    Closed { heading: Heading, person: PersonId },
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Claim {
    /// GDPR, art. 15.
    Access,
    /// Art. 16.
    Rectification,
    /// Art. 17.
    Erasure,
    /// Art. 18.
    Restriction,
    /// Art. 20.
    Portability,
    /// Art. 21.
    Objection,
    /// L. 241/1990, art. 22 (`accesso documentale`).
    Documents,
    /// L. 4/2004: something that cannot be used, told by whoever meets it.
    Accessibility,
}

/// How it reached the school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    Counter,
    Pec,
    Email,
    Letter,
    Register,
}

/// By what title somebody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Title {
    /// The data are hers, be she of age or not.
    Herself,
    /// She holds responsibility for the minor whose data they are.
    Responsible,
    /// Of documents: by an interest of hers.
    Interested,
    /// None that is known.
    Nobody,
}

/// How it is known who asks. Norm: C2-04: nothing more than is needed, and no number of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Identity {
    /// The SPID or CIE level of the session.
    Session(u8),
    /// Shown to the office.
    Document,
    DigitalSignature,
}

/// The terms, as they were counted when they began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// The day of receipt or, if who asks had to be identified, of that.
    pub from: Date,
    pub answer_by: Date,
    /// Of documents: by when one appeals if nobody answers.
    pub silence_appealed_by: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExtensionCause {
    Complex,
    Numerous,
}

/// Where that was done which was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Link {
    /// The procedure that erases the data, or restricts them.
    Erasure(ErasureId),
    /// The event that corrects them, or adds a statement, by its position in the feed.
    Correction(u64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Granted,
    PartlyGranted,
    /// Of portability: the right is not there, and the copy of art. 15 is given instead.
    CopyInstead,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// GDPR, art. 12, par. 5.
    ManifestlyUnfounded,
    /// The same: for instance because it is repeated.
    Excessive,
    /// Art. 12, par. 2: who asks did not let herself be identified.
    NotIdentified,
    /// Who asks is not the person, nor acts for her.
    NotEntitled,
    /// Art. 16: a judgement is contested by an appeal, and is no inaccurate fact.
    Judgement,
    /// Art. 16: what is recorded is accurate.
    Accurate,
    /// Art. 17, par. 3: it is kept by law, for a public task, in an archive.
    MustBeKept,
    /// Art. 18: none of its cases.
    NoCause,
    /// Art. 20, par. 3.
    PublicTask,
    /// Art. 21: compelling legitimate grounds.
    CompellingGrounds,
    /// L. 241/1990, art. 22: no direct, concrete and current interest.
    NoInterest,
    /// Art. 24.
    Excluded,
    /// Art. 24, c. 7: special data of others that are not strictly indispensable.
    NotIndispensable,
    /// Art. 22, c. 6: not kept any more, by an authorised disposal.
    NotHeld,
    /// L. 4/2004, art. 3-ter: what is asked would be a disproportionate burden.
    DisproportionateBurden,
}

/// Where one may go against a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    pub before: RemedyBefore,
    /// `None`: the law sets no term.
    pub by: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemedyBefore {
    /// GDPR, art. 77.
    Garante,
    /// GDPR, art. 79.
    Court,
    Tar,
    /// `Commissione per l'accesso ai documenti amministrativi`.
    Commission,
    /// `Difensore civico per il digitale`, at AgID.
    DigitalOmbudsman,
}

impl RequestEvent {
    pub fn heading(&self) -> &Heading {
        self.heading_and_person().0
    }

    pub fn person(&self) -> PersonId {
        self.heading_and_person().1
    }

    fn heading_and_person(&self) -> (&Heading, PersonId) {
        match self {
            RequestEvent::Received { heading, person, .. }
            | RequestEvent::IdentityVerified { heading, person, .. }
            | RequestEvent::Extended { heading, person, .. }
            | RequestEvent::CounterInterestedNotified { heading, person, .. }
            | RequestEvent::Opposed { heading, person, .. }
            | RequestEvent::Linked { heading, person, .. }
            | RequestEvent::ReadersRevealed { heading, person, .. }
            | RequestEvent::Redacted { heading, person, .. }
            | RequestEvent::Answered { heading, person, .. }
            | RequestEvent::Refused { heading, person, .. }
            | RequestEvent::Withdrawn { heading, person, .. }
            | RequestEvent::Closed { heading, person } => (heading, *person),
        }
    }
}

impl Claim {
    /// Whether it is asked under L. 241/1990, whose procedure is another.
    pub fn is_for_documents(self) -> bool {
        self == Claim::Documents
    }

    /// Whether it is a right on one's own data.
    pub fn is_on_data(self) -> bool {
        match self {
            Claim::Access
            | Claim::Rectification
            | Claim::Erasure
            | Claim::Restriction
            | Claim::Portability
            | Claim::Objection => true,
            Claim::Documents | Claim::Accessibility => false,
        }
    }

    /// Whether anybody may send it, whoever she is: nobody is asked to show who she is, and the term runs from receipt.
    ///
    /// Norm: E-04.
    pub fn is_for_anybody(self) -> bool {
        self == Claim::Accessibility
    }

    /// The norm that gives the right.
    pub fn norm(self) -> Norm {
        match self {
            Claim::Access => Norm::AccessToOwnData,
            Claim::Rectification => Norm::StatementAdded,
            Claim::Erasure => Norm::Erasure,
            Claim::Restriction => Norm::Restriction,
            Claim::Portability => Norm::NoPortability,
            Claim::Objection => Norm::Objection,
            Claim::Documents => Norm::DocumentAccess,
            Claim::Accessibility => Norm::AccessibilityFeedback,
        }
    }
}

impl Ground {
    /// Whether this is a reason to refuse that claim.
    pub fn answers(self, claim: Claim) -> bool {
        match self {
            Ground::NotIdentified | Ground::NotEntitled => !claim.is_for_anybody(),
            Ground::ManifestlyUnfounded | Ground::Excessive => claim.is_on_data(),
            Ground::DisproportionateBurden => claim == Claim::Accessibility,
            Ground::Judgement | Ground::Accurate => claim == Claim::Rectification,
            Ground::MustBeKept => claim == Claim::Erasure,
            Ground::NoCause => [Claim::Restriction, Claim::Erasure].contains(&claim),
            Ground::PublicTask => claim == Claim::Portability,
            Ground::CompellingGrounds => claim == Claim::Objection,
            Ground::NoInterest | Ground::Excluded | Ground::NotIndispensable | Ground::NotHeld => {
                claim.is_for_documents()
            }
        }
    }

    pub fn norm(self) -> Norm {
        match self {
            Ground::ManifestlyUnfounded | Ground::Excessive => Norm::FreeOfCharge,
            Ground::NotIdentified | Ground::NotEntitled => Norm::WhoMayAsk,
            Ground::Judgement | Ground::Accurate => Norm::StatementAdded,
            Ground::MustBeKept => Norm::ErasureExceptions,
            Ground::NoCause => Norm::Restriction,
            Ground::PublicTask => Norm::NoPortability,
            Ground::CompellingGrounds => Norm::Objection,
            Ground::NoInterest | Ground::Excluded | Ground::NotIndispensable => Norm::DocumentAccess,
            Ground::NotHeld => Norm::AccessWhileKept,
            Ground::DisproportionateBurden => Norm::AccessibilityFeedback,
        }
    }
}
