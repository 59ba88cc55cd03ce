//! What may be done to a person's record.

use super::received::receive;
use super::{Command, Enrolment, FiscalKey, Held, Office, Person, PersonEvent, Profile, Rejection, covers};
use crate::ids::{ClassId, PersonId, SubjectCode};
use crate::norm::Norm;
use crate::regulation::Regulation;
use crate::text::Text;
use jiff::civil::Date;

pub fn decide(
    state: &Person,
    command: &Command,
    regulation: &Regulation,
) -> Result<Vec<PersonEvent>, Rejection> {
    match (state, command) {
        (Person::Unknown, Command::Register { person, given_name, family_name, born_on, on }) => {
            Ok(vec![PersonEvent::Registered {
                person: *person,
                given_name: given_name.clone(),
                family_name: family_name.clone(),
                born_on: *born_on,
                on: *on,
                because: vec![Norm::OnlyRegisterFunctions],
            }])
        }
        (Person::Unknown, _) => Err(Rejection::Unknown),
        (Person::Known(profile), command) => on_known(profile, command, regulation),
    }
}

fn on_known(
    profile: &Profile,
    command: &Command,
    regulation: &Regulation,
) -> Result<Vec<PersonEvent>, Rejection> {
    match command {
        Command::ReceiveFile { received, today } => receive(profile, received, *today),
        Command::Register { given_name, family_name, born_on, .. } => {
            let same = (&profile.given_name, &profile.family_name, &profile.born_on)
                == (given_name, family_name, born_on);
            if same { Ok(Vec::new()) } else { Err(Rejection::AlreadyKnown) }
        }
        Command::Enrol { class, year, from, annual_hours } => {
            inside(*year, *from)?;
            positive(*annual_hours)?;
            let enrolment = Enrolment { year: *year, class: *class, from: *from, until: None };
            if profile.enrolments.contains(&enrolment) && profile.annual_hours.get(year) == Some(annual_hours)
            {
                return Ok(Vec::new());
            }
            if profile
                .enrolments
                .iter()
                .any(|other| other.year == *year && other.until.is_none_or(|u| *from <= u))
            {
                return Err(Rejection::AlreadyEnrolled { on: *from });
            }
            Ok(vec![PersonEvent::Enrolled {
                student: profile.person,
                class: *class,
                year: *year,
                from: *from,
                annual_hours: *annual_hours,
                because: vec![Norm::PersonalisedHours],
            }])
        }
        Command::Move { year, class, from, reason } => {
            inside(*year, *from)?;
            let withdrawn = profile.class_on(*from).ok_or(Rejection::NotEnrolled { on: *from })?;
            if withdrawn == *class {
                return Ok(Vec::new());
            }
            Ok(vec![PersonEvent::Moved {
                student: profile.person,
                year: *year,
                withdrawn,
                class: *class,
                from: *from,
                reason: reason.clone(),
                because: vec![Norm::PersonalisedHours],
            }])
        }
        Command::Leave { year, last_day, reason } => {
            inside(*year, *last_day)?;
            let last = profile.enrolments.iter().rfind(|enrolment| enrolment.year == *year);
            if last.is_some_and(|last| last.until == Some(*last_day)) {
                return Ok(Vec::new());
            }
            let class = profile.class_on(*last_day).ok_or(Rejection::NotEnrolled { on: *last_day })?;
            Ok(vec![PersonEvent::Left {
                student: profile.person,
                year: *year,
                class,
                last_day: *last_day,
                reason: reason.clone(),
                because: vec![Norm::PersonalisedHours],
            }])
        }
        Command::SetAnnualHours { year, hours, reason, on } => {
            positive(*hours)?;
            let withdrawn = *profile.annual_hours.get(year).ok_or(Rejection::NotEnrolled { on: *on })?;
            if withdrawn == *hours {
                return Ok(Vec::new());
            }
            Ok(vec![PersonEvent::AnnualHoursSet {
                student: profile.person,
                year: *year,
                withdrawn,
                hours: *hours,
                reason: reason.clone(),
                on: *on,
                because: vec![Norm::PersonalisedHours],
            }])
        }
        Command::HoldResponsibility { guardian, relation, from } => {
            let beyond = |until: Option<Date>| until.is_none_or(|until| *from <= until);
            let held = profile.guardians.iter().rfind(|held| held.guardian == *guardian);
            if let Some(held) = held.filter(|held| beyond(held.until)) {
                let same = (held.relation, held.from) == (*relation, *from);
                let refusal = Rejection::AlreadyResponsible { from: held.from };
                return if same { Ok(Vec::new()) } else { Err(refusal) };
            }
            Ok(vec![PersonEvent::ResponsibilityHeld {
                student: profile.person,
                guardian: *guardian,
                relation: *relation,
                from: *from,
                because: vec![Norm::LimitsOfResponsibility],
            }])
        }
        Command::LimitResponsibility { guardian, from, until, order } => {
            ordered(*from, *until)?;
            let held = profile.guardians.iter().rfind(|held| held.guardian == *guardian);
            let held = held.ok_or(Rejection::NoResponsibility { on: *from })?;
            if held.limits.iter().any(|limit| (limit.from, limit.until) == (*from, *until)) {
                return Ok(Vec::new());
            }
            Ok(vec![PersonEvent::ResponsibilityLimited {
                student: profile.person,
                guardian: *guardian,
                from: *from,
                until: *until,
                order: order.clone(),
                because: vec![Norm::LimitsOfResponsibility],
            }])
        }
        Command::EndResponsibility { guardian, last_day, reason } => {
            end_responsibility(profile, *guardian, *last_day, reason)
        }
        Command::LinkFiscalCode { code, taken, on } => link(profile, *code, *taken, *on),
        Command::EndOffice { office, last_day } => end_office(profile, *office, *last_day),
        Command::EndChair { class, subject, last_day } => end_chair(profile, *class, subject, *last_day),
        Command::RequestDisclosure { guardian, on } => request(profile, *guardian, *on, regulation),
        Command::Object { by, on } => object(profile, *by, *on, regulation),
        Command::WithdrawObjection { by, on } => withdraw(profile, *by, *on, regulation),
        Command::AssignOffice { office, from, until } => {
            ordered(*from, *until)?;
            if profile.offices.contains(&Held { what: *office, from: *from, until: *until }) {
                return Ok(Vec::new());
            }
            let (person, office, from, until) = (profile.person, *office, *from, *until);
            let because = vec![Norm::OnlyRegisterFunctions];
            Ok(vec![PersonEvent::OfficeAssigned { person, office, from, until, because }])
        }
        Command::AssignChair { chair, from, until } => {
            ordered(*from, *until)?;
            if profile.chairs.contains(&Held { what: chair.clone(), from: *from, until: *until }) {
                return Ok(Vec::new());
            }
            Ok(vec![PersonEvent::ChairAssigned {
                teacher: profile.person,
                class: chair.class,
                subject: chair.subject.clone(),
                weekly_hours: chair.weekly_hours,
                from: *from,
                until: *until,
                because: vec![Norm::OnlyRegisterFunctions],
            }])
        }
    }
}

