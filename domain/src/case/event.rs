//! What happened in a disciplinary case. It is about one student: a collective sanction cannot be written (A10-C9).

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::appeal::{Complaint, Filing, Ruling};
use super::{Body, Charge, GraveGrounds, Intent, Measure, Member, Plan, Tally};
use crate::ids::{CaseId, ClassId, FactNumber, PersonId, Protocol};
use crate::norm::Norm;
use crate::text::Text;

/// What every event of a case says first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    pub case: CaseId,
    pub student: PersonId,
    /// The class of the student on the day of the fact.
    pub class: ClassId,
    /// When it happened, by the clock on the wall.
    pub at: DateTime,
    /// The version of the event: who names an act names an event.
    pub number: FactNumber,
    pub because: Vec<Norm>,
}

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CaseEvent {
    /// `Segnalazione`. Anyone may report (A8-10).
    #[serde(rename = "infraction-reported.v1")]
    Reported { heading: Heading, infraction: Infraction },
    /// `Archiviazione`: nothing is charged.
    #[serde(rename = "case-dismissed.v1")]
    Dismissed { heading: Heading, reason: Text },
    /// `Contestazione di addebito`: the opening of the procedure (B1-07, B4-02).
    #[serde(rename = "charge-notified.v1")]
    ChargeNotified { heading: Heading, notice: ChargeNotice },
    /// The student is invited to explain (A8-01).
    #[serde(rename = "hearing-offered.v1")]
    HearingOffered { heading: Heading, hearing_at: DateTime },
    #[serde(rename = "student-heard.v1")]
    StudentHeard { heading: Heading, hearing: Hearing },
    /// The student does not take the offer up: says so, or does not come.
    #[serde(rename = "hearing-declined.v1")]
    HearingDeclined { heading: Heading, how: Declined },
    #[serde(rename = "parents-informed.v1")]
    ParentsInformed { heading: Heading, parents: Vec<PersonId>, channel: Channel, protocol: Protocol },
    /// The sanction may be turned into activities for the school community (B1-05).
    #[serde(rename = "conversion-offered.v1")]
    ConversionOffered { heading: Heading, activity: Text },
    #[serde(rename = "conversion-answered.v1")]
    ConversionAnswered { heading: Heading, accepted: bool, by: PersonId },
    /// The principal tells the Consiglio di istituto of a case of p or q (A8-04).
    #[serde(rename = "council-informed.v1")]
    CouncilInformed { heading: Heading, protocol: Protocol },
    #[serde(rename = "body-convened.v1")]
    BodyConvened { heading: Heading, convocation: Convocation },
    /// `Deliberazione`. What of it is irregular is for the linter to say, and for nobody to hide.
    #[serde(rename = "sanction-deliberated.v1")]
    Deliberated { heading: Heading, deliberation: Deliberation },
    /// The body finds nothing to sanction (`proscioglimento`).
    #[serde(rename = "case-acquitted.v1")]
    Acquitted { heading: Heading, body: Body, present: Vec<PersonId>, tally: Option<Tally>, reasons: Text },
    /// `Verbale` of a sitting (A8-11).
    #[serde(rename = "minutes-deposited.v1")]
    MinutesDeposited { heading: Heading, of: FactNumber, protocol: Protocol },
    #[serde(rename = "sanction-communicated.v1")]
    Communicated { heading: Heading, communication: Communication },
    /// A day of removal, done: `hours` of the plan in it.
    #[serde(rename = "sanction-day-executed.v1")]
    DayExecuted { heading: Heading, of: FactNumber, day: Date, hours: u16 },
    /// The host body certifies a day's presence (B1-10).
    #[serde(rename = "host-attendance-certified.v1")]
    HostCertified { heading: Heading, of: FactNumber, day: Date, hours: u16 },
    /// The activity was done with diligence, or not (A8-08): no further sanction follows.
    #[serde(rename = "activity-assessed.v1")]
    ActivityAssessed { heading: Heading, of: FactNumber, outcome: Assessment, advice: Option<Text> },
    /// `Ricorso` to the Organo di garanzia.
    #[serde(rename = "appeal-filed.v1")]
    AppealFiled { heading: Heading, appeal: Filing },
    /// The sanction is suspended from the filing on: days done stay done (A9-04).
    #[serde(rename = "sanction-stayed.v1")]
    Stayed { heading: Heading, of: FactNumber, appeal: FactNumber, executed: Vec<Date>, left: Vec<Date> },
    /// The number of an appeal that was filed in the register (D-08).
    #[serde(rename = "appeal-protocolled.v1")]
    AppealProtocolled { heading: Heading, appeal: FactNumber, protocol: Protocol },
    #[serde(rename = "appeal-withdrawn.v1")]
    AppealWithdrawn { heading: Heading, appeal: FactNumber, by: PersonId },
    /// The president convenes the Organo di garanzia, with the substitutes that the conflicts ask for (A9-05, A9-09).
    #[serde(rename = "guarantee-body-convened.v1")]
    GuaranteeConvened { heading: Heading, appeal: FactNumber, convocation: Convocation },
    /// The written notice to the members (A9-06).
    #[serde(rename = "guarantee-notice-sent.v1")]
    GuaranteeNoticeSent { heading: Heading, appeal: FactNumber, to: Vec<PersonId>, protocol: Protocol },
    /// Those concerned are invited to explain (A9-05).
    #[serde(rename = "appeal-parties-invited.v1")]
    PartiesInvited { heading: Heading, appeal: FactNumber, to: Vec<PersonId> },
    /// After the convening, somebody's place is taken by an alternate.
    #[serde(rename = "guarantee-member-substituted.v1")]
    GuaranteeMemberSubstituted { heading: Heading, appeal: FactNumber, member: Member },
    #[serde(rename = "guarantee-body-sat.v1")]
    GuaranteeSat { heading: Heading, appeal: FactNumber, present: Vec<PersonId>, heard: Vec<PersonId> },
    #[serde(rename = "guarantee-decided.v1")]
    GuaranteeDecided { heading: Heading, appeal: FactNumber, ruling: Ruling },
    /// The outcome, or that the term has lapsed, in writing to those concerned (A9-13).
    #[serde(rename = "appeal-outcome-communicated.v1")]
    OutcomeCommunicated {
        heading: Heading,
        appeal: FactNumber,
        to: Vec<PersonId>,
        complain_until: Date,
        protocol: Protocol,
    },
    /// After an appeal that left something of the sanction: the new days.
    #[serde(rename = "sanction-resumed.v1")]
    Resumed { heading: Heading, of: FactNumber, days: Vec<Date>, to: Vec<PersonId>, protocol: Protocol },
    /// `Reclamo` to the director of the Ufficio scolastico regionale (B1-14).
    #[serde(rename = "regional-complaint-filed.v1")]
    ComplaintFiled { heading: Heading, complaint: Complaint },
    /// The regional body asks for documents, which extends its term.
    #[serde(rename = "regional-documents-requested.v1")]
    DocumentsRequested { heading: Heading, complaint: FactNumber, until: Date },
    #[serde(rename = "regional-opinion-given.v1")]
    OpinionGiven { heading: Heading, complaint: FactNumber, upheld: bool, summary: Text, protocol: Protocol },
    /// The director of the Ufficio scolastico regionale decides.
    #[serde(rename = "regional-office-decided.v1")]
    ComplaintDecided {
        heading: Heading,
        complaint: FactNumber,
        upheld: bool,
        reasons: Text,
        protocol: Protocol,
    },
    /// A court annuls the sanction, and may order that the act be taken out of the file (B1-12).
    #[serde(rename = "court-ordered.v1")]
    CourtOrdered { heading: Heading, of: FactNumber, order: Text, expunge: bool, protocol: Protocol },
    /// From here on nobody reads what this case said: of it there is left that it was expunged, and by which order.
    #[serde(rename = "case-expunged.v1")]
    Expunged { heading: Heading, order: Text },
}

