//! Commands that people send at the same moment.

use std::collections::HashMap;

use jiff::civil::{Date, DateTime, Time};
use registro_domain::ids::{
    BreachId, CaseId, ClassId, ConflictId, ConsultationId, ErasureId, NoticeId, PersonId, RequestId,
};
use registro_domain::scrutiny::ScrutinyPeriod;

use super::council::Ask;
use super::ids::Ids;
use crate::actor::{Agent, Capacity};
use crate::commands::Command;
use crate::register::Request;

#[derive(Clone, Debug)]
pub(crate) struct Planned {
    pub(crate) request: Request,
    /// Set if a person makes a mistake here, which the register is to refuse.
    pub(crate) mistake: Option<&'static str>,
    /// Set if a council finds out what it is, when it sits.
    pub(crate) ask: Option<(ClassId, Ask)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Wave {
    /// What the clock on the school's wall shows.
    pub(crate) at: DateTime,
    pub(crate) commands: Vec<Planned>,
}

/// A day's waves while they are being written, in order of time.
pub(crate) struct Daybook<'a> {
    ids: &'a Ids,
    pub(crate) on: Date,
    pub(crate) waves: Vec<Wave>,
    written: u32,
}

impl<'a> Daybook<'a> {
    pub(crate) fn of(ids: &'a Ids, on: Date) -> Self {
        Self { ids, on, waves: Vec::new(), written: 0 }
    }

    /// The next command. What it decides rests on all those before it, so none comes earlier than the last.
    pub(crate) fn send(&mut self, at: Time, person: PersonId, capacity: Capacity, command: Command) {
        self.write(at, person, capacity, command, None);
    }

    /// A command of a class's scrutiny, which is known only when it is sent, and may come to nothing.
    pub(crate) fn ask(&mut self, at: Time, person: PersonId, capacity: Capacity, class: ClassId, ask: Ask) {
        self.write(at, person, capacity, ask.placeholder(class), None);
        let last = self.waves.last_mut().and_then(|wave| wave.commands.last_mut());
        if let Some(planned) = last {
            planned.ask = Some((class, ask));
        }
    }

    /// A command that the register is to refuse, being a mistake of this kind.
    pub(crate) fn send_in_vain(
        &mut self,
        at: Time,
        person: PersonId,
        capacity: Capacity,
        command: Command,
        mistake: &'static str,
    ) {
        self.write(at, person, capacity, command, Some(mistake));
    }

    fn write(
        &mut self,
        at: Time,
        person: PersonId,
        capacity: Capacity,
        command: Command,
        mistake: Option<&'static str>,
    ) {
        let session = self.ids.session(person, self.on);
        let agent = Agent { person, capacity, assurance: 2, session };
        let id = self.ids.command(self.on, self.written);
        self.written += 1;
        let request = Request { id, agent, command, seen: None, correlation: None, confirmed: false };
        let planned = Planned { request, mistake, ask: None };
        let at = self.on.to_datetime(at);
        match self.waves.last_mut() {
            Some(wave) if at <= wave.at => wave.commands.push(planned),
            Some(_) | None => self.waves.push(Wave { at, commands: vec![planned] }),
        }
    }
}

/// What cannot be written to twice in one wave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Stream {
    School,
    Person(PersonId),
    Attendance(PersonId),
    Lesson(ClassId),
    Device(PersonId),
    Conduct(PersonId),
    Assessment(PersonId),
    Contact(PersonId),
    Vigilance,
    Permission(PersonId),
    Derogation(PersonId),
    Notice(NoticeId),
    Receipt(NoticeId, PersonId),
    Scrutiny(ClassId, ScrutinyPeriod),
    Case(CaseId),
    GuaranteeBody,
    RuleConflict(ConflictId),
    Erasure(ErasureId),
    DataRequest(RequestId),
    Breach(BreachId),
    Consultation(ConsultationId),
}

