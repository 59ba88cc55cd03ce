//! With whose eyes a desk is read on the command line: what she may not see in the browser, she is not told here.

use std::sync::Arc;

use clap::Args;
use registro_domain::regulation::Regulation;
use registro_projections::directory::Directory;
use uuid::Uuid;

use super::Failure;
use super::show::entitlement::one_person;
use super::token::capacity;
use crate::actor::{Agent, Capacity};
use crate::app::App;
use crate::clock;
use crate::http::Web;
use crate::identity::{Keys, Session};
use crate::problem::Problem;
use crate::sign_in::assurance::Proof;

/// The level that the desks ask for in the browser.
const LEVEL: u8 = 2;

#[derive(Debug, Args)]
pub(super) struct Reader {
    /// Con gli occhi di chi: identificativo, o parte del nome
    #[arg(long, value_name = "PERSONA")]
    reader: String,
    /// In quale veste: principal, dpo, auditor, secretariat, teacher …
    #[arg(long, value_parser = capacity)]
    capacity: Capacity,
}

impl Reader {
    /// Her session, if she holds the capacity today. Its keys open nothing: no request comes in.
    pub(super) async fn session(&self, app: &Arc<App>) -> Result<(Web, Session), Failure> {
        let directory: Arc<Directory> = app.register.directory().await?;
        let now = app.register.clock.now();
        let today = clock::wall(now).date();
        let person = one_person(&directory, &self.reader)?.person;
        let agent = Agent { person, capacity: self.capacity, assurance: LEVEL, session: Uuid::nil() };
        if !agent.holds(&directory, today) {
            return Err(format!("{} oggi non è {}", directory.name(person), self.capacity).into());
        }
        let regulation: Arc<Regulation> = Arc::clone(&app.register.regulation);
        let proof = Proof::Person { level: LEVEL, at: now };
        let now = clock::wall(now);
        let session = Session { agent, directory, now, today, regulation, confirmed: false, proof };
        Ok((Web { app: Arc::clone(app), keys: Arc::new(Keys::random()) }, session))
    }

    /// What the access log says of it. Families read this too: the office, not the person.
    pub(super) fn purpose(&self) -> String {
        format!("ispezione da parte di chi gestisce il sistema, come la vede: {}", self.capacity)
    }
}

/// A refusal as the command line tells it.
pub(super) fn refused(problem: Problem) -> Failure {
    match problem.norm {
        Some(norm) => format!("{} ({norm})", problem.detail).into(),
        None => problem.detail.into(),
    }
}
