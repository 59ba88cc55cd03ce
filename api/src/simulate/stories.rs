//! What happens once or twice in a school's year, to somebody chosen by seed: who does what on which day.

use jiff::civil::{Date, Time, date, time};
use registro_domain::attendance::JustificationGround;
use registro_domain::calendar::SchoolYear;
use registro_domain::contact::Authority;
use registro_domain::derogation::{Evaluation, Letter};
use registro_domain::duty::DutyKind;
use registro_domain::ids::PersonId;
use registro_domain::people::Office;
use registro_domain::permission::{Passage, PermissionReason};

use super::cast::Part;
use super::day::{Simulation, Today};
use super::errands::{DerogationAnswer, Errand};
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::contact::{Act, Contact, How};
use crate::commands::derogation::RequestDerogation;
use crate::commands::derogation_decision::{DecideDerogation, Outcome};
use crate::commands::derogation_revocation::RevokeDerogation;
use crate::commands::disclosure_objection::ObjectToDisclosure;
use crate::commands::disclosure_request::RequestDisclosure;
use crate::commands::foretold_absence::Foretell;
use crate::commands::objection_withdrawal::WithdrawObjection;
use crate::commands::people::{Act as PersonAct, People};

const AT_THE_OFFICE: Time = time(11, 0, 0, 0);
const AT_HOME: Time = time(19, 0, 0, 0);
/// From when nobody stands in for the principal at the other site, and a chair is no longer held.
const ENDED: Date = date(2026, 1, 31);
/// The last day on which both parents of one student answer for her.
pub(crate) const ONE_PARENT_LESS: Date = date(2026, 2, 27);
const LEFT: Date = date(2026, 3, 12);
/// Days from the request of a derogation to the decision.
const UNTIL_DECIDED: usize = 10;

