//! Appeals: the case that they are about, and who sits on them.

mod court;
mod filing;
mod outcome;
mod properties;
mod region;
mod ruling;
mod sitting;
mod steps;
mod terms;

use super::*;
use crate::calendar::{Holidays, Week, lazio_2025_26};
use crate::case::appeal::{Ground, Grounds};
use crate::case::event::{AppealAuthority, Communication, Convocation, Deliberation, Infraction};
use crate::case::{
    self, AppealInfo, Body, CaseEvent, Charge, Intent, Item, Letter, Measure, Member, Reporter, Sanction,
    Seat,
};
use crate::guarantee_body::Designation;
use crate::ids::CaseId;
use crate::school::tests::{IN_3B, day, person, text};

pub(crate) const STUDENT: u128 = 1;
pub(crate) const FATHER: u128 = 2;
pub(crate) const MOTHER: u128 = 3;
/// A teacher of 3B, who reported the fact and sat in the council that decided.
pub(crate) const TEACHER: u128 = 101;
pub(crate) const PRINCIPAL: u128 = 100;
pub(crate) const MEMBERS: [u128; 5] = [PRINCIPAL, 201, 202, 211, 221];
/// Alternates: of the teachers, of the student, of the parent.
pub(crate) const ALTERNATES: [u128; 3] = [203, 212, 222];
/// The sanction that everything here is about.
pub(crate) const OF: FactNumber = FactNumber(1);

pub(crate) fn rome() -> Holidays {
    lazio_2025_26(Week::FiveDays).holidays()
}

pub(crate) fn when(written: &str) -> DateTime {
    written.parse().expect("a day and an hour, such as 2025-11-24T09:00")
}

pub(crate) fn people(numbers: &[u128]) -> Vec<PersonId> {
    numbers.iter().map(|number| person(*number)).collect()
}

pub(crate) fn protocol() -> Option<Protocol> {
    Some(Protocol { number: 5230, year: 2025 })
}

fn seated(number: u32, who: u128, seat: Seat, alternate: bool) -> Seated {
    Seated {
        number: FactNumber(number),
        person: person(who),
        seat,
        alternate,
        designated_by: Designation::TeachersBoard,
        from: day("2025-10-15"),
        until: day("2028-08-31"),
    }
}

/// Two teachers, a student, a parent, with an alternate of each.
pub(crate) fn roster() -> Vec<Seated> {
    let [_, first, second, student, parent] = MEMBERS;
    let [teacher_too, student_too, parent_too] = ALTERNATES;
    vec![
        seated(0, first, Seat::Teacher, false),
        seated(1, second, Seat::Teacher, false),
        seated(2, student, Seat::Student, false),
        seated(3, parent, Seat::Parent, false),
        seated(4, teacher_too, Seat::Teacher, true),
        seated(5, student_too, Seat::Student, true),
        seated(6, parent_too, Seat::Parent, true),
    ]
}

pub(crate) fn panel() -> Panel {
    Panel {
        president: person(PRINCIPAL),
        roster: roster(),
        family: people(&[FATHER, MOTHER]).into_iter().collect(),
        others: BTreeMap::new(),
    }
}

fn heading(case: &Case, at: &str) -> Heading {
    Heading {
        case: CaseId(uuid::Uuid::from_u128(0xca)),
        student: person(STUDENT),
        class: IN_3B,
        at: when(at),
        number: case.next_number(),
        because: Vec::new(),
    }
}

/// Events as they would be read from the log.
pub(crate) fn add(case: Case, at: &str, event: impl FnOnce(Heading) -> CaseEvent) -> Case {
    let heading = heading(&case, at);
    case::evolve(case, &event(heading))
}

pub(crate) fn removal(days: u16) -> Measure {
    Measure { sanction: Sanction::Removal { days }, exclusions: Vec::new(), repair: None }
}

/// A fact of 10 November reported and sanctioned by the class council on the 14th at ten.
pub(crate) fn sanctioned(measure: Measure, letter: Letter, item: Item) -> Case {
    let charge = Charge::new(letter, item).expect("in the table");
    let case = add(Case::default(), "2025-11-10T12:00", |heading| CaseEvent::Reported {
        heading,
        infraction: Infraction {
            on: day("2025-11-10"),
            charge,
            facts: text("ha rotto un vetro"),
            by: person(TEACHER),
            reporter: Reporter::Teacher,
        },
    });
    add(case, "2025-11-14T10:00", |heading| CaseEvent::Deliberated {
        heading,
        deliberation: Deliberation {
            body: Body::ClassCouncil,
            charge,
            measure,
            intent: Intent::Deliberate,
            mitigating: None,
            aggravating: None,
            chair: person(PRINCIPAL),
            present: people(&[PRINCIPAL, TEACHER, 102]),
            abstained: Vec::new(),
            tally: None,
            reasons: Some(text("il fatto è provato")),
            plan: None,
            lesson_hours: 0,
            grave: None,
            remand_of: None,
        },
    })
}

pub(crate) fn info(until: &str) -> Option<AppealInfo> {
    Some(AppealInfo { authority: AppealAuthority::GuaranteeBody, until: day(until) })
}

