//! The front door: everybody is led to the page that she opens the register for.

use axum::response::Redirect;
use registro_domain::people::Sight;

use super::address;
use crate::actor::Capacity;
use crate::identity::Session;
use crate::problem::Problem;

/// `GET /`.
pub(crate) async fn get(session: Session) -> Result<Redirect, Problem> {
    let to = match session.agent.capacity {
        Capacity::Principal | Capacity::Deputy | Capacity::SiteLead | Capacity::Secretariat => {
            "/cruscotto".to_owned()
        }
        Capacity::Teacher => "/appello".to_owned(),
        Capacity::Guardian => {
            let mut children = session.directory.children_of(session.agent.person);
            let child = children.find(|child| session.sees_of(child.person) != Sight::Nothing);
            // A guardian whose responsibility is limited today has no child to see.
            let child = child.ok_or_else(Problem::unknown_path)?;
            address::student(child.person)
        }
        Capacity::Student => address::student(session.agent.person),
        Capacity::Auditor => address::INSPECTION.to_owned(),
        Capacity::Dpo | Capacity::Support => address::CONSULTATIONS.to_owned(),
        Capacity::Technician => "/status".to_owned(),
    };
    Ok(Redirect::to(&to))
}