impl Simulation<'_> {
    /// Everything that is known beforehand.
    pub(crate) fn plan_stories(&mut self) {
        self.plan_alarms();
        self.plan_derogations();
        self.plan_adults();
        self.plan_offices();
        self.plan_phones();
        self.plan_collective();
        self.plan_vigilance();
        self.plan_board();
        self.plan_notes();
        self.plan_grades();
        self.plan_measures();
        self.plan_appeals();
        if let Some(student) = self.institute.cast.player(Part::Foretold) {
            let (from, until) = (date(2026, 3, 23), date(2026, 3, 30));
            let (of, ground) = (self.institute.student(student), JustificationGround::Family);
            let foretell = Command::Foretell(Foretell { student: of, from, until, ground });
            self.by_the_family(student, date(2026, 3, 16), foretell, Some(student));
        }
        if let Some(student) = self.institute.cast.player(Part::NotForetold) {
            let errand = Errand::Consider { student, duty: DutyKind::ConsiderLongAbsence };
            self.plan_errand(date(2026, 4, 28), AT_THE_OFFICE, errand);
        }
        if let Some(student) = self.institute.cast.player(Part::Asking) {
            let (on, at) = (date(2026, 6, 8), time(11, 0, 0, 0));
            let (passage, reason) = (Passage::EarlyExit { at }, PermissionReason::Family);
            let errand = Errand::AskPermission { student, on, passage, reason };
            self.plan_errand(date(2026, 6, 4), time(19, 40, 0, 0), errand);
        }
    }

    /// Families told of truancy and of ten days, authorities informed; two stories are not over when the year is.
    fn plan_alarms(&mut self) {
        let letter = |duty, protocol: &str| Act::TellFamily {
            duty,
            how: How::Letter { protocol: protocol.to_owned() },
        };
        let inform = |duty, authority, protocol: &str| Act::InformAuthority {
            duty,
            authority,
            protocol: protocol.to_owned(),
        };
        let acts = [
            (Part::Truant, date(2025, 10, 27), letter(DutyKind::TellOfTruancy, "4127/2025")),
            (Part::Truant, date(2025, 11, 6), inform(DutyKind::InformMayor, Authority::Mayor, "4288/2025")),
            (Part::Truant, date(2025, 11, 20), Act::RecordMayorsWarning { protocol: "4402/2025".to_owned() }),
            // Back within the week: no mayor.
            (Part::Truant, date(2026, 1, 28), letter(DutyKind::TellOfTruancy, "377/2026")),
            (Part::StillTruant, date(2026, 5, 11), letter(DutyKind::TellOfTenDays, "2154/2026")),
            (Part::StillTruant, date(2026, 5, 18), letter(DutyKind::TellOfTruancy, "2210/2026")),
            (
                Part::StillTruant,
                date(2026, 5, 21),
                inform(DutyKind::InformSocialServices, Authority::SocialServices, "2243/2026"),
            ),
            (
                Part::Silent,
                date(2026, 2, 5),
                inform(DutyKind::InformSocialServices, Authority::SocialServices, "512/2026"),
            ),
            (
                Part::Silent,
                date(2026, 2, 20),
                inform(DutyKind::InformCarabinieri, Authority::Carabinieri, "701/2026"),
            ),
        ];
        for (part, on, act) in acts {
            let Some(student) = self.institute.cast.player(part) else { continue };
            self.by_the_principal_of(student, on, act);
        }
        for (part, on) in [(Part::Silent, date(2026, 1, 27)), (Part::StillSilent, date(2026, 5, 25))] {
            let Some(student) = self.institute.cast.player(part) else { continue };
            let duty = DutyKind::TellOfTenDays;
            let protocolled = part == Part::Silent;
            self.plan_errand(on, AT_THE_OFFICE, Errand::Call { student, duty, protocolled });
        }
        if let Some(student) = self.institute.cast.player(Part::BeyondTheLine) {
            let reason = "assenze frequenti di uno o due giorni, con motivi generici".to_owned();
            self.by_the_principal_of(student, date(2026, 4, 20), Act::FlagAbsences { reason });
        }
    }

    fn by_the_principal_of(&mut self, student: usize, on: Date, act: Act) {
        let Some(day) = self.day_from(on) else { return };
        let of = self.institute.student(student);
        let command = Box::new(Command::Contact(Contact { student: of, on: self.institute.days[day], act }));
        let (person, capacity) = (self.institute.staff.principal.person, Capacity::Principal);
        let errand = Errand::Send { person, capacity, command, student: None };
        self.memory.errands.put(day, AT_THE_OFFICE, errand);
    }

    fn by_the_family(&mut self, student: usize, on: Date, command: Command, grows: Option<usize>) {
        let Some((person, capacity)) = self.family(student, on) else { return };
        let errand = Errand::Send { person, capacity, command: Box::new(command), student: grows };
        self.plan_errand(on, AT_HOME, errand);
    }

    fn plan_derogations(&mut self) {
        let revoked_on = date(2025, 12, 15);
        let granted = DerogationAnswer::Granted { hours_a_day: 4 };
        let revoked = DerogationAnswer::Revoked { hours_a_day: 2, on: revoked_on };
        let requests = [
            (
                Part::SavedByDerogation,
                date(2026, 3, 5),
                Letter::A,
                (date(2025, 11, 3), date(2026, 2, 28)),
                granted,
            ),
            (
                Part::DerogationRevoked,
                date(2025, 11, 3),
                Letter::C,
                (date(2025, 10, 20), date(2025, 10, 25)),
                revoked,
            ),
            (
                Part::NotAssessable,
                date(2026, 2, 9),
                Letter::B,
                (date(2026, 1, 12), date(2026, 1, 24)),
                DerogationAnswer::NotAssessable,
            ),
            (
                Part::BeyondTheLine,
                date(2026, 4, 27),
                Letter::D,
                (date(2026, 3, 2), date(2026, 3, 28)),
                DerogationAnswer::Denied,
            ),
            (
                Part::DerogationPending,
                date(2026, 5, 28),
                Letter::A,
                (date(2026, 5, 4), date(2026, 5, 9)),
                DerogationAnswer::Pending,
            ),
        ];
        for (part, on, letter, days, answer) in requests {
            let Some(student) = self.institute.cast.player(part) else { continue };
            self.plan_errand(on, AT_HOME, Errand::Derogation { student, letter, days, answer });
        }
    }

    pub(crate) fn request_derogation(
        &mut self,
        today: &mut Today<'_>,
        at: Time,
        student: usize,
        letter: Letter,
        (from, until): (Date, Date),
        answer: DerogationAnswer,
    ) {
        let Some((person, capacity)) = self.family(student, today.on) else { return };
        let (of, year) = (self.institute.student(student), SchoolYear::containing(from));
        let document = format!("protocollo riservato {}", self.protocol(today.on, student));
        let request = RequestDerogation { student: of, letter, from, until, document };
        let number = self.memory.number(&Command::RequestDerogation(request.clone()));
        today.book.send(at, person, capacity, Command::RequestDerogation(request));
        let away =
            self.institute.days.iter().enumerate().filter(|(day, on)| {
                from <= **on && **on <= until && self.institute.cast.is_away(student, *day)
            });
        let days = u16::try_from(away.count()).unwrap_or_default();
        let outcome = match answer {
            DerogationAnswer::Granted { hours_a_day } | DerogationAnswer::Revoked { hours_a_day, .. } => {
                Outcome::Granted { hours: days * hours_a_day, evaluation: Evaluation::Possible }
            }
            DerogationAnswer::NotAssessable => {
                Outcome::Granted { hours: days, evaluation: Evaluation::NotPossible }
            }
            DerogationAnswer::Denied => {
                Outcome::Denied { reason: "il documento non riguarda quei giorni".to_owned() }
            }
            DerogationAnswer::Pending => return,
        };
        let excuses = matches!(&outcome, Outcome::Granted { evaluation: Evaluation::Possible, .. });
        let decide = Command::DecideDerogation(DecideDerogation { student: of, year, number, outcome });
        let grows = excuses.then_some(student);
        self.by_the_principal_on(today.index + UNTIL_DECIDED, decide, grows);
        if let DerogationAnswer::Revoked { on, .. } = answer
            && let Some(day) = self.day_from(on)
        {
            let reason = "il documento è stato ritirato da chi lo aveva emesso".to_owned();
            let revoke = Command::RevokeDerogation(RevokeDerogation { student: of, year, number, reason });
            self.by_the_principal_on(day, revoke, Some(student));
        }
    }

    fn by_the_principal_on(&mut self, day: usize, command: Command, grows: Option<usize>) {
        let (person, capacity) = (self.institute.staff.principal.person, Capacity::Principal);
        let errand = Errand::Send { person, capacity, command: Box::new(command), student: grows };
        self.memory.errands.put(day, AT_THE_OFFICE, errand);
    }

    /// A parent asks, the student objects; another one objected and no longer does.
    fn plan_adults(&mut self) {
        let asks = |student: PersonId| Command::RequestDisclosure(RequestDisclosure { student });
        let objects = || Command::ObjectToDisclosure(ObjectToDisclosure {});
        if let Some(student) = self.institute.cast.player(Part::Objecting) {
            self.by_a_parent(student, date(2026, 3, 3), asks(self.institute.student(student)));
            self.by_the_family(student, date(2026, 3, 10), objects(), None);
        }
        if let Some(student) = self.institute.cast.player(Part::Reconciled) {
            self.by_the_family(student, date(2026, 3, 5), objects(), None);
            let withdraws = Command::WithdrawObjection(WithdrawObjection {});
            self.by_the_family(student, date(2026, 4, 10), withdraws, None);
            self.by_a_parent(student, date(2026, 4, 13), asks(self.institute.student(student)));
        }
    }

    fn by_a_parent(&mut self, student: usize, on: Date, command: Command) {
        let Some(person) = self.guardian(student, on) else { return };
        let errand =
            Errand::Send { person, capacity: Capacity::Guardian, command: Box::new(command), student: None };
        self.plan_errand(on, time(18, 30, 0, 0), errand);
    }

    /// What ends before the year does: an office, a chair, a parent's responsibility, a student's enrolment.
    fn plan_offices(&mut self) {
        let (site_lead, deputy) = (&self.institute.staff.site_lead, &self.institute.staff.deputy);
        let end = PersonAct::EndOffice { office: Office::SiteLead, last_day: ENDED };
        let mut acts = vec![(ENDED, site_lead.person, end)];
        if let Some((class, subject)) = self.institute.deputys_chair() {
            acts.push((ENDED, deputy.person, PersonAct::EndChair { class, subject, last_day: ENDED }));
        }
        if let Some((student, guardian)) = self.institute.parent_who_ends() {
            let (last_day, reason) = (ONE_PARENT_LESS, "provvedimento agli atti riservati".to_owned());
            let end = PersonAct::EndResponsibility { guardian, last_day, reason };
            acts.push((ONE_PARENT_LESS, self.institute.student(student), end));
        }
        if let Some(student) = self.institute.cast.player(Part::Leaving) {
            let leave =
                PersonAct::Leave { last_day: LEFT, reason: "trasferimento ad altro istituto".to_owned() };
            acts.push((LEFT, self.institute.student(student), leave));
        }
        for (on, person, act) in acts {
            let command = Box::new(Command::People(People { person, acts: vec![act] }));
            let (person, capacity) = (self.institute.secretary(0), Capacity::Secretariat);
            let errand = Errand::Send { person, capacity, command, student: None };
            self.plan_errand(on, time(15, 40, 0, 0), errand);
        }
    }

    /// From the day after, the student is no longer in the school.
    pub(crate) fn leave(&mut self, on: Date) {
        if let Some(student) = self.institute.cast.player(Part::Leaving).filter(|_| LEFT < on) {
            self.memory.pupils[student].leave();
        }
    }
}
