//! Disciplinary cases: the helper with which one is told act by act.

use jiff::civil::{Date, Time, time};
use registro_domain::case::{
    AppealAuthority, Assessment, Body, Channel, Conflict, Declined, Intent, Item, Letter, Member, Replaced,
    Sanction, Seat, Tally,
};
use registro_domain::ids::{CaseId, FactNumber, PersonId};

use super::day::Simulation;
use super::errands::Errand;
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::case::{
    Acquit, Act, AnswerConversion, Appeal, AssessActivity, Case, CertifyDay, Communicate, Convene,
    DeclineHearing, Deliberate, DepositMinutes, Dismiss, ExecuteDay, GraveReasons, Hear, InformCouncil,
    InformParents, NotifyCharge, OfferConversion, OfferHearing, Planned, Report,
};

const REPORTED: Time = time(12, 40, 0, 0);
const CHARGED: Time = time(9, 10, 0, 0);
const INFORMED: Time = time(11, 30, 0, 0);
const HEARD: Time = time(12, 15, 0, 0);
const OFFERED: Time = time(12, 45, 0, 0);
const CONVENED: Time = time(13, 30, 0, 0);
const SITS: Time = time(15, 30, 0, 0);
const DECIDED: Time = time(16, 45, 0, 0);
const AT_THE_OFFICE: Time = time(11, 10, 0, 0);
const BEFORE_LESSONS: Time = time(7, 50, 0, 0);
const AT_HOME: Time = time(20, 40, 0, 0);

/// Who does an act.
pub(crate) type Who = (PersonId, Capacity);

/// A case while it is planned: every act is one event, so each knows its number.
pub(crate) struct Telling {
    pub(crate) student: usize,
    pub(crate) case: CaseId,
    pub(crate) letter: Letter,
    pub(crate) item: Item,
    facts: &'static str,
    /// The number of the next act.
    pub(crate) next: u32,
}

impl Telling {
    /// One number for each paper, far from those of other offices.
    pub(crate) fn protocol(&self) -> String {
        let number = 5_000 + self.case.0.as_u128() % 2_000 * 20 + u128::from(self.next);
        format!("{number}/2026")
    }
}

impl<'a> Simulation<'a> {
    pub(crate) fn principal(&self) -> Who {
        (self.institute.staff.principal.person, Capacity::Principal)
    }

    pub(crate) fn office(&self) -> Who {
        (self.institute.secretary(0), Capacity::Secretariat)
    }

    /// The coordinator of a student's class, as it is when the year begins.
    pub(crate) fn coordinator_of(&self, student: usize) -> Who {
        let class = &self.institute.classes[self.institute.students[student].class];
        (self.institute.teacher(class.coordinator), Capacity::Teacher)
    }

    /// An act on a day; of a day of removal `grows` is whose attendance it is written in too.
    pub(crate) fn act(
        &mut self,
        telling: &mut Telling,
        (on, at): (Date, Time),
        (person, capacity): Who,
        act: Act,
    ) -> FactNumber {
        let student = matches!(act, Act::ExecuteDay(_)).then_some(telling.student);
        self.send(telling, (on, at), (person, capacity), act, student)
    }

    /// The same, of whatever is written in no attendance.
    pub(crate) fn act_alone(
        &mut self,
        telling: &mut Telling,
        when: (Date, Time),
        who: Who,
        act: Act,
    ) -> FactNumber {
        self.send(telling, when, who, act, None)
    }

    fn send(
        &mut self,
        telling: &mut Telling,
        (on, at): (Date, Time),
        (person, capacity): Who,
        act: Act,
        student: Option<usize>,
    ) -> FactNumber {
        let number = FactNumber(telling.next);
        telling.next += 1;
        let command = Box::new(Command::Case(Case { case: telling.case, at: None, act }));
        self.plan_errand(on, at, Errand::Send { person, capacity, command, student });
        number
    }

    /// A fact is reported by the coordinator, on the day.
    pub(crate) fn reported(
        &mut self,
        (student, what): (usize, &str),
        on: Date,
        (letter, item): (Letter, Item),
        facts: &'static str,
    ) -> Telling {
        let by = self.coordinator_of(student);
        self.reported_by(by, (student, what), on, (letter, item), facts)
    }

    pub(crate) fn reported_by(
        &mut self,
        by: Who,
        (student, what): (usize, &str),
        on: Date,
        (letter, item): (Letter, Item),
        facts: &'static str,
    ) -> Telling {
        let case = self.institute.ids.case(what);
        let mut telling = Telling { student, case, letter, item, facts, next: 0 };
        let report = Report {
            student: self.institute.student(student),
            on,
            letter,
            item,
            facts: facts.to_owned(),
            by: None,
            reporter: None,
        };
        self.act(&mut telling, (on, REPORTED), by, Act::Report(report));
        telling
    }

