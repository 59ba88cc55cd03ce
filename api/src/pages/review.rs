//! The secretariat's monthly review: who was absent, whose family is to be written to, and the review recorded.

use std::collections::{BTreeMap, BTreeSet};

use axum::Form;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use registro_domain::attendance::Fact;
use registro_domain::calendar::SchoolYear;
use registro_domain::duty::{Duty, DutyKind, Fulfilment, Matter, Status, Whom};
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::norm::Norm;
use registro_domain::text::{month_name, on_day};
use registro_eventlog::event::CommandId;
use registro_projections::attendance_totals::{self, FactState, KnownFact, Totals};
use serde::Deserialize;
use uuid::Uuid;

use super::views_duties::Chosen;
use super::views_family::Returned;
use super::views_layout::Link;
use super::views_review::{MonthRow, ReviewForm, ReviewPage, ReviewRow, Telling};
use super::views_text::short_date;
use super::{address, compose, frame};
use crate::actor::Capacity;
use crate::answers::Moment;
use crate::commands::Command;
use crate::commands::vigilance::{Act, Vigilance};
use crate::duties::{Scope, may_see};
use crate::http::Web;
use crate::http::classes::seen_classes;
use crate::http::query;
use crate::http::record::carry_out;
use crate::identity::Session;
use crate::policy::Record;
use crate::problem::{self, Problem};
use crate::refusal::Refusal;
use crate::sentence;

const PAGE: &str = "/controllo-mensile";

/// Of which month and class.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    mese: Option<String>,
    classe: Option<String>,
    fatto: Option<String>,
}

/// A review as the form sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reviewed {
    command: Uuid,
    month: String,
    count: u16,
}

/// Where the review of a month is.
pub(super) fn address(month: Date) -> String {
    format!("{PAGE}?mese={}", written(month))
}

/// `GET /controllo-mensile`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<ReviewPage, Problem> {
    page(&web, &session, &asked, None).await
}

