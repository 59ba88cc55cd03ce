//! The Organo di garanzia of the year: who is appointed, who is replaced, who would sit on a case; and a conflict about
//! the regulation.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time, date, time};
use registro_domain::case::{Ballot, Conflict, Member, Seat};
use registro_domain::conflict::Answer;
use registro_domain::guarantee_body::{Designation, Seated, compose};
use registro_domain::ids::{FactNumber, PersonId, Protocol};

use super::cases::Who;
use super::day::Simulation;
use super::errands::Errand;
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::guarantee_body::GuaranteeBody;
use crate::commands::rule_conflict::{Act, RuleConflict};

const APPOINTED: Date = date(2025, 10, 15);
/// From when one of the teachers sits no longer, and an alternate in her place.
const REPLACED: Date = date(2026, 3, 2);
const ENDED: Date = date(2026, 4, 30);
/// The last day of the third school year.
const UNTIL: Date = date(2028, 8, 31);
const AT_THE_OFFICE: Time = time(10, 20, 0, 0);
const SITS: Time = time(15, 30, 0, 0);
const DECIDED: Time = time(16, 45, 0, 0);
/// Members of a class with a place in its council, for whom no place is left here: see `members` of a case.
const IN_COUNCILS: usize = 4;

/// Who is appointed: the members first.
pub(crate) struct Body {
    seated: Vec<Seated>,
    /// The teacher who leaves, and the alternate who takes her place.
    leaves: PersonId,
    enters: PersonId,
    /// An alternate who ceases in the spring.
    ends: PersonId,
}

impl Body {
    fn roster(&self, on: Date) -> Vec<Seated> {
        let mut roster = self.seated.clone();
        if REPLACED <= on {
            roster.retain(|it| it.person != self.leaves);
            for it in roster.iter_mut().filter(|it| it.person == self.enters) {
                it.alternate = false;
            }
        }
        if ENDED < on {
            roster.retain(|it| it.person != self.ends);
        }
        roster
    }
}

