//! What must be done, by whom, by when and why: the coordinator's list, the principal's, the secretariat's.

use std::collections::BTreeMap;

use axum::extract::Query;
use jiff::ToSpan as _;
use jiff::civil::Date;
use registro_domain::duty::{Duty, DutyKind, Fulfilment, Matter, Owner, Place, Status, Whom};
use registro_domain::ids::ClassId;
use registro_domain::text::month_name;
use registro_eventlog::event::Position;
use serde::Deserialize;

use super::views_duties::{Chosen, DutiesPage, Group, Row};
use super::views_layout::{EventRef, Link};
use super::views_text::long_date;
use super::{address, class_grades, compose, duty_form, frame, review};
use crate::actor::Capacity;
use crate::http::Web;
use crate::http::class_day::timetable;
use crate::http::classes::seen_classes;
use crate::http::duties::{self, asked_for};
use crate::http::query;
use crate::identity::Session;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::sentence;

/// What was done is shown for so long.
const DONE_DAYS: i32 = 30;
/// A longer list nobody reads: it can be asked class by class.
const LONGEST: usize = 100;
/// Of many events the last are shown.
const CAUSES: usize = 12;
const EVERYBODY: &str = "tutti";

const OWNERS: [Owner; 7] = [
    Owner::Principal,
    Owner::Coordinator,
    Owner::Council,
    Owner::Teacher,
    Owner::SubjectTeacher,
    Owner::Secretariat,
    Owner::Family,
];

/// Of which day, whose, of which class.
#[derive(Debug, Deserialize)]
pub struct Asked {
    al: Option<String>,
    di: Option<String>,
    classe: Option<String>,
    che: Option<String>,
    fatto: Option<String>,
}

/// `GET /adempimenti`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<DutiesPage, Problem> {
    let on = query::day_or(asked.al.as_deref(), session.today)?;
    let owner = chosen_owner(&session, asked.di.as_deref())?;
    let class = asked.classe.as_deref().filter(|class| !class.is_empty());
    let class = class.map(|id| id.parse().map(ClassId)).transpose();
    let class = class.map_err(|_| Refusal::NotFound("la classe"))?;
    let question = duties::Asked { class, owner, on: Some(on.to_string()), ..duties::Asked::default() };
    let (_, mut duties) = asked_for(&web, &session, &question).await?;
    let chosen = asked.che.as_deref().filter(|kind| !kind.is_empty());
    let kinds = kinds(&duties, chosen);
    duties.retain(|duty| chosen.is_none_or(|chosen| kind_name(duty.kind) == chosen));
    Ok(DutiesPage {
        layout: frame::layout(&web, Some(&session), "Adempimenti", "/adempimenti"),
        done: asked.fatto.map(|_| "L’atto è stato registrato."),
        intro: format!(
            "Che cosa si deve fare, per chi, entro quando e per quale norma, al giorno {}. Sono avvisi e \
             proposte: decide sempre una persona.",
            long_date(on)
        ),
        day_value: on.to_string(),
        owners: owners(owner),
        classes: classes(&session, on, class),
        kinds,
        groups: groups(&web, &session, &duties, on),
    })
}

/// Everybody's for who follows a class, one's own for the offices.
fn chosen_owner(session: &Session, asked: Option<&str>) -> Result<Option<Owner>, Refusal> {
    match asked.filter(|asked| !asked.is_empty()) {
        Some(EVERYBODY) => Ok(None),
        Some(named) => {
            let owner = OWNERS.into_iter().find(|owner| owner_name(*owner) == named);
            owner.map(Some).ok_or_else(|| Refusal::Malformed(format!("nessun adempimento spetta a {named}")))
        }
        None => Ok(match session.agent.capacity {
            Capacity::Principal | Capacity::Deputy | Capacity::SiteLead => Some(Owner::Principal),
            Capacity::Secretariat => Some(Owner::Secretariat),
            Capacity::Teacher
            | Capacity::Guardian
            | Capacity::Student
            | Capacity::Dpo
            | Capacity::Auditor
            | Capacity::Technician
            | Capacity::Support => None,
        }),
    }
}

fn owner_name(owner: Owner) -> &'static str {
    match owner {
        Owner::Family => "famiglia",
        Owner::Teacher => "docente",
        Owner::SubjectTeacher => "docente-della-materia",
        Owner::Coordinator => "coordinatore",
        Owner::Principal => "dirigente",
        Owner::Secretariat => "segreteria",
        Owner::Council => "consiglio",
    }
}

fn owners(chosen: Option<Owner>) -> Vec<Chosen> {
    let everybody =
        Chosen { value: EVERYBODY.to_owned(), label: "tutti".to_owned(), selected: chosen.is_none() };
    let others = OWNERS.into_iter().map(|owner| Chosen {
        value: owner_name(owner).to_owned(),
        label: sentence::owner(owner).to_owned(),
        selected: chosen == Some(owner),
    });
    std::iter::once(everybody).chain(others).collect()
}