    pub(crate) fn charge(&mut self, telling: &mut Telling, on: Date, who: Who) -> FactNumber {
        let notify = NotifyCharge {
            letter: telling.letter,
            item: telling.item,
            facts: telling.facts.to_owned(),
            to: Vec::new(),
            urgency: None,
            protocol: telling.protocol(),
        };
        self.act(telling, (on, CHARGED), who, Act::NotifyCharge(notify))
    }

    /// Expected at a quarter past twelve of a day.
    pub(crate) fn invite(&mut self, telling: &mut Telling, on: Date, who: Who, hearing_on: Date) {
        let hearing_at = hearing_on.to_datetime(HEARD);
        self.act(telling, (on, CHARGED), who, Act::OfferHearing(OfferHearing { hearing_at }));
    }

    pub(crate) fn inform_parents(&mut self, telling: &mut Telling, on: Date) {
        let (channel, protocol) = (Channel::Letter, telling.protocol());
        let inform = InformParents { parents: Vec::new(), channel, protocol };
        self.act(telling, (on, INFORMED), self.office(), Act::InformParents(inform));
    }

    pub(crate) fn inform_council(&mut self, telling: &mut Telling, on: Date) {
        let inform = InformCouncil { protocol: telling.protocol() };
        self.act(telling, (on, INFORMED), self.principal(), Act::InformCouncil(inform));
    }

    pub(crate) fn hear(&mut self, telling: &mut Telling, on: Date, who: Who, statement: &str) {
        let hear = Hear { statement: statement.to_owned(), parents_present: Vec::new() };
        self.act(telling, (on, HEARD), who, Act::Hear(hear));
    }

    /// Written at home, by the student herself.
    pub(crate) fn writes(&mut self, telling: &mut Telling, on: Date, statement: &str) {
        let who = (self.institute.student(telling.student), Capacity::Student);
        let hear = Hear { statement: statement.to_owned(), parents_present: Vec::new() };
        self.act(telling, (on, AT_HOME), who, Act::Hear(hear));
    }

    pub(crate) fn does_not_come(&mut self, telling: &mut Telling, on: Date) {
        let decline = DeclineHearing { how: Declined::DidNotCome };
        self.act(telling, (on, OFFERED), self.principal(), Act::DeclineHearing(decline));
    }

    pub(crate) fn convert(&mut self, telling: &mut Telling, on: Date, accepted: Option<bool>) {
        let activity = "riordino della biblioteca della scuola in orario pomeridiano".to_owned();
        self.act(
            telling,
            (on, OFFERED),
            self.principal(),
            Act::OfferConversion(OfferConversion { activity }),
        );
        let Some(who) = self.guardian(telling.student, on) else { return };
        if let Some(accepted) = accepted {
            let answer = AnswerConversion { accepted, by: None };
            self.act(telling, (on, AT_HOME), (who, Capacity::Guardian), Act::AnswerConversion(answer));
        }
    }

    /// The teachers of the class, two parents and two students of it, under the principal. Whoever is accused and would sit
    /// for the students is replaced. Nobody, in a class too small to elect anyone.
    pub(crate) fn members(&self, student: usize, accused_sits: bool) -> Option<Vec<Member>> {
        let class = self.institute.students[student].class;
        let household = self.institute.students[student].household;
        let mates = (0..self.institute.students.len()).filter(|mate| {
            let it = &self.institute.students[*mate];
            it.class == class && it.household != household && !self.institute.cast.has_a_part(*mate)
        });
        let mates: Vec<usize> = mates.take(4).collect();
        let [first, second, third, fourth] = mates[..] else { return None };
        let parent = |mate: usize| Some(self.institute.family(mate).first()?.who.person);
        let seat = |person, seat| Member { person, seat, replaces: None };
        let teachers = self.institute.classes[class].council.iter();
        let mut members = vec![seat(self.principal().0, Seat::President)];
        members.extend(teachers.map(|teacher| seat(self.institute.teacher(*teacher), Seat::Teacher)));
        members.extend([parent(third)?, parent(fourth)?].map(|parent| seat(parent, Seat::Parent)));
        members.push(seat(self.institute.student(first), Seat::Student));
        let accused = Replaced { person: self.institute.student(student), why: Conflict::IsTheStudent };
        let last = seat(self.institute.student(second), Seat::Student);
        members.push(Member { replaces: accused_sits.then_some(accused), ..last });
        Some(members)
    }

    pub(crate) fn convene(
        &mut self,
        telling: &mut Telling,
        on: Date,
        (body, sits_on): (Body, Date),
        members: &[Member],
    ) {
        let (sits_at, members) = (sits_on.to_datetime(SITS), members.to_vec());
        self.act(telling, (on, CONVENED), self.principal(), Act::Convene(Convene { body, sits_at, members }));
    }

