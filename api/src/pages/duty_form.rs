//! Doing from the list of duties what has no page of its own: telling, informing, considering, reviewing.

use axum::Form;
use axum::response::Redirect;
use jiff::civil::{Date, Time};
use registro_domain::calendar::SchoolYear;
use registro_domain::duty::{Duty, DutyKind, Fulfilment, Matter, Whom};
use registro_domain::ids::{ClassId, FactNumber, PersonId};
use registro_eventlog::event::CommandId;
use serde::Deserialize;
use uuid::Uuid;

use super::duties::kind_name;
use super::views_duties::{Chosen, DutyForm};
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::contact::{self, Contact, How};
use crate::commands::contest_decision::DecideContest;
use crate::commands::device::{self, Device};
use crate::commands::ground_verification::VerifyGround;
use crate::commands::permission_decision::{self, DecidePermission};
use crate::commands::vigilance::{self, Vigilance};
use crate::http::Web;
use crate::http::record::carry_out;
use crate::identity::Session;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// An act as the form sends it: which of the fields there are depends on the kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submitted {
    command: Uuid,
    kind: DutyKind,
    student: Option<PersonId>,
    class: Option<ClassId>,
    number: Option<FactNumber>,
    day: Option<Date>,
    told: Option<PersonId>,
    way: Option<Way>,
    at: Option<String>,
    count: Option<u16>,
    #[serde(default)]
    text: String,
}

/// How a family is told, or which way a request is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    Phone,
    Letter,
    InPerson,
    Accepted,
    Refused,
}

/// `POST /adempimenti`.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Form(form): Form<Submitted>,
) -> Result<Redirect, Problem> {
    let (id, command) = (CommandId(form.command), form.asked(session.today)?);
    carry_out(&web, &session, id, command, None, true).await?;
    Ok(Redirect::to("/adempimenti?fatto=registrato"))
}

impl Submitted {
    fn asked(self, today: Date) -> Result<Command, Refusal> {
        let missing = || Refusal::Malformed("il modulo è incompleto".to_owned());
        let (kind, text) = (self.kind, self.text);
        let contact = |act| {
            let student = self.student.ok_or_else(missing)?;
            Ok(Command::Contact(Contact { student, on: today, act }))
        };
        let device = |act| {
            let student = self.student.ok_or_else(missing)?;
            Ok(Command::Device(Device { student, act }))
        };
        let vigilance = |act| Ok(Command::Vigilance(Vigilance { act }));
        let (student, refused) = (self.student.ok_or_else(missing), self.way == Some(Way::Refused));
        let (number, told) = (self.number.ok_or_else(missing), self.told.ok_or_else(missing));
        let (day, class) = (self.day.ok_or_else(missing), self.class.ok_or_else(missing));
        match kind.fulfilled_by() {
            Fulfilment::FamilyTold => {
                let how = match self.way.ok_or_else(missing)? {
                    Way::Phone => {
                        let at: Option<Time> = self.at.and_then(|at| at.parse().ok());
                        let protocol = Some(text).filter(|text| !text.trim().is_empty());
                        How::Phone { at: at.ok_or_else(missing)?, told: told?, protocol }
                    }
                    Way::Letter => How::Letter { protocol: text },
                    Way::InPerson => How::InPerson { told: told? },
                    Way::Accepted | Way::Refused => return Err(missing()),
                };
                contact(contact::Act::TellFamily { duty: kind, how })
            }
            Fulfilment::AuthorityInformed(authority) => {
                contact(contact::Act::InformAuthority { duty: kind, authority, protocol: text })
            }
            Fulfilment::ProposalConsidered => {
                contact(contact::Act::ConsiderProposal { duty: kind, outcome: text })
            }
            Fulfilment::FonogrammaProtocolled => {
                contact(contact::Act::ProtocolFonogramma { call: number?, protocol: text })
            }
            Fulfilment::BagDecision => device(device::Act::DecideBag {
                year: SchoolYear::containing(day?),
                request: number?,
                refused_because: refused.then_some(text),
            }),
            Fulfilment::DeviceFamilyTold => {
                let (year, withheld) = (SchoolYear::containing(day?), number?);
                device(device::Act::TellFamily { year, withheld, told: told?, on: today })
            }
            Fulfilment::DeviceReturned => {
                let (year, withheld) = (SchoolYear::containing(day?), number?);
                device(device::Act::Return { year, withheld, to: told?, on: today })
            }
            Fulfilment::ReadmissionRule => {
                vigilance(vigilance::Act::SetReadmissionRule { class: class?, absence: day?, rule: text })
            }
            Fulfilment::CollectiveAbsencesConsidered => {
                vigilance(vigilance::Act::ConsiderCollectiveAbsences { class: class?, outcome: text })
            }
            Fulfilment::AttendanceReview => vigilance(vigilance::Act::ReviewAttendance {
                month: day?,
                families_told: self.count.ok_or_else(missing)?,
            }),
            Fulfilment::MinorsReport => vigilance(vigilance::Act::ReportMinors {
                students: self.count.ok_or_else(missing)?,
                protocol: text,
            }),
            Fulfilment::GroundVerification => {
                let rejected_because = refused.then_some(text);
                let (student, on, number) = (student?, day?, number?);
                Ok(Command::VerifyGround(VerifyGround { student, on, number, rejected_because }))
            }
            Fulfilment::PermissionDecision => {
                let outcome = if refused {
                    permission_decision::Outcome::Denied { reason: text }
                } else {
                    let despite = Some(text).filter(|text| !text.trim().is_empty());
                    permission_decision::Outcome::Granted { despite }
                };
                let (student, on, number) = (student?, day?, number?);
                Ok(Command::DecidePermission(DecidePermission { student, on, number, outcome }))
            }
            Fulfilment::ContestDecision => {
                let (student, on, number) = (student?, day?, number?);
                let decision = DecideContest { student, on, number, upheld: !refused, reason: text };
                Ok(Command::DecideContest(decision))
            }
            Fulfilment::Justification
            | Fulfilment::CheckOnReturn
            | Fulfilment::JustificationDecision
            | Fulfilment::DerogationDecision
            | Fulfilment::TestHandedBack
            | Fulfilment::CouncilInformed
            | Fulfilment::SanctionCommunicated
            | Fulfilment::MinutesDeposited
            | Fulfilment::ActivityAssessed
            | Fulfilment::RequestAnswered
            | Fulfilment::BreachNotified
            | Fulfilment::BreachSubjectsTold => {
                Err(Refusal::Malformed("questo atto ha una pagina sua".to_owned()))
            }
        }
    }
}

