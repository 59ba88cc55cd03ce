//! A case from the report to its end: what is allowed, what is refused, what is passed over, and what the linter says.

mod competence;
mod execution;
mod hearing;
mod machine;
mod opening;
mod proposals;
mod remand;
mod sitting;
mod steps;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime};

use super::*;
use crate::calendar::Holidays;
use crate::ids::{CaseId, FactNumber, PersonId, Protocol};
use crate::norm::Norm;
use crate::regulation::Regulation;
pub(crate) use crate::school::tests::{IN_3B, day, person, text};

/// Read once: a machine asks a great deal.
pub(crate) static ADOPTED: LazyLock<Regulation> = LazyLock::new(Regulation::adopted);

pub(crate) const STUDENT: u128 = 1;
pub(crate) const FATHER: u128 = 2;
pub(crate) const MOTHER: u128 = 3;
pub(crate) const PRINCIPAL: u128 = 50;
/// Who reported: she teaches the class.
pub(crate) const TEACHER: u128 = 101;
pub(crate) const TEACHERS: [u128; 5] = [101, 102, 103, 104, 105];
pub(crate) const PARENTS: [u128; 2] = [61, 62];
pub(crate) const STUDENTS: [u128; 2] = [71, 72];

pub(crate) fn when(written: &str) -> DateTime {
    written.parse().expect("a day and an hour, such as 2025-11-12T08:05")
}

pub(crate) fn protocol(number: u32) -> Protocol {
    Protocol { number, year: 2025 }
}

pub(crate) fn charge(letter: Letter) -> Charge {
    let item = match letter {
        Letter::A => Item::A1,
        Letter::B => Item::B1,
        Letter::C1 => Item::C1,
        Letter::C2 => Item::C2,
        Letter::D => Item::D,
        Letter::E => Item::E2,
        Letter::F => Item::F,
        Letter::G => Item::G,
        Letter::H | Letter::I => Item::Hi2,
        Letter::L => Item::L2,
        Letter::M => Item::M,
        Letter::N => Item::N,
        Letter::O => Item::O,
        Letter::P => Item::P,
        Letter::Q => Item::Q,
        Letter::R => Item::R,
    };
    Charge::new(letter, item).expect("in the table")
}

pub(crate) fn family() -> BTreeSet<PersonId> {
    [FATHER, MOTHER].map(person).into()
}

pub(crate) fn report(on: &str, letter: Letter) -> Command {
    Command::Report {
        case: CaseId(uuid::Uuid::from_u128(0xca5e)),
        student: person(STUDENT),
        class: IN_3B,
        infraction: Infraction {
            on: day(on),
            charge: charge(letter),
            facts: text("alla terza ora ha colpito con il banco la porta dell'aula"),
            by: person(TEACHER),
            reporter: Reporter::Teacher,
        },
    }
}

pub(crate) fn notice(letter: Letter) -> ChargeNotice {
    ChargeNotice {
        charge: charge(letter),
        facts: text("alla terza ora ha colpito con il banco la porta dell'aula"),
        to: vec![person(STUDENT), person(FATHER)],
        urgency: None,
        protocol: protocol(1),
    }
}

pub(crate) fn charge_with(letter: Letter) -> Command {
    Command::NotifyCharge { notice: notice(letter), family: family() }
}

pub(crate) fn offer_hearing(hearing_at: &str) -> Command {
    Command::OfferHearing { hearing_at: when(hearing_at) }
}

pub(crate) fn hear() -> Command {
    let hearing = Hearing {
        mode: HearingMode::Oral,
        statement: text("mi dispiace"),
        parents_present: vec![person(FATHER)],
    };
    Command::Hear { hearing }
}

pub(crate) fn inform_parents() -> Command {
    Command::InformParents {
        parents: vec![person(FATHER)],
        channel: Channel::Letter,
        protocol: protocol(2),
        family: family(),
    }
}