    /// All those convened came; one of them is of another mind.
    pub(crate) fn decide_together(
        &mut self,
        telling: &mut Telling,
        on: Date,
        (body, sanction): (Body, Sanction),
        members: &[Member],
        plan: Option<Planned>,
        from: Date,
    ) -> FactNumber {
        let present: Vec<PersonId> = members.iter().map(|member| member.person).collect();
        let favour = u16::try_from(present.len().saturating_sub(1)).unwrap_or_default();
        let grave = (body == Body::InstituteCouncil).then(|| GraveReasons {
            evidence: "due testimoni concordi e la relazione dei docenti presenti".to_owned(),
            no_reintegration: "il rientro esporrebbe altri a un pericolo che la vigilanza non può escludere"
                .to_owned(),
        });
        let deliberate = Deliberate {
            present,
            tally: Some(Tally { favour, against: 1 }),
            plan,
            from: Some(from),
            grave,
            ..self.by_one(telling, body, sanction)
        };
        self.act(telling, (on, DECIDED), self.principal(), Act::Deliberate(Box::new(deliberate)))
    }

    /// What one person decides.
    pub(crate) fn by_one(&self, telling: &Telling, body: Body, sanction: Sanction) -> Deliberate {
        Deliberate {
            body,
            letter: telling.letter,
            item: telling.item,
            sanction,
            exclusions: Vec::new(),
            repair: None,
            intent: Intent::Deliberate,
            mitigating: Some("ha riconosciuto l'accaduto".to_owned()),
            aggravating: None,
            chair: None,
            present: Vec::new(),
            abstained: Vec::new(),
            tally: None,
            reasons: Some("il fatto risulta dalla segnalazione e non è contestato".to_owned()),
            plan: None,
            from: None,
            grave: None,
        }
    }

    pub(crate) fn decide_alone(
        &mut self,
        telling: &mut Telling,
        on: Date,
        who: Who,
        deliberate: Deliberate,
    ) -> FactNumber {
        self.act(telling, (on, HEARD), who, Act::Deliberate(Box::new(deliberate)))
    }

    pub(crate) fn acquit(&mut self, telling: &mut Telling, on: Date, body: Body, members: &[Member]) {
        let present: Vec<PersonId> = members.iter().map(|member| member.person).collect();
        let favour = u16::try_from(present.len()).unwrap_or_default();
        let reasons = "non è provato chi abbia compiuto il fatto".to_owned();
        let acquit = Acquit { body, present, tally: Some(Tally { favour, against: 0 }), reasons };
        self.act(telling, (on, DECIDED), self.principal(), Act::Acquit(acquit));
    }

    pub(crate) fn dismiss(&mut self, telling: &mut Telling, on: Date, reason: &str) {
        self.act(
            telling,
            (on, CHARGED),
            self.principal(),
            Act::Dismiss(Dismiss { reason: reason.to_owned() }),
        );
    }

    pub(crate) fn minutes(&mut self, telling: &mut Telling, on: Date, of: FactNumber) {
        let deposit = DepositMinutes { of, protocol: telling.protocol() };
        self.act(telling, (on, AT_THE_OFFICE), self.office(), Act::DepositMinutes(deposit));
    }

    /// With the reasons, the days, and how to appeal.
    pub(crate) fn communicate(
        &mut self,
        telling: &mut Telling,
        on: Date,
        who: Who,
        of: FactNumber,
        days: &[Date],
    ) {
        let appeal = Some(Appeal { authority: AppealAuthority::GuaranteeBody, until: None });
        let communicate = Communicate {
            of,
            to: Vec::new(),
            with_reasons: true,
            days: days.to_vec(),
            appeal,
            protocol: Some(telling.protocol()),
        };
        self.act(telling, (on, AT_THE_OFFICE), who, Act::Communicate(communicate));
    }

    /// The days of lessons of the school from a day on.
    pub(crate) fn days_of_lessons(&self, from: Date, how_many: usize) -> Vec<Date> {
        self.institute.days.iter().copied().filter(|day| from <= *day).take(how_many).collect()
    }

    /// The hours of the student's class on a day.
    pub(crate) fn hours_on(&self, student: usize, on: Date) -> u16 {
        let class = &self.institute.classes[self.institute.students[student].class];
        u16::try_from(class.hours_on(on).len()).unwrap_or_default()
    }

    /// Written before the day begins, as for whoever is away for the school.
    pub(crate) fn execute(&mut self, telling: &mut Telling, of: FactNumber, day: Date, hours: u16) {
        let execute = ExecuteDay { of, day, hours };
        self.act(telling, (day, BEFORE_LESSONS), self.office(), Act::ExecuteDay(execute));
    }

    pub(crate) fn certify(&mut self, telling: &mut Telling, of: FactNumber, day: Date, hours: u16) {
        let certify = CertifyDay { of, day, hours };
        self.act(telling, (day, SITS), self.office(), Act::CertifyDay(certify));
    }

    pub(crate) fn check(
        &mut self,
        telling: &mut Telling,
        on: Date,
        of: FactNumber,
        (outcome, advice): (Assessment, Option<&str>),
    ) {
        let assess = AssessActivity { of, outcome, advice: advice.map(str::to_owned) };
        self.act(telling, (on, AT_THE_OFFICE), self.principal(), Act::AssessActivity(assess));
    }
}