pub(crate) fn communicate(
    case: Case,
    at: &str,
    to: &[u128],
    days: &[&str],
    appeal: Option<AppealInfo>,
) -> Case {
    add(case, at, |heading| CaseEvent::Communicated {
        heading,
        communication: Communication {
            of: OF,
            to: people(to),
            with_reasons: true,
            days: days.iter().map(|written| day(written)).collect(),
            appeal,
            protocol: Protocol { number: 5100, year: 2025 },
        },
    })
}

/// Three days of removal, 26, 27 and 28 November, communicated on a day to the student and both parents.
pub(crate) fn communicated_on(at: &str) -> Case {
    let case = sanctioned(removal(3), Letter::M, Item::M);
    let to = [STUDENT, FATHER, MOTHER];
    communicate(case, at, &to, &["2025-11-26", "2025-11-27", "2025-11-28"], info("2025-11-29"))
}

/// What is asked at an hour, recorded then.
pub(crate) fn asked(case: &Case, at: &str, command: &Command) -> Result<Vec<CaseEvent>, Rejection> {
    asked_by(case, at, command, &Regulation::adopted())
}

pub(crate) fn asked_by(
    case: &Case,
    at: &str,
    command: &Command,
    regulation: &Regulation,
) -> Result<Vec<CaseEvent>, Rejection> {
    let request = Request {
        at: when(at),
        now: when(at),
        holidays: rome(),
        command: case::Command::Contest(command.clone()),
    };
    super::decide(case, &request, command, regulation)
}

pub(crate) fn after(case: &Case, at: &str, command: &Command) -> Case {
    let events = asked(case, at, command);
    let events = events.unwrap_or_else(|rejection| panic!("{at} {command:?}: {rejection}"));
    events.iter().fold(case.clone(), case::evolve)
}

pub(crate) fn file_by(by: u128, interest: Interest) -> Command {
    let grounds = Grounds { kinds: vec![Ground::Procedure], text: text("l'invito è arrivato dopo") };
    Command::File {
        of: OF,
        by: person(by),
        interest,
        grounds: Some(grounds),
        protocol: protocol(),
        online: false,
    }
}

pub(crate) fn file() -> Command {
    file_by(MOTHER, Interest::Guardian)
}

/// The number of the only appeal, filed after the communication.
pub(crate) const APPEAL: FactNumber = FactNumber(3);

/// Communicated on 21 November, appealed by the mother on Monday 24 at nine: decided by Thursday 4 December.
pub(crate) fn appealed() -> Case {
    after(&communicated_on("2025-11-21T12:00"), "2025-11-24T09:00", &file())
}

pub(crate) fn convene(sits_at: &str, panel: Panel) -> Command {
    Command::Convene { appeal: APPEAL, sits_at: when(sits_at), panel }
}

/// Convened on Thursday 27 for Thursday 4 December at three.
pub(crate) fn convened() -> Case {
    after(&appealed(), "2025-11-27T10:00", &convene("2025-12-04T15:00", panel()))
}

pub(crate) fn sit(present: &[u128]) -> Command {
    Command::Sit { appeal: APPEAL, present: people(present), heard: people(&[MOTHER]) }
}

/// Sat on 4 December at three.
pub(crate) fn sat(present: &[u128]) -> Case {
    after(&convened(), "2025-12-04T15:00", &sit(present))
}

pub(crate) fn open_vote(votes: &[(u128, Vote)]) -> Ballot<Vote> {
    Ballot::Open(votes.iter().map(|(who, vote)| (person(*who), *vote)).collect())
}

pub(crate) fn rule(outcome: Outcome, votes: &[(u128, Vote)]) -> Command {
    let reasons = Some(text("sentite le parti"));
    Command::Rule { appeal: APPEAL, outcome, ballot: open_vote(votes), reasons }
}

pub(crate) fn unanimous(outcome: Outcome) -> Command {
    let vote = outcome.vote();
    rule(outcome, &MEMBERS.map(|member| (member, vote)))
}

pub(crate) fn annulled() -> Outcome {
    Outcome::Annulled { defect: text("manca l'invito a esporre le ragioni") }
}

pub(crate) fn ruled(outcome: Outcome) -> Case {
    after(&sat(&MEMBERS), "2025-12-04T16:00", &unanimous(outcome))
}

pub(crate) fn tell(to: &[u128]) -> Command {
    Command::CommunicateOutcome { appeal: APPEAL, to: people(to), protocol: protocol() }
}

pub(crate) fn member(who: u128, seat: Seat) -> Member {
    Member { person: person(who), seat, replaces: None }
}

pub(crate) fn members(case: &Case) -> Vec<Member> {
    case.appeals[&APPEAL].members()
}

pub(crate) fn failed(step: &case::Step) -> bool {
    matches!(step.outcome, case::Verdict::Failed { .. })
}

/// Any command of an appeal, a complaint or a court, well made or not: what a history of a case is tried with.
pub(crate) fn any_command() -> impl proptest::strategy::Strategy<Value = Command> {
    properties::any_command()
}