impl Simulation<'_> {
    /// Two teachers, a student, a parent, and alternates of each; none in a school too small for that. The deputy and who
    /// leads the other site are in no council of a class: for a case of any class there are two who may judge.
    pub(crate) fn guarantee_body(&self) -> Option<Body> {
        let institute = self.institute;
        let councils = |teacher: &usize| {
            institute.classes.iter().filter(|class| class.council.contains(teacher)).count()
        };
        let teaching = |teacher: &usize| !institute.teachers[*teacher].chairs.is_empty();
        let mut teachers: Vec<usize> = (0..institute.teachers.len()).filter(teaching).collect();
        teachers.sort_by_key(councils);
        // One who sits in many councils, one in as few as there are.
        let [first, second, third, fourth, ..] = teachers[..] else { return None };
        let busy = *teachers.last().filter(|busy| **busy != fourth)?;
        let staff = &institute.staff;
        let teachers = [busy, first, second, third, fourth].map(|it| institute.teacher(it));
        let teachers = teachers.into_iter().chain([staff.deputy.person, staff.site_lead.person]);
        // Of each class, those who are in no council and in no story.
        let mut idle = Vec::new();
        for class in 0..institute.classes.len() {
            let others = (0..institute.students.len())
                .filter(|it| institute.students[*it].class == class && !institute.cast.has_a_part(*it));
            idle.extend(others.skip(IN_COUNCILS).take(3));
        }
        let students: Vec<PersonId> = idle.iter().take(3).map(|it| institute.student(*it)).collect();
        let mut parents: Vec<PersonId> = Vec::new();
        for student in idle.iter().skip(3) {
            let parent = institute.family(*student).first().map(|guardian| guardian.who.person);
            parents.extend(parent.filter(|parent| parents.len() < 3 && !parents.contains(parent)));
        }
        let ends = *parents.last().filter(|_| students.len() == 3 && parents.len() == 3)?;
        let places = |seat, members: usize, who: Vec<PersonId>, by: [Designation; 2]| {
            let places = who.into_iter().enumerate();
            places.map(move |(place, person)| (person, seat, members <= place, by[usize::from(0 < place)]))
        };
        use Designation::{Election, InstituteCouncil, StudentCommittee, TeachersBoard};
        let seats = places(Seat::Teacher, 2, teachers.collect(), [TeachersBoard, TeachersBoard])
            .chain(places(Seat::Student, 1, students, [StudentCommittee, Election]))
            .chain(places(Seat::Parent, 1, parents, [InstituteCouncil, Election]));
        let seated = (0..).zip(seats).map(|(number, (person, seat, alternate, designated_by))| Seated {
            number: FactNumber(number),
            person,
            seat,
            alternate,
            designated_by,
            from: APPOINTED,
            until: UNTIL,
        });
        let (leaves, enters) = (institute.teacher(busy), institute.teacher(second));
        Some(Body { seated: seated.collect(), leaves, enters, ends })
    }

    pub(crate) fn plan_the_body(&mut self, body: &Body) {
        for it in &body.seated {
            let appoint = GuaranteeBody::Appoint {
                person: it.person,
                seat: it.seat,
                alternate: it.alternate,
                designated_by: it.designated_by,
                from: APPOINTED,
            };
            self.of_the_office(APPOINTED, AT_THE_OFFICE, Command::GuaranteeBody(appoint));
        }
        let replace = GuaranteeBody::Replace {
            leaves: body.leaves,
            enters: body.enters,
            designated_by: Designation::TeachersBoard,
            from: REPLACED,
            reason: "passa ad altra sede".to_owned(),
        };
        self.of_the_office(REPLACED, AT_THE_OFFICE, Command::GuaranteeBody(replace));
        let end = GuaranteeBody::End {
            person: body.ends,
            last_day: ENDED,
            reason: "rinuncia all'incarico".to_owned(),
        };
        self.of_the_office(ENDED, AT_THE_OFFICE, Command::GuaranteeBody(end));
    }

    fn of_the_office(&mut self, on: Date, at: Time, command: Command) {
        let (person, capacity) = self.office();
        self.plan_errand(
            on,
            at,
            Errand::Send { person, capacity, command: Box::new(command), student: None },
        );
    }

    /// Who would sit on a case that these decided, on a day; some said that they cannot come.
    pub(crate) fn judges(
        &self,
        body: &Body,
        decided: &[Member],
        absent: &[PersonId],
        on: Date,
    ) -> Option<Vec<Member>> {
        let mut conflicts: BTreeMap<PersonId, Conflict> =
            decided.iter().map(|member| (member.person, Conflict::AlreadyDecided)).collect();
        conflicts.extend(absent.iter().map(|person| (*person, Conflict::Unavailable)));
        compose(&body.roster(on), self.principal().0, &conflicts, self.regulation, on).ok()
    }

    /// Whether the uniform is due outside the laboratories: a student asks in January, and is told at the end of the month.
    pub(crate) fn plan_the_conflict(&mut self, body: &Body) {
        let conflict = self.institute.ids.conflict("uniform");
        let mut asks = body.seated.iter().filter(|it| it.seat == Seat::Student && it.alternate);
        let Some(by) = asks.next_back().map(|it| it.person) else { return };
        let sits_on = date(2026, 1, 26);
        let Some(members) = self.judges(body, &[], &[by], sits_on) else { return };
        let members: Vec<PersonId> = members.iter().map(|member| member.person).collect();
        let act = |act| Command::RuleConflict(RuleConflict { conflict, at: None, act });
        let file = Act::File {
            by,
            rule: "art. 12, divisa".to_owned(),
            question: "se la divisa sia dovuta anche nelle ore in aula".to_owned(),
            protocol: Some(Protocol { number: 311, year: 2026 }),
        };
        self.of_the_office(date(2026, 1, 12), AT_THE_OFFICE, act(file));
        let ballot = Ballot::Open(
            members
                .iter()
                .enumerate()
                .map(|(place, who)| (*who, if place < 4 { Answer::Founded } else { Answer::Unfounded }))
                .collect(),
        );
        let reasons =
            "la regola parla dei laboratori e della palestra, e non si estende alle aule".to_owned();
        let convene = Act::Convene { sits_at: sits_on.to_datetime(SITS), unavailable: Vec::new() };
        let sit = Act::Sit { present: members, heard: vec![by] };
        let decide = Act::Decide { answer: Answer::Founded, ballot, reasons };
        for (on, at, it) in
            [(date(2026, 1, 14), AT_THE_OFFICE, convene), (sits_on, SITS, sit), (sits_on, DECIDED, decide)]
        {
            let (person, capacity): Who = self.principal();
            let command = Box::new(act(it));
            self.plan_errand(on, at, Errand::Send { person, capacity, command, student: None });
        }
        let protocol = Some(Protocol { number: 402, year: 2026 });
        let tell = Act::Communicate { to: vec![by], protocol };
        self.of_the_office(date(2026, 1, 28), AT_THE_OFFICE, act(tell));
    }

    pub(crate) fn guardian_agent(&self, student: usize, on: Date) -> Option<Who> {
        self.guardian(student, on).map(|person| (person, Capacity::Guardian))
    }
}
