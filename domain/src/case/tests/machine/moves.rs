//! What may be asked of a case, sound or not.

use std::collections::BTreeMap;

use super::super::super::appeal::{Ground, Grounds, Interest, Outcome, Vote};
use super::super::super::contest::{self, Panel};
use super::*;
use crate::guarantee_body::{Designation, Seated};

#[derive(Clone, Debug)]
pub(super) enum Move {
    Dismiss,
    Charge(Letter),
    OfferHearing,
    Hear,
    Decline(Declined),
    InformParents,
    OfferConversion,
    Answer(bool),
    InformCouncil,
    Convene {
        body: Body,
        only_teachers: bool,
    },
    Deliberate {
        body: Body,
        letter: Letter,
        sanction: Sanction,
        sound: u8,
    },
    Acquit(Body),
    Minutes,
    Communicate {
        days: usize,
        complete: bool,
    },
    Execute(usize),
    Certify(usize),
    Assess(Assessment),
    /// In the register, or on paper with its number.
    File {
        by: u128,
    },
    Number,
    Withdraw {
        by: u128,
    },
    ConveneGuarantee,
    Notice,
    Invite,
    Substitute,
    Sit(usize),
    Rule(Vote),
    CommunicateOutcome,
    Resume,
    Complain,
    RequestDocuments,
    Opinion(bool),
    DecideComplaint(bool),
    Order(bool),
    Expunge,
}

fn some_protocol(machine: &Machine) -> Protocol {
    protocol(100 + machine.case.length)
}

/// The principal, two teachers of other classes, a student, a parent; and an alternate of each.
fn panel() -> Panel {
    let seats = [Seat::Teacher, Seat::Teacher, Seat::Student, Seat::Parent];
    let roster = (0u32..8).map(|number| Seated {
        number: FactNumber(number),
        person: person(200 + u128::from(number)),
        seat: seats[number as usize % 4],
        alternate: 4 <= number,
        designated_by: Designation::TeachersBoard,
        from: day("2025-10-15"),
        until: day("2028-08-31"),
    });
    let roster = roster.collect();
    Panel { president: person(PRINCIPAL), roster, family: family(), others: BTreeMap::new() }
}

impl Move {
    pub(super) fn command(&self, machine: &Machine) -> Command {
        let of = machine.last_decided().map_or(FactNumber(0), |(number, _)| number);
        let now = machine.now;
        match self {
            Move::Dismiss => Command::Dismiss { reason: text("il fatto non sussiste") },
            Move::Charge(letter) => charge_with(*letter),
            Move::OfferHearing => Command::OfferHearing { hearing_at: now.saturating_add(2.hours()) },
            Move::Hear => hear(),
            Move::Decline(how) => Command::DeclineHearing { how: *how },
            Move::InformParents => inform_parents(),
            Move::OfferConversion => offer_conversion(),
            Move::Answer(accepted) => {
                Command::AnswerConversion { accepted: *accepted, by: person(FATHER), answering: family() }
            }
            Move::InformCouncil => Command::InformCouncil { protocol: some_protocol(machine) },
            Move::Convene { body, only_teachers } => {
                let of_them = |member: &Member| {
                    !only_teachers || matches!(member.seat, Seat::President | Seat::Teacher)
                };
                let members = members().into_iter().filter(of_them).collect();
                Command::Convene { convocation: Convocation { body: *body, sits_at: now, members } }
            }
            Move::Deliberate { body, letter, sanction, sound } => {
                deliberate(deliberation(machine, *body, *letter, *sanction, *sound))
            }
            Move::Acquit(body) => Command::Acquit { acquittal: acquittal(machine, *body) },
            Move::Minutes => Command::DepositMinutes { of, protocol: some_protocol(machine) },
            Move::Communicate { days, complete } => {
                let days: Vec<Date> =
                    (1i64..).take(*days).map(|ahead| now.date().saturating_add(ahead.days())).collect();
                let until = crate::term::CivilDays(15).last_day(now.date(), &Holidays::national());
                let appeal =
                    complete.then_some(AppealInfo { authority: AppealAuthority::GuaranteeBody, until });
                communicate(CommunicationLetter {
                    of,
                    with_reasons: *complete,
                    days,
                    appeal,
                    protocol: Some(some_protocol(machine)),
                    ..letter(0, &[], None)
                })
            }
            Move::Execute(nth) => Command::ExecuteDay { of, day: nth_day(machine, *nth), hours: 6 },
            Move::Certify(nth) => Command::CertifyDay { of, day: nth_day(machine, *nth), hours: 6 },
            Move::Assess(outcome) => {
                Command::AssessActivity { of, outcome: *outcome, advice: Some(text("si può fare meglio")) }
            }
            Move::File { .. }
            | Move::Number
            | Move::Withdraw { .. }
            | Move::ConveneGuarantee
            | Move::Notice
            | Move::Invite
            | Move::Substitute
            | Move::Sit(_)
            | Move::Rule(_)
            | Move::CommunicateOutcome
            | Move::Resume
            | Move::Complain
            | Move::RequestDocuments
            | Move::Opinion(_)
            | Move::DecideComplaint(_)
            | Move::Order(_)
            | Move::Expunge => Command::Contest(self.contest(machine, of)),
        }
    }