/// Norm: CAD, art. 64 (E-07): who signs in is known by her `codice fiscale`, which the provider vouches for.
fn link(profile: &Profile, code: FiscalKey, taken: bool, on: Date) -> Result<Vec<PersonEvent>, Rejection> {
    let withdrawn = profile.fiscal_key;
    if withdrawn == Some(code) {
        return Ok(Vec::new());
    }
    if taken {
        return Err(Rejection::LinkedToAnother);
    }
    let (person, because) = (profile.person, vec![Norm::SignInByProvider]);
    Ok(vec![PersonEvent::FiscalCodeLinked { person, code, withdrawn, on, because }])
}

/// Norm: circ. MIUR 5336/2015 (B6-01).
fn end_responsibility(
    profile: &Profile,
    guardian: PersonId,
    last_day: Date,
    reason: &Text,
) -> Result<Vec<PersonEvent>, Rejection> {
    let mut held = profile.guardians.iter().filter(|held| held.guardian == guardian);
    let held = held.find(|held| covers(held.from, held.until, last_day));
    let held = held.ok_or(Rejection::NoResponsibility { on: last_day })?;
    if held.until == Some(last_day) {
        return Ok(Vec::new());
    }
    let (student, reason) = (profile.person, reason.clone());
    let because = vec![Norm::LimitsOfResponsibility];
    Ok(vec![PersonEvent::ResponsibilityEnded { student, guardian, last_day, reason, because }])
}

