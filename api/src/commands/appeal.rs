//! A sanction contested: appeals to the Organo di garanzia, complaints to the region, orders of a court.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};
use registro_domain::case::appeal::{Ground, Grounds, Interest, Outcome, Vote};
use registro_domain::case::contest::{Command, Panel};
use registro_domain::case::{self, Ballot, Case, Conflict, Measure};
use registro_domain::ids::{CaseId, FactNumber, PersonId, Protocol};
use registro_domain::people::Profile;
use registro_domain::text::Text;
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::{Cases, Desk, case_stream};
use crate::guarantee;
use crate::http::class_day::holidays;
use crate::refusal::Refusal;

/// An act after the sanction, in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appeal {
    pub case: CaseId,
    /// When it was done, by the clock on the wall; now, if not given.
    #[serde(default)]
    pub at: Option<DateTime>,
    pub act: Act,
}

/// `of` is the deliberation contested; `appeal` and `complaint` are acts of the same case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// By who is signed in; on paper, for another, by who keeps the files, under a number.
    File {
        of: FactNumber,
        #[serde(default)]
        by: Option<PersonId>,
        /// Of who is neither the student nor answers for her.
        #[serde(default)]
        interest: Option<String>,
        #[serde(default)]
        grounds: Vec<Ground>,
        #[serde(default)]
        text: String,
        #[serde(default)]
        protocol: Option<Protocol>,
    },
    /// The number of an appeal that was filed in the register.
    Number {
        appeal: FactNumber,
        protocol: Protocol,
    },
    Withdraw {
        appeal: FactNumber,
        #[serde(default)]
        by: Option<PersonId>,
    },
    Convene {
        appeal: FactNumber,
        sits_at: DateTime,
        /// Who said that she cannot come.
        #[serde(default)]
        unavailable: Vec<PersonId>,
    },
    SendNotice {
        appeal: FactNumber,
        /// All the members, if nobody is named.
        #[serde(default)]
        to: Vec<PersonId>,
        #[serde(default)]
        protocol: Option<Protocol>,
    },
    Invite {
        appeal: FactNumber,
        to: Vec<PersonId>,
    },
    Substitute {
        appeal: FactNumber,
        leaves: PersonId,
        why: Conflict,
    },
    Sit {
        appeal: FactNumber,
        present: Vec<PersonId>,
        #[serde(default)]
        heard: Vec<PersonId>,
    },
    Rule {
        appeal: FactNumber,
        outcome: Ruled,
        ballot: Ballot<Vote>,
        #[serde(default)]
        reasons: String,
    },
    CommunicateOutcome {
        appeal: FactNumber,
        to: Vec<PersonId>,
        #[serde(default)]
        protocol: Option<Protocol>,
    },
    Resume {
        of: FactNumber,
        days: Vec<Date>,
        to: Vec<PersonId>,
        #[serde(default)]
        protocol: Option<Protocol>,
    },
    Complain {
        of: FactNumber,
        by: PersonId,
        #[serde(default)]
        interest: Option<String>,
        grounds: String,
        #[serde(default)]
        protocol: Option<Protocol>,
    },
    RequestDocuments {
        complaint: FactNumber,
        #[serde(default)]
        until: Option<Date>,
    },
    GiveOpinion {
        complaint: FactNumber,
        upheld: bool,
        summary: String,
        #[serde(default)]
        protocol: Option<Protocol>,
    },
    DecideComplaint {
        complaint: FactNumber,
        upheld: bool,
        reasons: String,
        #[serde(default)]
        protocol: Option<Protocol>,
    },
    Order {
        of: FactNumber,
        order: String,
        expunge: bool,
        #[serde(default)]
        protocol: Option<Protocol>,
    },
    Expunge {},
}

/// What the Organo di garanzia decided, as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Ruled {
    Confirmed,
    ConfirmedInPart { measure: Measure },
    Annulled { defect: String },
}

/// Who keeps the files: what comes in and goes out on paper.
const FILES: [Capacity; 2] = [Capacity::Principal, Capacity::Secretariat];

impl Appeal {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let name = case_stream(self.case)?;
        let case = desk.state::<Cases>(&name).await?.clone();
        let now = desk.now();
        let at = self.at.unwrap_or(now);
        let command = self.act.command(&case, at, desk)?;
        let holidays = holidays(&desk.directory, at.date());
        let request = case::Request { at, now, holidays, command: case::Command::Contest(command) };
        desk.decide::<Cases>(&name, &request).await
    }
}