    fn contest(&self, machine: &Machine, of: FactNumber) -> contest::Command {
        let protocol = Some(some_protocol(machine));
        let appeal = machine.case.appeals.keys().next_back().copied().unwrap_or(FactNumber(0));
        let complaint = machine.case.complaints.keys().next_back().copied().unwrap_or(FactNumber(0));
        let to = || vec![person(STUDENT), person(FATHER)];
        let interest = |by| if by == STUDENT { Interest::TheStudent } else { Interest::Guardian };
        match self {
            Move::File { by } => {
                let grounds =
                    Grounds { kinds: vec![Ground::Procedure], text: text("non sono stato sentito") };
                contest::Command::File {
                    of,
                    by: person(*by),
                    interest: interest(*by),
                    grounds: Some(grounds),
                    protocol: protocol.filter(|_| *by != STUDENT),
                    online: *by == STUDENT,
                }
            }
            Move::Number => contest::Command::Number { appeal, protocol: some_protocol(machine) },
            Move::Withdraw { by } => contest::Command::Withdraw { appeal, by: person(*by) },
            Move::ConveneGuarantee => {
                let sits_at = machine.now.saturating_add(1.hour());
                contest::Command::Convene { appeal, sits_at, panel: panel() }
            }
            Move::Notice => contest::Command::SendNotice { appeal, to: vec![], protocol },
            Move::Invite => contest::Command::Invite { appeal, to: to() },
            Move::Substitute => {
                let (leaves, why) = (person(200), Conflict::Unavailable);
                contest::Command::Substitute { appeal, leaves, why, panel: panel() }
            }
            Move::Sit(present) => {
                let members =
                    machine.case.appeals.get(&appeal).map(|appeal| appeal.members()).unwrap_or_default();
                let present = members.iter().take(*present).map(|member| member.person).collect();
                contest::Command::Sit { appeal, present, heard: to() }
            }
            Move::Rule(vote) => {
                let sat = machine.case.appeals.get(&appeal).and_then(|appeal| appeal.sittings.last());
                let present = sat.map(|act| act.said.present.clone()).unwrap_or_default();
                let outcome = match vote {
                    Vote::Confirm => Outcome::Confirmed,
                    Vote::ConfirmInPart => {
                        Outcome::ConfirmedInPart { measure: measure(Sanction::Removal { days: 1 }) }
                    }
                    Vote::Annul => Outcome::Annulled { defect: text("lo studente non è stato sentito") },
                };
                let ballot = Ballot::Open(present.into_iter().map(|person| (person, *vote)).collect());
                contest::Command::Rule { appeal, outcome, ballot, reasons: Some(text("letti gli atti")) }
            }
            Move::CommunicateOutcome => contest::Command::CommunicateOutcome { appeal, to: to(), protocol },
            Move::Resume => {
                let left = machine.case.decisions.get(&of).and_then(|decision| decision.left()).unwrap_or(1);
                let days = (1i64..)
                    .take(left)
                    .map(|ahead| machine.now.date().saturating_add(ahead.days()))
                    .collect();
                contest::Command::Resume { of, days, to: to(), protocol }
            }
            Move::Complain => {
                let (by, grounds) = (person(FATHER), text("viola lo Statuto"));
                contest::Command::Complain { of, by, interest: interest(FATHER), grounds, protocol }
            }
            Move::RequestDocuments => contest::Command::RequestDocuments { complaint, until: None },
            Move::Opinion(upheld) => contest::Command::GiveOpinion {
                complaint,
                upheld: *upheld,
                summary: text("letti gli atti"),
                protocol,
            },
            Move::DecideComplaint(upheld) => {
                let reasons = text("visto il parere");
                contest::Command::DecideComplaint { complaint, upheld: *upheld, reasons, protocol }
            }
            Move::Order(expunge) => contest::Command::Order {
                of,
                order: text("TAR Lazio, n. 1/2026"),
                expunge: *expunge,
                protocol,
            },
            Move::Expunge
            | Move::Dismiss
            | Move::Charge(_)
            | Move::OfferHearing
            | Move::Hear
            | Move::Decline(_)
            | Move::InformParents
            | Move::OfferConversion
            | Move::Answer(_)
            | Move::InformCouncil
            | Move::Convene { .. }
            | Move::Deliberate { .. }
            | Move::Acquit(_)
            | Move::Minutes
            | Move::Communicate { .. }
            | Move::Execute(_)
            | Move::Certify(_)
            | Move::Assess(_) => contest::Command::Expunge,
        }
    }
}