/// Norm: reg. istituto, art. 42, c. 4 (A12-01).
fn end_office(profile: &Profile, office: Office, last_day: Date) -> Result<Vec<PersonEvent>, Rejection> {
    if still_held(&profile.offices, |held| *held == office, last_day)? {
        let (person, because) = (profile.person, vec![Norm::OnlyRegisterFunctions]);
        return Ok(vec![PersonEvent::OfficeEnded { person, office, last_day, because }]);
    }
    Ok(Vec::new())
}

/// Norm: reg. istituto, art. 42, c. 4 (A12-01).
fn end_chair(
    profile: &Profile,
    class: ClassId,
    subject: &SubjectCode,
    last_day: Date,
) -> Result<Vec<PersonEvent>, Rejection> {
    if still_held(&profile.chairs, |held| held.is(class, subject), last_day)? {
        let (teacher, subject) = (profile.person, subject.clone());
        let because = vec![Norm::OnlyRegisterFunctions];
        return Ok(vec![PersonEvent::ChairEnded { teacher, class, subject, last_day, because }]);
    }
    Ok(Vec::new())
}

/// Whether what is held on a day goes on beyond it.
fn still_held<T>(held: &[Held<T>], is: impl Fn(&T) -> bool, last_day: Date) -> Result<bool, Rejection> {
    let mut that_day = held.iter().filter(|held| is(&held.what) && covers(held.from, held.until, last_day));
    let refusal = Rejection::NotHeld { on: last_day };
    that_day.next().map(|held| held.until != Some(last_day)).ok_or(refusal)
}

/// Norm: TAR Puglia 1141/2023 (B6-02): the parents of an adult are informed if they ask.
fn request(
    profile: &Profile,
    guardian: PersonId,
    on: Date,
    regulation: &Regulation,
) -> Result<Vec<PersonEvent>, Rejection> {
    of_age(profile, on, regulation)?;
    if profile.responsible(guardian, on)?.asks_from.is_some() {
        return Ok(Vec::new());
    }
    let because = vec![Norm::AdultsObjection];
    Ok(vec![PersonEvent::DisclosureRequested { student: profile.person, guardian, from: on, because }])
}

/// Norm: TAR Puglia 1141/2023 (B6-02): and if the student does not object, who alone may.
fn object(
    profile: &Profile,
    by: PersonId,
    on: Date,
    regulation: &Regulation,
) -> Result<Vec<PersonEvent>, Rejection> {
    herself(profile, by, on, regulation)?;
    if profile.objects() {
        return Ok(Vec::new());
    }
    let because = vec![Norm::AdultsObjection];
    Ok(vec![PersonEvent::DisclosureObjected { student: profile.person, from: on, because }])
}

fn withdraw(
    profile: &Profile,
    by: PersonId,
    on: Date,
    regulation: &Regulation,
) -> Result<Vec<PersonEvent>, Rejection> {
    herself(profile, by, on, regulation)?;
    if !profile.objects() {
        return Ok(Vec::new());
    }
    let because = vec![Norm::AdultsObjection];
    Ok(vec![PersonEvent::ObjectionWithdrawn { student: profile.person, from: on, because }])
}

fn herself(profile: &Profile, by: PersonId, on: Date, regulation: &Regulation) -> Result<(), Rejection> {
    if by == profile.person { of_age(profile, on, regulation) } else { Err(Rejection::NotTheStudent) }
}

fn of_age(profile: &Profile, on: Date, regulation: &Regulation) -> Result<(), Rejection> {
    let refusal = Rejection::InformedOfAMinor { on, born_on: profile.born_on };
    if profile.is_of_age(on, regulation) { Ok(()) } else { Err(refusal) }
}

fn inside(year: crate::calendar::SchoolYear, on: Date) -> Result<(), Rejection> {
    if year.first_day() <= on && on <= year.last_day() {
        Ok(())
    } else {
        Err(Rejection::OutsideYear { on, year })
    }
}

fn positive(annual_hours: u16) -> Result<(), Rejection> {
    if annual_hours == 0 { Err(Rejection::NoAnnualHours) } else { Ok(()) }
}

fn ordered(from: Date, until: Option<Date>) -> Result<(), Rejection> {
    match until {
        Some(until) if until < from => Err(Rejection::EndsBeforeStart { from, until }),
        Some(_) | None => Ok(()),
    }
}