/// The form with which the person may do what a duty asks for.
pub(super) fn form(web: &Web, session: &Session, duty: &Duty) -> Option<DutyForm> {
    if !duty.is_open() || !may_record(session.agent.capacity, duty.kind) {
        return None;
    }
    let (student, class) = match duty.whom {
        Whom::Student(student) => (Some(student), None),
        Whom::Class(class) => (None, Some(class)),
        Whom::School => (None, None),
    };
    let (number, day) = match duty.matter {
        Matter::Fact { number, on } => (Some(number), Some(on)),
        Matter::Month(day) | Matter::Absence(day) | Matter::Test { on: day, .. } => (None, Some(day)),
        Matter::Year | Matter::Level(_) | Matter::Act { .. } | Matter::Request(_) | Matter::Breach(_) => {
            (None, None)
        }
    };
    let empty = DutyForm {
        command: CommandId::of_a_form().to_string(),
        kind: kind_name(duty.kind),
        student: student.map(|id| id.to_string()),
        class: class.map(|id| id.to_string()),
        number: number.map(|number| number.to_string()),
        day: day.map(|day| day.to_string()),
        buttons: vec![chosen("", "Registra")],
        ..DutyForm::default()
    };
    let told = || student.map(|student| people(web, session, student)).unwrap_or_default();
    let text = |label: &'static str| Some(label);
    Some(match duty.kind.fulfilled_by() {
        Fulfilment::FamilyTold => DutyForm {
            ways: vec![
                chosen("phone", "per telefono (fonogramma)"),
                chosen("letter", "con lettera protocollata"),
                chosen("in-person", "a voce, di persona"),
            ],
            people: told(),
            asks_time: true,
            text_label: text("Protocollo, se c’è"),
            ..empty
        },
        Fulfilment::AuthorityInformed(_) => {
            DutyForm { text_label: text("Protocollo"), text_required: true, ..empty }
        }
        Fulfilment::FonogrammaProtocolled => {
            DutyForm { text_label: text("Protocollo"), text_required: true, ..empty }
        }
        Fulfilment::ProposalConsidered | Fulfilment::CollectiveAbsencesConsidered => {
            DutyForm { text_label: text("Esito della valutazione"), text_required: true, ..empty }
        }
        Fulfilment::ReadmissionRule => {
            DutyForm { text_label: text("Come si è riammessi"), text_required: true, ..empty }
        }
        Fulfilment::AttendanceReview => {
            DutyForm { count_label: text("Famiglie informate per iscritto"), ..empty }
        }
        Fulfilment::MinorsReport => DutyForm {
            count_label: text("Studenti comunicati"),
            text_label: text("Protocollo"),
            text_required: true,
            ..empty
        },
        Fulfilment::BagDecision => DutyForm {
            text_label: text("Motivo, se si rifiuta"),
            buttons: vec![chosen("accepted", "Autorizza"), chosen("refused", "Rifiuta")],
            ..empty
        },
        Fulfilment::GroundVerification => DutyForm {
            text_label: text("Motivo, se non è vero"),
            buttons: vec![chosen("accepted", "È vero"), chosen("refused", "Non è vero")],
            ..empty
        },
        Fulfilment::PermissionDecision => DutyForm {
            text_label: text("Motivo, se si nega o si concede in deroga"),
            buttons: vec![chosen("accepted", "Concedi"), chosen("refused", "Nega")],
            ..empty
        },
        Fulfilment::ContestDecision => DutyForm {
            text_label: text("Motivo"),
            text_required: true,
            buttons: vec![
                chosen("accepted", "Accogli: è assenza propria"),
                chosen("refused", "Conferma: è collettiva"),
            ],
            ..empty
        },
        Fulfilment::DeviceFamilyTold | Fulfilment::DeviceReturned => DutyForm { people: told(), ..empty },
        Fulfilment::Justification
        | Fulfilment::CheckOnReturn
        | Fulfilment::JustificationDecision
        | Fulfilment::DerogationDecision
        | Fulfilment::TestHandedBack
        | Fulfilment::CouncilInformed
        | Fulfilment::SanctionCommunicated
        | Fulfilment::MinutesDeposited
        | Fulfilment::ActivityAssessed
        | Fulfilment::RequestAnswered
        | Fulfilment::BreachNotified
        | Fulfilment::BreachSubjectsTold => return None,
    })
}