impl Act {
    fn command(&self, case: &Case, at: DateTime, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        let whose = case.whose.ok_or(Refusal::NotFound("il caso"))?;
        let student = desk.directory.clone();
        let student = student.person(whose.student).ok_or(Refusal::NotFound("il caso"))?;
        Ok(match self {
            Act::File { of, by, interest, grounds, text, protocol } => {
                let online = files_herself(desk, student, *by)?;
                let by = by.unwrap_or(desk.agent.person);
                let interest = stated(desk, student, by, at.date(), interest.as_deref())?;
                let grounds = reasons(desk, grounds, text)?;
                Command::File { of: *of, by, interest, grounds, protocol: *protocol, online }
            }
            Act::Withdraw { appeal, by } => {
                files_herself(desk, student, *by)?;
                Command::Withdraw { appeal: *appeal, by: by.unwrap_or(desk.agent.person) }
            }
            Act::Convene { .. } | Act::Substitute { .. } | Act::Sit { .. } | Act::Rule { .. } => {
                presides(desk, case, at.date())?;
                self.of_the_body(student, at, desk)?
            }
            Act::Order { of, order, expunge, protocol } => {
                desk.acts_as(&[Capacity::Principal])?;
                let order = Text::new("provvedimento", order, LONGEST_TEXT)?;
                Command::Order { of: *of, order, expunge: *expunge, protocol: *protocol }
            }
            Act::Expunge {} => {
                desk.acts_as(&[Capacity::Principal])?;
                Command::Expunge
            }
            Act::Number { .. }
            | Act::SendNotice { .. }
            | Act::Invite { .. }
            | Act::CommunicateOutcome { .. }
            | Act::Resume { .. }
            | Act::Complain { .. }
            | Act::RequestDocuments { .. }
            | Act::GiveOpinion { .. }
            | Act::DecideComplaint { .. } => {
                if presides(desk, case, at.date()).is_err() {
                    desk.acts_as(&FILES)?;
                }
                self.of_the_office(student, at, desk)?
            }
        })
    }

    /// What who presides does.
    fn of_the_body(&self, student: &Profile, at: DateTime, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        Ok(match self {
            Act::Convene { appeal, sits_at, unavailable } => {
                let mut panel = panel(desk, student, sits_at.date())?;
                panel.others = unavailable.iter().map(|who| (*who, Conflict::Unavailable)).collect();
                Command::Convene { appeal: *appeal, sits_at: *sits_at, panel }
            }
            Act::Substitute { appeal, leaves, why } => {
                let panel = panel(desk, student, at.date())?;
                Command::Substitute { appeal: *appeal, leaves: *leaves, why: *why, panel }
            }
            Act::Sit { appeal, present, heard } => {
                Command::Sit { appeal: *appeal, present: present.clone(), heard: heard.clone() }
            }
            Act::Rule { appeal, outcome, ballot, reasons } => {
                let outcome = match outcome {
                    Ruled::Confirmed => Outcome::Confirmed,
                    Ruled::ConfirmedInPart { measure } => {
                        Outcome::ConfirmedInPart { measure: measure.clone() }
                    }
                    Ruled::Annulled { defect } => Outcome::Annulled {
                        defect: desk.typed(Place::Person, "vizio da rimuovere", defect, LONGEST_TEXT)?,
                    },
                };
                let reasons = optional(desk, "motivazione", reasons)?;
                Command::Rule { appeal: *appeal, outcome, ballot: ballot.clone(), reasons }
            }
            Act::File { .. }
            | Act::Number { .. }
            | Act::Withdraw { .. }
            | Act::SendNotice { .. }
            | Act::Invite { .. }
            | Act::CommunicateOutcome { .. }
            | Act::Resume { .. }
            | Act::Complain { .. }
            | Act::RequestDocuments { .. }
            | Act::GiveOpinion { .. }
            | Act::DecideComplaint { .. }
            | Act::Order { .. }
            | Act::Expunge {} => return Err(Refusal::NotFound("l'atto")),
        })
    }