/// The days set and to do, then those around today.
fn nth_day(machine: &Machine, nth: usize) -> Date {
    let set: Vec<Date> =
        machine.case.in_force().map(|it| it.days.iter().copied().collect()).unwrap_or_default();
    let today = machine.now.date();
    set.get(nth).copied().unwrap_or_else(|| today.saturating_sub(i64::try_from(nth).unwrap_or(0).days()))
}

/// The last convocation of that body: those who may come.
fn convened(machine: &Machine, body: Body) -> Vec<PersonId> {
    let mut convocations = machine.case.convocations.iter();
    let last = convocations.rfind(|act| act.said.body == body);
    last.map(|act| act.said.members.iter().map(|member| member.person).collect()).unwrap_or_default()
}

/// As good as it can be, or with one of several things amiss.
fn deliberation(
    machine: &Machine,
    body: Body,
    letter: Letter,
    sanction: Sanction,
    sound: u8,
) -> Deliberation {
    let mut present = if body.is_collegial() { convened(machine, body) } else { Vec::new() };
    if sound == 1 {
        present.truncate(present.len() / 2);
    }
    let favour = u16::try_from(present.len()).unwrap_or_default();
    let tally = body.is_collegial().then_some(Tally { favour, against: u16::from(sound == 2) });
    let made = together(Body::ClassCouncil, letter, sanction);
    Deliberation {
        body,
        chair: present.first().copied().unwrap_or(person(PRINCIPAL)),
        present,
        tally,
        grave: if sound == 3 { None } else { grave() },
        reasons: made.reasons.clone().filter(|_| sound != 4),
        plan: made.plan.clone().filter(|_| sound != 5),
        ..made
    }
}

fn acquittal(machine: &Machine, body: Body) -> Acquittal {
    let present = if body.is_collegial() { convened(machine, body) } else { Vec::new() };
    let favour = u16::try_from(present.len()).unwrap_or_default();
    let tally = body.is_collegial().then_some(Tally { favour, against: 0 });
    Acquittal { body, present, tally, reasons: text("il fatto non è provato") }
}

/// What the ordinary way may go on with, appeals and complaints included; not a court, which may always come.
pub(super) fn every_next(machine: &Machine) -> Vec<Command> {
    let moves = [
        Move::Charge(Letter::G),
        Move::OfferHearing,
        Move::Hear,
        Move::Decline(Declined::InWords),
        Move::OfferConversion,
        Move::Convene { body: Body::ClassCouncil, only_teachers: false },
        Move::Minutes,
        Move::Communicate { days: 0, complete: true },
        Move::Execute(0),
        Move::Execute(1),
        Move::Assess(Assessment::Diligent),
        Move::File { by: STUDENT },
        Move::Complain,
        Move::Expunge,
    ];
    moves.iter().map(|next| next.command(machine)).collect()
}