fn classes(session: &Session, on: Date, chosen: Option<ClassId>) -> Vec<Chosen> {
    let seen = seen_classes(session, on);
    if seen.len() < 2 {
        return Vec::new();
    }
    let all = Chosen { value: String::new(), label: "tutte".to_owned(), selected: chosen.is_none() };
    let classes = seen.into_iter().map(|(id, class)| Chosen {
        value: id.to_string(),
        label: class.label.to_string(),
        selected: chosen == Some(id),
    });
    std::iter::once(all).chain(classes).collect()
}

/// The kinds of which something is open, with how many, the rarest first: what is common hides what is grave.
fn kinds(duties: &[Duty], chosen: Option<&str>) -> Vec<Chosen> {
    let mut counted: BTreeMap<DutyKind, usize> = BTreeMap::new();
    for duty in duties.iter().filter(|duty| duty.is_open()) {
        *counted.entry(duty.kind).or_default() += 1;
    }
    let mut counted: Vec<_> = counted.into_iter().collect();
    counted.sort_by_key(|(kind, count)| (*count, *kind));
    let everything = Chosen { value: String::new(), label: "tutto".to_owned(), selected: chosen.is_none() };
    let others = counted.into_iter().map(|(kind, count)| Chosen {
        value: kind_name(kind),
        label: format!("{} ({count})", sentence::duty(kind)),
        selected: chosen == Some(kind_name(kind).as_str()),
    });
    std::iter::once(everything).chain(others).collect()
}

/// A kind as it is sent.
pub(super) fn kind_name(kind: DutyKind) -> String {
    serde_json::to_value(kind).ok().and_then(|name| Some(name.as_str()?.to_owned())).unwrap_or_default()
}

fn groups(web: &Web, session: &Session, duties: &[Duty], on: Date) -> Vec<Group> {
    let recent = on.saturating_sub(DONE_DAYS.days());
    let group = |id, heading, icon, folded, is: &dyn Fn(&Duty) -> bool| {
        let mut rows: Vec<&Duty> = duties.iter().filter(|duty| is(duty)).collect();
        rows.sort_by_key(|duty| (duty.due.unwrap_or(Date::MAX), duty.arose_on, duty.whom));
        if folded {
            rows.reverse();
        }
        let more = rows.len().saturating_sub(LONGEST);
        Group {
            id,
            heading: format!("{heading} ({})", rows.len()),
            icon,
            folded,
            rows: rows.into_iter().take(LONGEST).map(|duty| row(web, session, duty, on)).collect(),
            more: (more != 0).then(|| format!("Altri {more}: scegli una classe per vederli.")),
        }
    };
    vec![
        group("scaduti", "Scaduti", "error", false, &|duty| duty.status == Status::Overdue),
        group("da-fare", "Da fare", "clock", false, &|duty| duty.status == Status::Due),
        group("non-ancora", "Non ancora da fare", "calendar", true, &|duty| duty.status == Status::NotYetDue),
        group("compiuti", "Compiuti negli ultimi trenta giorni", "check-circle", true, &|duty| match duty
            .status
        {
            Status::Done { on, .. } => recent <= on,
            Status::NotYetDue | Status::Due | Status::Overdue => false,
        }),
    ]
}

fn row(web: &Web, session: &Session, duty: &Duty, on: Date) -> Row {
    let directory = &session.directory;
    let (whom, class) = match duty.whom {
        Whom::Student(student) => {
            let link = Link { label: directory.name(student), href: address::student(student) };
            (Some(link), directory.person(student).and_then(|profile| profile.class_on(on)))
        }
        Whom::Class(class) => {
            let label = format!("classe {}", directory.class_label(class));
            (Some(Link { label, href: address::class(class) }), None)
        }
        Whom::School => (None, None),
    };
    let class = class.map(|class| directory.class_label(class));
    let about: Vec<String> = class.into_iter().chain(about(duty)).collect();
    let (term, done_by) = match duty.status {
        Status::Done { on, by } => (format!("compiuto {}", long_date(on)), Some(event(by))),
        Status::Overdue => (format!("scaduto {}", duty.due.map(long_date).unwrap_or_default()), None),
        Status::Due | Status::NotYetDue => (
            duty.due.map_or_else(|| "senza termine".to_owned(), |due| format!("entro {}", long_date(due))),
            None,
        ),
    };
    let shown = duty.cause.len().saturating_sub(CAUSES);
    Row {
        what: sentence::duty(duty.kind).to_owned(),
        whom,
        about: about.join(" · "),
        term,
        owner: sentence::owner(duty.kind.owner()),
        norms: std::iter::once(duty.kind.norm())
            .chain(duty.kind.also().iter().copied())
            .map(frame::norm)
            .collect(),
        cause: duty.cause.iter().skip(shown).map(|place| event(*place)).collect(),
        done_by,
        act: act(session, duty),
        form: duty_form::form(web, session, duty),
    }
}

fn about(duty: &Duty) -> Option<String> {
    match duty.matter {
        Matter::Year | Matter::Level(_) | Matter::Act { .. } | Matter::Request(_) | Matter::Breach(_) => None,
        Matter::Fact { on, .. } | Matter::Absence(on) | Matter::Test { on, .. } => Some(long_date(on)),
        Matter::Month(month) => Some(format!("{} {}", month_name(month), month.year())),
    }
}