pub(crate) fn offer_conversion() -> Command {
    Command::OfferConversion { activity: text("riordino della biblioteca") }
}

/// All the teachers, two parents, two students, the principal.
pub(crate) fn members() -> Vec<Member> {
    let seats = [(Seat::President, vec![PRINCIPAL]), (Seat::Teacher, TEACHERS.to_vec())];
    let elected = [(Seat::Parent, PARENTS.to_vec()), (Seat::Student, STUDENTS.to_vec())];
    let seated = seats.into_iter().chain(elected).flat_map(|(seat, people)| {
        people.into_iter().map(move |number| Member { person: person(number), seat, replaces: None })
    });
    seated.collect()
}

pub(crate) fn everybody() -> Vec<PersonId> {
    members().iter().map(|member| member.person).collect()
}

pub(crate) fn convene(body: Body, sits_at: &str) -> Command {
    Command::Convene { convocation: Convocation { body, sits_at: when(sits_at), members: members() } }
}

pub(crate) fn measure(sanction: Sanction) -> Measure {
    Measure { sanction, exclusions: Vec::new(), repair: None }
}

/// By one person.
pub(crate) fn alone(body: Body, letter: Letter, sanction: Sanction) -> Deliberation {
    Deliberation {
        body,
        charge: charge(letter),
        measure: measure(sanction),
        intent: Intent::Deliberate,
        mitigating: None,
        aggravating: None,
        chair: person(if body == Body::Teacher { TEACHER } else { PRINCIPAL }),
        present: Vec::new(),
        abstained: Vec::new(),
        tally: None,
        reasons: Some(text("il fatto è provato dalla relazione del docente")),
        plan: None,
        lesson_hours: 0,
        grave: None,
        remand_of: None,
    }
}

/// By a council, of which everybody came and agreed.
pub(crate) fn together(body: Body, letter: Letter, sanction: Sanction) -> Deliberation {
    let present = everybody();
    let favour = u16::try_from(present.len()).expect("a few");
    let plan = sanction.days().map(|days| match days {
        0..=2 => Plan::Reflection { teachers: vec![person(102)], hours: 6 * days },
        3..=15 => Plan::Citizenship { host: text("Associazione"), agreement: text("n. 3"), hours: 6 * days },
        _ => Plan::Recovery { with: text("la famiglia e i servizi sociali") },
    });
    Deliberation {
        present,
        tally: Some(Tally { favour, against: 0 }),
        plan,
        lesson_hours: 6 * sanction.days().unwrap_or_default(),
        ..alone(body, letter, sanction)
    }
}

pub(crate) fn grave() -> Option<GraveGrounds> {
    let evidence = text("tre testimoni e il referto");
    Some(GraveGrounds { evidence, no_reintegration: text("la vittima è in classe con lui") })
}

pub(crate) fn deliberate(deliberation: Deliberation) -> Command {
    Command::Deliberate { deliberation }
}

pub(crate) fn letter(of: u32, days: &[&str], appeal_until: Option<&str>) -> CommunicationLetter {
    CommunicationLetter {
        of: FactNumber(of),
        to: vec![person(STUDENT), person(FATHER)],
        with_reasons: true,
        days: days.iter().map(|on| day(on)).collect(),
        appeal: appeal_until
            .map(|until| AppealInfo { authority: AppealAuthority::GuaranteeBody, until: day(until) }),
        protocol: Some(protocol(3)),
    }
}

pub(crate) fn communicate(letter: CommunicationLetter) -> Command {
    Command::Communicate { letter, family: family() }
}

pub(crate) fn execute(of: u32, on: &str) -> Command {
    Command::ExecuteDay { of: FactNumber(of), day: day(on), hours: 6 }
}

/// A case as it was told, act by act; recorded on 30 June 2026.
#[derive(Clone, Debug, Default)]
pub(crate) struct Story(pub(crate) Case);

impl Story {
    pub(crate) fn of(acts: &[(&str, Command)]) -> Story {
        acts.iter().fold(Story::default(), |story, (at, command)| story.then(at, command.clone()))
    }