/// `POST /controllo-mensile`.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Form(form): Form<Reviewed>,
) -> Result<Response, Problem> {
    let Reviewed { command, month: asked, count } = form;
    let month = month(&asked)?;
    let act = Act::ReviewAttendance { month, families_told: count };
    let review = Command::Vigilance(Vigilance { act });
    match carry_out(&web, &session, CommandId(command), review, None, true).await {
        Ok(_) => Ok(Redirect::to(&format!("{}&fatto=controllato", address(month))).into_response()),
        Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => {
            let returned = Returned {
                form: "registra",
                reason: format!("{}.", frame::capital(&problem.detail)),
                norm: problem.norm.map(frame::norm),
                fields: vec![("count", count.to_string())],
                against: Vec::new(),
            };
            let asked = Asked { mese: Some(asked), ..Asked::default() };
            let page = page(&web, &session, &asked, Some(returned)).await?;
            Ok(problem::shown(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(problem) => Err(problem),
    }
}

/// A month as it is written in an address, "2026-05".
fn month(asked: &str) -> Result<Date, Refusal> {
    query::day(&format!("{asked}-01"))
        .map_err(|_| Refusal::Malformed(format!("il mese non si legge: {asked}")))
}

fn written(month: Date) -> String {
    format!("{:04}-{:02}", month.year(), month.month())
}

fn named(month: Date) -> String {
    format!("{} {}", month_name(month), month.year())
}

/// What the page is made from.
struct Files {
    month: Date,
    duties: Vec<Duty>,
    totals: BTreeMap<PersonId, Totals>,
}

async fn page(
    web: &Web,
    session: &Session,
    asked: &Asked,
    returned: Option<Returned>,
) -> Result<ReviewPage, Problem> {
    if !session.may_see_school() {
        return Err(Refusal::NotFound("il controllo mensile").into());
    }
    let month = match asked.mese.as_deref().filter(|asked| !asked.is_empty()) {
        Some(asked) => month(asked)?,
        None => session.today.first_of_month(),
    };
    // The duties of that school year: of a past one, as they stood when it ended.
    let year = SchoolYear::containing(month);
    let on = session.today.clamp(year.first_day(), year.last_day());
    let rows = attendance_totals::of_year(&web.app.store, web.app.register.school, year).await?;
    let hidden = |student| session.asking().hides_record(Record::Attendance, student, year);
    let files = Files {
        month,
        duties: web.app.duties(Scope::School, on, Moment::Now).await?,
        totals: rows
            .into_iter()
            .filter(|totals| !hidden(totals.student))
            .map(|totals| (totals.student, totals))
            .collect(),
    };
    let classes = seen_classes(session, on);
    let class = asked.classe.as_deref().filter(|class| !class.is_empty());
    let class: Option<ClassId> = match class {
        Some(asked) => {
            let known = classes.iter().find(|(id, _)| id.to_string() == asked);
            Some(known.ok_or(Refusal::NotFound("la classe"))?.0)
        }
        None => classes.first().map(|(id, _)| *id),
    };
    let this = files.review(month);
    let records = matches!(session.agent.capacity, Capacity::Secretariat | Capacity::Principal);
    let open = this.is_none_or(Duty::is_open) && month <= session.today;
    let form = (records && open).then(|| ReviewForm {
        command: CommandId::of_a_form().to_string(),
        month: written(month),
        count: match Returned::written(returned.as_ref(), "registra", "count") {
            count if count.is_empty() => files.families_told().to_string(),
            count => count,
        },
    });
    Ok(ReviewPage {
        layout: frame::layout(web, Some(session), "Controllo mensile", PAGE),
        done: asked.fatto.as_ref().map(|_| "Il controllo del mese è stato registrato."),
        returned,
        month_text: named(month),
        standing: this.map_or_else(|| "non si controlla".to_owned(), |duty| standing(duty).0),
        late: this.is_some_and(|duty| duty.status == Status::Overdue),
        norm: frame::norm(Norm::MonthlyReview),
        months: files.months().into_iter().map(month_row).collect(),
        month_choices: files
            .months()
            .into_iter()
            .map(|(of, _)| Chosen { value: written(of), label: named(of), selected: of == month })
            .collect(),
        class_name: class.map(|class| session.directory.class_label(class)).unwrap_or_default(),
        rows: class.map(|class| files.rows(session, class, on)).unwrap_or_default(),
        elsewhere: files.elsewhere(session, class, on),
        classes: classes
            .iter()
            .map(|(id, known)| Chosen {
                value: id.to_string(),
                label: known.label.to_string(),
                selected: class == Some(*id),
            })
            .collect(),
        form,
    })
}

fn month_row((month, duty): (Date, &Duty)) -> MonthRow {
    let (standing, icon) = standing(duty);
    MonthRow { link: Link { label: named(month), href: address(month) }, standing, icon }
}

/// How the review of a month stands, in words and with an icon.
///
/// Norm: A3-10: once a month; a month that was not reviewed is said to be missing.
fn standing(duty: &Duty) -> (String, &'static str) {
    let due = duty.due.map(on_day).unwrap_or_default();
    match duty.status {
        Status::Done { on, .. } => (format!("controllato {}", on_day(on)), "check-circle"),
        Status::Overdue => (format!("manca: il termine era {due}"), "warning-circle"),
        Status::Due => (format!("da controllare entro {due}"), "clock"),
        Status::NotYetDue => (format!("da controllare entro {due}, non ancora"), "calendar"),
    }
}

impl Files {
    fn months(&self) -> Vec<(Date, &Duty)> {
        let reviews = self.duties.iter().filter(|duty| duty.kind == DutyKind::ReviewAttendance);
        let mut months: Vec<(Date, &Duty)> = reviews
            .filter_map(|duty| match duty.matter {
                Matter::Month(month) => Some((month, duty)),
                Matter::Year
                | Matter::Fact { .. }
                | Matter::Level(_)
                | Matter::Absence(_)
                | Matter::Act { .. }
                | Matter::Test { .. }
                | Matter::Request(_)
                | Matter::Breach(_) => None,
            })
            .collect();
        months.sort_by_key(|(month, _)| *month);
        months
    }

    fn review(&self, month: Date) -> Option<&Duty> {
        self.months().into_iter().find(|(of, _)| *of == month).map(|(_, duty)| duty)
    }

    /// Of families to be told, or told.
    fn telling(&self) -> impl Iterator<Item = (PersonId, &Duty)> {
        self.duties.iter().filter_map(|duty| {
            let Whom::Student(student) = duty.whom else { return None };
            (duty.kind.fulfilled_by() == Fulfilment::FamilyTold).then_some((student, duty))
        })
    }

    /// Of them, what the person may know of. The families that were told are counted all the same.
    fn shown<'a>(&'a self, session: &'a Session) -> impl Iterator<Item = (PersonId, &'a Duty)> {
        self.telling().filter(move |(_, duty)| may_see(session, duty))
    }

    /// How many families were told of something since the month began.
    fn families_told(&self) -> usize {
        let told = self.telling().filter(|(_, duty)| match duty.status {
            Status::Done { on, .. } => self.month <= on,
            Status::NotYetDue | Status::Due | Status::Overdue => false,
        });
        told.map(|(student, _)| student).collect::<BTreeSet<_>>().len()
    }

    fn to_tell(&self, session: &Session, student: PersonId) -> Vec<Link> {
        let open = self.shown(session).filter(|(of, duty)| *of == student && duty.is_open());
        open.map(|(_, duty)| to_tell(student, duty)).collect()
    }

    fn rows(&self, session: &Session, class: ClassId, on: Date) -> Vec<ReviewRow> {
        let students = session.directory.class_on(class, on);
        let rows = students.iter().filter_map(|profile| {
            let totals = self.totals.get(&profile.person)?;
            self.row(session, totals, on)
        });
        rows.collect()
    }

    /// A student with something in the month.
    fn row(&self, session: &Session, totals: &Totals, on: Date) -> Option<ReviewRow> {
        let (student, regulation) = (totals.student, &session.regulation);
        let in_month = |day: Date| day.first_of_month() == self.month;
        let facts =
            totals.facts.values().filter(|known| known.state == FactState::Stands && in_month(known.on));
        let facts: Vec<&KnownFact> = facts.collect();
        let hours = totals.days.iter().filter(|(day, _)| in_month(**day)).map(|(_, hours)| hours.len()).sum();
        if facts.is_empty() && hours == 0 {
            return None;
        }
        let absent = facts.iter().filter(|known| matches!(known.fact, Fact::Absence { .. }));
        let days: BTreeSet<Date> = absent.map(|known| known.on).collect();
        let late = facts.iter().filter(|known| matches!(known.fact, Fact::Entry { .. })).count();
        let unjustified = facts.iter().filter(|known| known.status(on).is_unjustified()).count();
        let told = self.shown(session).filter(|(of, _)| *of == student);
        let told = told.filter_map(|(_, duty)| match duty.status {
            Status::Done { on, .. } => Some(on),
            Status::NotYetDue | Status::Due | Status::Overdue => None,
        });
        let mut to_tell = self.to_tell(session, student);
        if to_tell.is_empty() && unjustified != 0 {
            let href = address::write_to_the_family(student);
            to_tell.push(Link { label: "assenze non giustificate".to_owned(), href });
        }
        let share = regulation.attendance_share(on);
        Some(ReviewRow {
            student: Link { label: session.name(student), href: address::student(student) },
            days: days.len(),
            late_entries: late,
            hours,
            unjustified,
            told_text: told.max().map_or_else(|| "mai".to_owned(), short_date),
            level: frame::level(totals.warning(regulation.warning_levels(on), share)),
            to_tell,
        })
    }

    /// Of the other classes, the families that are to be told of something.
    fn elsewhere(&self, session: &Session, shown: Option<ClassId>, on: Date) -> Vec<Telling> {
        let directory = &session.directory;
        let open = self.shown(session).filter(|(_, duty)| duty.is_open());
        let mut rows: Vec<Telling> = open
            .filter_map(|(student, duty)| {
                let class = directory.person(student)?.class_on(on)?;
                (Some(class) != shown).then(|| Telling {
                    student: Link { label: directory.name(student), href: address::student(student) },
                    class_name: directory.class_label(class),
                    what: to_tell(student, duty),
                })
            })
            .collect();
        rows.sort_by(|a, b| (&a.class_name, &a.student.label).cmp(&(&b.class_name, &b.student.label)));
        rows
    }
}

fn to_tell(student: PersonId, duty: &Duty) -> Link {
    Link { label: sentence::duty(duty.kind).to_owned(), href: compose::to_tell(student, duty.kind) }
}