/// Who records what: as the commands have it, so that no form is offered in vain.
fn may_record(capacity: Capacity, kind: DutyKind) -> bool {
    use Capacity::{Deputy, Principal, Secretariat, SiteLead, Teacher};
    let who: &[Capacity] = match kind.fulfilled_by() {
        Fulfilment::FamilyTold if kind == DutyKind::TellOfTruancy => &[Principal],
        Fulfilment::FamilyTold | Fulfilment::FonogrammaProtocolled => &[Principal, Secretariat, Teacher],
        Fulfilment::ProposalConsidered
            if matches!(
                kind,
                DutyKind::ConsiderDelays | DutyKind::ConsiderEarlyExits | DutyKind::ConsiderNotes
            ) =>
        {
            &[Principal, Teacher]
        }
        Fulfilment::ProposalConsidered
        | Fulfilment::AuthorityInformed(_)
        | Fulfilment::BagDecision
        | Fulfilment::ReadmissionRule => &[Principal],
        Fulfilment::CollectiveAbsencesConsidered => &[Principal, Teacher],
        Fulfilment::AttendanceReview | Fulfilment::MinorsReport => &[Principal, Secretariat],
        Fulfilment::DeviceFamilyTold
        | Fulfilment::DeviceReturned
        | Fulfilment::GroundVerification
        | Fulfilment::PermissionDecision
        | Fulfilment::ContestDecision => &[Principal, Deputy, SiteLead],
        Fulfilment::Justification
        | Fulfilment::CheckOnReturn
        | Fulfilment::JustificationDecision
        | Fulfilment::DerogationDecision
        | Fulfilment::TestHandedBack
        | Fulfilment::CouncilInformed
        | Fulfilment::SanctionCommunicated
        | Fulfilment::MinutesDeposited
        | Fulfilment::ActivityAssessed
        | Fulfilment::RequestAnswered
        | Fulfilment::BreachNotified
        | Fulfilment::BreachSubjectsTold => &[],
    };
    who.contains(&capacity)
}

/// Whom the school may tell of a student today.
fn people(web: &Web, session: &Session, student: PersonId) -> Vec<Chosen> {
    let Some(profile) = session.directory.person(student) else { return Vec::new() };
    let told = profile.told_on(session.today, &web.app.register.regulation);
    told.into_iter().map(|person| chosen(&person.to_string(), &session.name(person))).collect()
}

fn chosen(value: &str, label: &str) -> Chosen {
    Chosen { value: value.to_owned(), label: label.to_owned(), selected: false }
}