    pub(crate) fn then(self, at: &str, command: Command) -> Story {
        let events = self.asked(at, command.clone()).unwrap_or_else(|why| panic!("{at} {command:?}: {why}"));
        Story(events.iter().fold(self.0, evolve))
    }

    pub(crate) fn asked(&self, at: &str, command: Command) -> Result<Vec<CaseEvent>, Rejection> {
        self.asked_under(&ADOPTED, at, command)
    }

    pub(crate) fn asked_under(
        &self,
        regulation: &Regulation,
        at: &str,
        command: Command,
    ) -> Result<Vec<CaseEvent>, Rejection> {
        let (now, holidays) = (when("2026-06-30T12:00"), Holidays::national());
        decide(&self.0, &Request { at: when(at), now, holidays, command }, regulation)
    }

    pub(crate) fn refused(&self, at: &str, command: Command) -> Rejection {
        self.asked(at, command).expect_err("refused")
    }

    pub(crate) fn passes_over(&self, at: &str, command: Command) {
        assert_eq!(self.asked(at, command), Ok(vec![]));
    }
}

/// The ordinary way to a council: charged on 5 November, heard on the 10th, convened for the 14th at three.
pub(crate) fn prepared(fact_on: &str, letter: Letter, body: Body) -> Story {
    Story::of(&[
        ("2025-11-04T09:00", report(fact_on, letter)),
        ("2025-11-05T09:00", charge_with(letter)),
        ("2025-11-05T09:05", offer_hearing("2025-11-10T11:00")),
        ("2025-11-05T09:10", inform_parents()),
        ("2025-11-10T11:00", hear()),
        ("2025-11-10T11:30", offer_conversion()),
        ("2025-11-10T12:00", convene(body, "2025-11-14T15:00")),
    ])
}

/// Four days for the letter m, decided on 14 November; not communicated.
pub(crate) fn decided() -> Story {
    let removal = together(Body::ClassCouncil, Letter::M, Sanction::Removal { days: 4 });
    prepared("2025-11-03", Letter::M, Body::ClassCouncil).then("2025-11-14T16:00", deliberate(removal))
}

pub(crate) const DECIDED: u32 = 7;
pub(crate) const DAYS: [&str; 4] = ["2025-11-25", "2025-11-26", "2025-11-27", "2025-11-28"];

/// Communicated on 17 November: four days from the 25th on.
pub(crate) fn communicated() -> Story {
    decided().then("2025-11-17T10:00", communicate(letter(DECIDED, &DAYS, Some("2025-12-02"))))
}

/// What the linter knows of this student: of age on 10 May 2028, the class's teachers are the five.
pub(crate) fn looked_at(case: &Case, today: &str, others: &[CaseSummary]) -> Vec<Cycle> {
    looked_at_as(case, today, others, day("2028-05-10"), &ADOPTED)
}

pub(crate) fn looked_at_as(
    case: &Case,
    today: &str,
    others: &[CaseSummary],
    of_age_from: Date,
    regulation: &Regulation,
) -> Vec<Cycle> {
    let (family, holidays) = (family(), Holidays::national());
    let teachers_on = |_: Date| TEACHERS.map(person).into();
    let known = Known {
        of_age_from,
        family: &family,
        teachers_on: &teachers_on,
        others,
        today: day(today),
        regulation,
        holidays: &holidays,
    };
    steps(case, known)
}

/// One step of the last cycle, by its name.
pub(crate) fn step(case: &Case, today: &str, name: &str) -> Step {
    let cycles = looked_at(case, today, &[]);
    let cycle = cycles.last().expect("a cycle");
    cycle.steps.iter().find(|step| step.name == name).unwrap_or_else(|| panic!("no step {name}")).clone()
}

pub(crate) fn why(step: &Step) -> &str {
    if let Verdict::Failed { why } = &step.outcome { why } else { "" }
}