fn streams(author: PersonId, command: &Command) -> Vec<Stream> {
    match command {
        Command::RollCall(roll) => {
            let absent = roll.absent.iter().copied();
            let students = absent.chain(roll.late.iter().map(|late| late.student));
            students.map(Stream::Attendance).chain([Stream::Lesson(roll.class)]).collect()
        }
        Command::Sign(command) => vec![Stream::Lesson(command.class)],
        Command::CorrectTopic(command) => vec![Stream::Lesson(command.class)],
        Command::AnnulSignature(command) => vec![Stream::Lesson(command.class)],
        Command::AssignHomework(command) => vec![Stream::Lesson(command.class)],
        Command::RecordAbsence(command) => vec![Stream::Attendance(command.student)],
        Command::RecordEntry(command) => vec![Stream::Attendance(command.student)],
        Command::RecordExit(command) => vec![Stream::Attendance(command.student)],
        Command::Justify(command) => vec![Stream::Attendance(command.student)],
        Command::DecideJustification(command) => vec![Stream::Attendance(command.student)],
        Command::RequestPermission(command) => vec![Stream::Permission(command.student)],
        Command::DecidePermission(command) => vec![Stream::Permission(command.student)],
        Command::WithdrawPermission(command) => vec![Stream::Permission(command.student)],
        Command::PlanTest(command) => vec![Stream::Lesson(command.class)],
        Command::CallOffTest(command) => vec![Stream::Lesson(command.class)],
        Command::RequestDerogation(command) => vec![Stream::Derogation(command.student)],
        Command::DecideDerogation(command) => {
            vec![Stream::Derogation(command.student), Stream::Attendance(command.student)]
        }
        Command::RevokeDerogation(command) => {
            vec![Stream::Derogation(command.student), Stream::Attendance(command.student)]
        }
        Command::RecordActivity(command) => {
            command.students.iter().flatten().copied().map(Stream::Attendance).collect()
        }
        Command::RecordRecoveryAbsence(command) => vec![Stream::Attendance(command.student)],
        Command::WithdrawJustification(command) => vec![Stream::Attendance(command.student)],
        Command::VerifyGround(command) => vec![Stream::Attendance(command.student)],
        Command::DeclareCollective(command) => {
            command.students.iter().copied().map(Stream::Attendance).collect()
        }
        Command::Classify(command) => vec![Stream::Attendance(command.student)],
        Command::Contest(command) => vec![Stream::Attendance(command.student)],
        Command::DecideContest(command) => vec![Stream::Attendance(command.student)],
        Command::Foretell(command) => vec![Stream::Attendance(command.student)],
        Command::Correct(command) => vec![Stream::Attendance(command.student)],
        Command::Annul(command) => vec![Stream::Attendance(command.student)],
        Command::Transfer(command) => {
            vec![Stream::Attendance(command.student), Stream::Person(command.student)]
        }
        Command::Device(command) => vec![Stream::Device(command.student)],
        Command::Conduct(command) => vec![Stream::Conduct(command.student)],
        Command::EnterGrades(command) => {
            command.grades.iter().map(|given| Stream::Assessment(given.student)).collect()
        }
        Command::HandBackTest(command) => {
            let students = command.grades.iter().map(|given| Stream::Assessment(given.student));
            students.chain([Stream::Lesson(command.class)]).collect()
        }
        Command::Grade(command) => vec![Stream::Assessment(command.student)],
        Command::Case(command) => vec![Stream::Case(command.case)],
        Command::Contact(command) => vec![Stream::Contact(command.student)],
        Command::Vigilance(_) => vec![Stream::Vigilance],
        Command::RequestDisclosure(command) => vec![Stream::Person(command.student)],
        Command::ObjectToDisclosure(_) | Command::WithdrawObjection(_) => vec![Stream::Person(author)],
        Command::TellFamily(command) => {
            vec![Stream::Notice(command.notice), Stream::Contact(command.student)]
        }
        Command::Publish(command) => vec![Stream::Notice(command.notice)],
        Command::CorrectNotice(command) => vec![Stream::Notice(command.notice)],
        Command::WithdrawNotice(command) => vec![Stream::Notice(command.notice)],
        Command::OpenNotice(command) => vec![Stream::Receipt(command.notice, author)],
        Command::Acknowledge(command) => vec![Stream::Receipt(command.notice, author)],
        Command::Answer(command) => vec![Stream::Receipt(command.notice, author)],
        Command::People(command) => vec![Stream::Person(command.person)],
        Command::LinkFiscalCode(command) => vec![Stream::Person(command.person)],
        Command::School(_) => vec![Stream::School],
        Command::Scrutiny(command) => vec![Stream::Scrutiny(command.class, command.period)],
        Command::Appeal(command) => vec![Stream::Case(command.case)],
        Command::GuaranteeBody(_) => vec![Stream::GuaranteeBody],
        Command::RuleConflict(command) => vec![Stream::RuleConflict(command.conflict)],
        Command::Erasure(command) => vec![Stream::Erasure(command.erasure)],
        Command::DataRequest(command) => vec![Stream::DataRequest(command.request)],
        Command::Breach(command) => vec![Stream::Breach(command.breach)],
        Command::Consultation(command) => vec![Stream::Consultation(command.consultation)],
    }
}