/// What is reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Infraction {
    /// The civil day of the fact.
    pub on: Date,
    pub charge: Charge,
    /// What happened, and nothing else.
    pub facts: Text,
    pub by: PersonId,
    pub reporter: Reporter,
}

/// As what somebody reports (A8-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reporter {
    Principal,
    Deputy,
    SiteLead,
    Teacher,
    /// `Personale ATA`.
    Staff,
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeNotice {
    /// May be another than the one reported.
    pub charge: Charge,
    pub facts: Text,
    pub to: Vec<PersonId>,
    /// Why there was no time for the ordinary notice (L. 241/1990, art. 7).
    pub urgency: Option<Text>,
    pub protocol: Protocol,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hearing {
    pub mode: HearingMode,
    /// What the student says for herself.
    pub statement: Text,
    pub parents_present: Vec<PersonId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HearingMode {
    Oral,
    Written,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Declined {
    InWords,
    DidNotCome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    Letter,
    Register,
    Telephone,
    InPerson,
}

/// A sitting called: of a council (B1-06), or of the Organo di garanzia.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Convocation {
    pub body: Body,
    pub sits_at: DateTime,
    /// Substitutes stand here in the place of who does not sit.
    pub members: Vec<Member>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deliberation {
    pub body: Body,
    pub charge: Charge,
    pub measure: Measure,
    pub intent: Intent,
    pub mitigating: Option<Text>,
    pub aggravating: Option<Text>,
    /// Who presided, of a council; who decided, otherwise.
    pub chair: PersonId,
    /// Of a council.
    pub present: Vec<PersonId>,
    /// Convened, and abstained since the case touches them.
    pub abstained: Vec<PersonId>,
    pub tally: Option<Tally>,
    /// Facts and law (L. 241/1990, art. 3).
    pub reasons: Option<Text>,
    pub plan: Option<Plan>,
    /// Hours of lessons on the days of the removal, which the plan must fill.
    pub lesson_hours: u16,
    pub grave: Option<GraveGrounds>,
    /// The sanction that the Organo di garanzia annulled and referred back (A9-12).
    pub remand_of: Option<FactNumber>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Communication {
    pub of: FactNumber,
    pub to: Vec<PersonId>,
    /// Whether the reasons were in it.
    pub with_reasons: bool,
    /// On which days a removal is done.
    pub days: Vec<Date>,
    /// What it said of appealing (B4-01). Without it the term is not held against who appeals late.
    pub appeal: Option<AppealInfo>,
    pub protocol: Protocol,
}

/// Term and authority, as they were communicated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealInfo {
    pub authority: AppealAuthority,
    pub until: Date,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppealAuthority {
    GuaranteeBody,
    /// A complaint to the Ufficio scolastico regionale, or a court: wrong for a sanction of the school.
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assessment {
    Diligent,
    Partial,
    Insufficient,
}

impl CaseEvent {
    pub fn heading(&self) -> &Heading {
        match self {
            CaseEvent::Reported { heading, .. }
            | CaseEvent::Dismissed { heading, .. }
            | CaseEvent::ChargeNotified { heading, .. }
            | CaseEvent::HearingOffered { heading, .. }
            | CaseEvent::StudentHeard { heading, .. }
            | CaseEvent::HearingDeclined { heading, .. }
            | CaseEvent::ParentsInformed { heading, .. }
            | CaseEvent::ConversionOffered { heading, .. }
            | CaseEvent::ConversionAnswered { heading, .. }
            | CaseEvent::CouncilInformed { heading, .. }
            | CaseEvent::BodyConvened { heading, .. }
            | CaseEvent::Deliberated { heading, .. }
            | CaseEvent::Acquitted { heading, .. }
            | CaseEvent::MinutesDeposited { heading, .. }
            | CaseEvent::Communicated { heading, .. }
            | CaseEvent::DayExecuted { heading, .. }
            | CaseEvent::HostCertified { heading, .. }
            | CaseEvent::ActivityAssessed { heading, .. }
            | CaseEvent::AppealFiled { heading, .. }
            | CaseEvent::Stayed { heading, .. }
            | CaseEvent::AppealProtocolled { heading, .. }
            | CaseEvent::AppealWithdrawn { heading, .. }
            | CaseEvent::GuaranteeConvened { heading, .. }
            | CaseEvent::GuaranteeNoticeSent { heading, .. }
            | CaseEvent::PartiesInvited { heading, .. }
            | CaseEvent::GuaranteeMemberSubstituted { heading, .. }
            | CaseEvent::GuaranteeSat { heading, .. }
            | CaseEvent::GuaranteeDecided { heading, .. }
            | CaseEvent::OutcomeCommunicated { heading, .. }
            | CaseEvent::Resumed { heading, .. }
            | CaseEvent::ComplaintFiled { heading, .. }
            | CaseEvent::DocumentsRequested { heading, .. }
            | CaseEvent::OpinionGiven { heading, .. }
            | CaseEvent::ComplaintDecided { heading, .. }
            | CaseEvent::CourtOrdered { heading, .. }
            | CaseEvent::Expunged { heading, .. } => heading,
        }
    }
}