fn event(place: Place) -> EventRef {
    let position = Position(place.0);
    let (href, recorded_text) = (address::event(position), String::new());
    EventRef { number: place.0, href, recorded_text, later: false }
}

/// The page on which the act that fulfils a duty is done.
fn act(session: &Session, duty: &Duty) -> Option<Link> {
    if !duty.is_open() {
        return None;
    }
    // Whoever sees it works on it.
    if let Matter::Request(request) = duty.matter {
        return Some(Link { label: "Apri la richiesta".to_owned(), href: address::request(request) });
    }
    if let Matter::Breach(breach) = duty.matter {
        return Some(Link { label: "Apri la violazione".to_owned(), href: address::breach(breach) });
    }
    if !may_act(session.agent.capacity, duty.kind) {
        return None;
    }
    if let (Whom::Student(student), Fulfilment::FamilyTold) = (duty.whom, duty.kind.fulfilled_by()) {
        let href = compose::to_tell(student, duty.kind);
        return Some(Link { label: "Scrivi alla famiglia".to_owned(), href });
    }
    // A1-06, A7-03: what is proposed is considered here; whoever then reports a fact does it on the student's page.
    if let (Whom::Student(student), DutyKind::ConsiderDelays | DutyKind::ConsiderNotes) =
        (duty.whom, duty.kind)
    {
        let href = format!("{}#report", address::student_measures(student));
        return Some(Link { label: "Segnala un fatto".to_owned(), href });
    }
    if let (Fulfilment::AttendanceReview, Matter::Month(month)) = (duty.kind.fulfilled_by(), duty.matter) {
        return Some(Link { label: "Apri il controllo".to_owned(), href: review::address(month) });
    }
    if let (Whom::Class(class), Matter::Test { on, period }) = (duty.whom, duty.matter) {
        let hour = timetable(&session.directory, class, on).ok()?.hour(period).cloned()?;
        let href = address::hand_back(class, &hour.subject, &class_grades::test_code(on, period));
        return Some(Link { label: "Scrivi i voti".to_owned(), href });
    }
    if let Matter::Act { case, .. } = duty.matter {
        return Some(Link { label: "Apri il caso".to_owned(), href: address::case(case) });
    }
    let (student, day) = match (duty.whom, duty.matter) {
        (Whom::Student(student), Matter::Fact { on, .. }) => (student, on),
        (Whom::Student(_) | Whom::Class(_) | Whom::School, _) => return None,
    };
    let page = address::student(student);
    let class = session.directory.person(student).and_then(|profile| profile.class_on(day));
    match duty.kind.fulfilled_by() {
        Fulfilment::Justification => {
            Some(Link { label: "Giustifica".to_owned(), href: format!("{page}#da-giustificare") })
        }
        Fulfilment::JustificationDecision => {
            Some(Link { label: "Esamina".to_owned(), href: format!("{page}#da-esaminare") })
        }
        Fulfilment::CheckOnReturn => class.map(|class| Link {
            label: "Apri la classe".to_owned(),
            href: address::class_on(class, duty.arose_on),
        }),
        Fulfilment::PermissionDecision => {
            Some(Link { label: "Decidi".to_owned(), href: "/permessi".to_owned() })
        }
        Fulfilment::ContestDecision
        | Fulfilment::GroundVerification
        | Fulfilment::DerogationDecision
        | Fulfilment::FamilyTold
        | Fulfilment::AuthorityInformed(_)
        | Fulfilment::ProposalConsidered
        | Fulfilment::FonogrammaProtocolled
        | Fulfilment::BagDecision
        | Fulfilment::DeviceFamilyTold
        | Fulfilment::CouncilInformed
        | Fulfilment::SanctionCommunicated
        | Fulfilment::MinutesDeposited
        | Fulfilment::ActivityAssessed
        | Fulfilment::RequestAnswered
        | Fulfilment::BreachNotified
        | Fulfilment::BreachSubjectsTold
        | Fulfilment::DeviceReturned
        | Fulfilment::ReadmissionRule
        | Fulfilment::CollectiveAbsencesConsidered
        | Fulfilment::AttendanceReview
        | Fulfilment::MinorsReport
        | Fulfilment::TestHandedBack => None,
    }
}

fn may_act(capacity: Capacity, kind: DutyKind) -> bool {
    match kind.owner() {
        Owner::Family => matches!(capacity, Capacity::Guardian | Capacity::Student),
        Owner::Teacher | Owner::SubjectTeacher | Owner::Coordinator | Owner::Council => {
            matches!(capacity, Capacity::Teacher | Capacity::Principal)
        }
        Owner::Principal => {
            matches!(capacity, Capacity::Principal | Capacity::Deputy | Capacity::SiteLead)
        }
        Owner::Secretariat => matches!(capacity, Capacity::Secretariat | Capacity::Principal),
    }
}