    /// What comes in and goes out in writing.
    fn of_the_office(
        &self,
        student: &Profile,
        at: DateTime,
        desk: &mut Desk<'_>,
    ) -> Result<Command, Refusal> {
        Ok(match self {
            Act::Number { appeal, protocol } => Command::Number { appeal: *appeal, protocol: *protocol },
            Act::SendNotice { appeal, to, protocol } => {
                Command::SendNotice { appeal: *appeal, to: to.clone(), protocol: *protocol }
            }
            Act::Invite { appeal, to } => Command::Invite { appeal: *appeal, to: to.clone() },
            Act::CommunicateOutcome { appeal, to, protocol } => {
                Command::CommunicateOutcome { appeal: *appeal, to: to.clone(), protocol: *protocol }
            }
            Act::Resume { of, days, to, protocol } => {
                Command::Resume { of: *of, days: days.clone(), to: to.clone(), protocol: *protocol }
            }
            Act::Complain { of, by, interest, grounds, protocol } => {
                let interest = stated(desk, student, *by, at.date(), interest.as_deref())?;
                let grounds = desk.typed(Place::Person, "motivi del reclamo", grounds, LONGEST_TEXT)?;
                Command::Complain { of: *of, by: *by, interest, grounds, protocol: *protocol }
            }
            Act::RequestDocuments { complaint, until } => {
                Command::RequestDocuments { complaint: *complaint, until: *until }
            }
            Act::GiveOpinion { complaint, upheld, summary, protocol } => {
                let summary = desk.typed(Place::Person, "parere", summary, LONGEST_TEXT)?;
                let (complaint, upheld) = (*complaint, *upheld);
                Command::GiveOpinion { complaint, upheld, summary, protocol: *protocol }
            }
            Act::DecideComplaint { complaint, upheld, reasons, protocol } => {
                let reasons = desk.typed(Place::Person, "motivazione", reasons, LONGEST_TEXT)?;
                let (complaint, upheld) = (*complaint, *upheld);
                Command::DecideComplaint { complaint, upheld, reasons, protocol: *protocol }
            }
            Act::File { .. }
            | Act::Withdraw { .. }
            | Act::Convene { .. }
            | Act::Substitute { .. }
            | Act::Sit { .. }
            | Act::Rule { .. }
            | Act::Order { .. }
            | Act::Expunge {} => return Err(Refusal::NotFound("l'atto")),
        })
    }
}

/// Whether the act is of who is signed in, in the register itself; what another did on paper is entered by who keeps the
/// files. Whoever may not know of the student is not told of the case.
fn files_herself(desk: &Desk<'_>, student: &Profile, by: Option<PersonId>) -> Result<bool, Refusal> {
    if FILES.contains(&desk.agent.capacity) && by.is_some_and(|by| by != desk.agent.person) {
        desk.acts_as(&FILES)?;
        return Ok(false);
    }
    desk.student(student.person).map_err(|_| Refusal::NotFound("il caso"))?;
    desk.acts_as(&[Capacity::Guardian, Capacity::Student])?;
    match by {
        Some(by) if by != desk.agent.person => {
            Err(Refusal::NotAllowed("un ricorso lo presenta e lo ritira chi ricorre".to_owned()))
        }
        Some(_) | None => Ok(true),
    }
}

/// Who presides over the Organo di garanzia that day: of a case, once convened, as it was convened.
fn presides(desk: &Desk<'_>, case: &Case, on: Date) -> Result<(), Refusal> {
    let me = desk.agent.person;
    let convened = case.appeals.values().any(|appeal| appeal.president() == Some(me));
    if convened || guarantee::president(&desk.directory, on, desk.regulation()) == Some(me) {
        return desk.acts_as(&[Capacity::Principal, Capacity::Deputy, Capacity::Teacher]);
    }
    desk.acts_as(&[Capacity::Principal])
}

fn panel(desk: &Desk<'_>, student: &Profile, on: Date) -> Result<Panel, Refusal> {
    guarantee::panel(&desk.directory, student, on, desk.regulation())
        .ok_or(Refusal::NotFound("chi presiede l'Organo di garanzia"))
}

fn stated(
    desk: &mut Desk<'_>,
    student: &Profile,
    by: PersonId,
    on: Date,
    said: Option<&str>,
) -> Result<Interest, Refusal> {
    let said = match said.map(str::trim).filter(|said| !said.is_empty()) {
        Some(said) => Some(desk.typed(Place::Person, "interesse", said, LONGEST_TEXT)?),
        None => None,
    };
    desk.directory.person(by).ok_or(Refusal::NotFound("la persona"))?;
    Ok(Interest::of(by, student, on, said, desk.regulation()).map_err(case::Rejection::from)?)
}

fn reasons(desk: &mut Desk<'_>, kinds: &[Ground], text: &str) -> Result<Option<Grounds>, Refusal> {
    let text = optional(desk, "motivi del ricorso", text)?;
    let kinds: BTreeSet<Ground> = kinds.iter().copied().collect();
    Ok(text.map(|text| Grounds { kinds: kinds.into_iter().collect(), text }))
}

fn optional(desk: &mut Desk<'_>, what: &'static str, typed: &str) -> Result<Option<Text>, Refusal> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    desk.typed(Place::Person, what, typed, LONGEST_TEXT).map(Some)
}