/// The commands of a wave in turns, each on streams of its own and each stream's in the order given. So a log cut off
/// anywhere goes on in the same order.
pub(crate) fn in_turns(commands: Vec<Planned>) -> Vec<Vec<Planned>> {
    let mut turns: Vec<Vec<Planned>> = Vec::new();
    let mut next: HashMap<Stream, usize> = HashMap::new();
    for planned in commands {
        let streams = streams(planned.request.agent.person, &planned.request.command);
        let turn = streams.iter().filter_map(|stream| next.get(stream)).max().copied().unwrap_or_default();
        next.extend(streams.into_iter().map(|stream| (stream, turn + 1)));
        match turns.get_mut(turn) {
            Some(together) => together.push(planned),
            None => turns.push(vec![planned]),
        }
    }
    turns
}

/// A command's name, as in its JSON form.
pub(crate) fn name(command: &Command) -> &'static str {
    match command {
        Command::RollCall(_) => "roll-call",
        Command::Sign(_) => "sign",
        Command::CorrectTopic(_) => "correct-topic",
        Command::AnnulSignature(_) => "annul-signature",
        Command::AssignHomework(_) => "assign-homework",
        Command::RecordAbsence(_) => "record-absence",
        Command::RecordEntry(_) => "record-entry",
        Command::RecordExit(_) => "record-exit",
        Command::Justify(_) => "justify",
        Command::DecideJustification(_) => "decide-justification",
        Command::RequestPermission(_) => "request-permission",
        Command::DecidePermission(_) => "decide-permission",
        Command::WithdrawPermission(_) => "withdraw-permission",
        Command::PlanTest(_) => "plan-test",
        Command::CallOffTest(_) => "call-off-test",
        Command::RequestDerogation(_) => "request-derogation",
        Command::DecideDerogation(_) => "decide-derogation",
        Command::RevokeDerogation(_) => "revoke-derogation",
        Command::RecordActivity(_) => "record-activity",
        Command::RecordRecoveryAbsence(_) => "record-recovery-absence",
        Command::WithdrawJustification(_) => "withdraw-justification",
        Command::VerifyGround(_) => "verify-ground",
        Command::DeclareCollective(_) => "declare-collective",
        Command::Classify(_) => "classify",
        Command::Contest(_) => "contest",
        Command::DecideContest(_) => "decide-contest",
        Command::Foretell(_) => "foretell",
        Command::Correct(_) => "correct",
        Command::Annul(_) => "annul",
        Command::Transfer(_) => "transfer",
        Command::Device(_) => "device",
        Command::Conduct(_) => "conduct",
        Command::EnterGrades(_) => "enter-grades",
        Command::HandBackTest(_) => "hand-back-test",
        Command::Grade(_) => "grade",
        Command::Case(_) => "case",
        Command::Contact(_) => "contact",
        Command::Vigilance(_) => "vigilance",
        Command::RequestDisclosure(_) => "request-disclosure",
        Command::ObjectToDisclosure(_) => "object-to-disclosure",
        Command::WithdrawObjection(_) => "withdraw-objection",
        Command::Publish(_) => "publish",
        Command::TellFamily(_) => "tell-family",
        Command::CorrectNotice(_) => "correct-notice",
        Command::WithdrawNotice(_) => "withdraw-notice",
        Command::OpenNotice(_) => "open-notice",
        Command::Acknowledge(_) => "acknowledge",
        Command::Answer(_) => "answer",
        Command::People(_) => "people",
        Command::LinkFiscalCode(_) => "link-fiscal-code",
        Command::School(_) => "school",
        Command::Scrutiny(_) => "scrutiny",
        Command::Appeal(_) => "appeal",
        Command::GuaranteeBody(_) => "guarantee-body",
        Command::RuleConflict(_) => "rule-conflict",
        Command::Erasure(_) => "erasure",
        Command::DataRequest(_) => "data-request",
        Command::Breach(_) => "breach",
        Command::Consultation(_) => "consultation",
    }
}
