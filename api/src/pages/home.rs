//! The front door: everybody is led to the page that she opens the register for.

use axum::extract::State;
use axum::response::Redirect;
use jiff::civil::Time;
use registro_domain::ids::ClassId;

use super::address;
use crate::actor::Capacity;
use crate::clock;
use crate::http::Web;
use crate::http::class_day::timetable;
use crate::http::classes::seen_classes;
use crate::identity::Session;
use crate::problem::Problem;

/// `GET /`.
pub async fn get(State(web): State<Web>, session: Session) -> Result<Redirect, Problem> {
    let to = match session.agent.capacity {
        Capacity::Principal | Capacity::Deputy | Capacity::SiteLead | Capacity::Secretariat => {
            "/cruscotto".to_owned()
        }
        Capacity::Teacher => {
            let now = clock::wall(web.app.register.clock.now()).time();
            class_of_now(&session, now).map_or_else(|| "/classi".to_owned(), address::class)
        }
        Capacity::Guardian => {
            let mut children = session.directory.children_of(session.agent.person);
            let child = children.find(|child| session.may_see_student(child.person));
            // A guardian whose responsibility is limited today has no child to see.
            let child = child.ok_or_else(Problem::unknown_path)?;
            address::student(child.person)
        }
        Capacity::Student => address::student(session.agent.person),
        Capacity::Dpo | Capacity::Auditor => "/classi".to_owned(),
    };
    Ok(Redirect::to(&to))
}

/// The class that the teacher has now, or next, or had last today.
fn class_of_now(session: &Session, now: Time) -> Option<ClassId> {
    let hours: Vec<(Time, Time, ClassId)> = seen_classes(session, session.today)
        .into_iter()
        .filter_map(|(class, _)| timetable(&session.directory, class, session.today).ok())
        .flat_map(|day| day.hours.into_iter().map(move |hour| (day.class, hour)))
        .filter(|(_, hour)| hour.teachers.contains(&session.agent.person))
        .map(|(class, hour)| (hour.starts, hour.ends, class))
        .collect();
    let next = hours.iter().filter(|(_, ends, _)| now < *ends).min();
    next.or(hours.iter().max()).map(|(.., class)| *class)
}
