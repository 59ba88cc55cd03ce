//! The Organo di garanzia of the school: its members appointed, replaced, ended.

use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::case::Seat;
use registro_domain::guarantee_body::{Command, Designation};
use registro_domain::ids::PersonId;
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::{Desk, GuaranteeBodies, guarantee_body_stream};
use crate::guarantee;
use crate::refusal::Refusal;

/// An act on the body of a day: that in office, or one that begins in that day's school year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum GuaranteeBody {
    Appoint {
        person: PersonId,
        seat: Seat,
        #[serde(default)]
        alternate: bool,
        designated_by: Designation,
        from: Date,
    },
    End {
        person: PersonId,
        last_day: Date,
        reason: String,
    },
    Replace {
        leaves: PersonId,
        enters: PersonId,
        designated_by: Designation,
        from: Date,
        reason: String,
    },
}

impl GuaranteeBody {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Principal, Capacity::Secretariat])?;
        let (GuaranteeBody::Appoint { from: on, .. }
        | GuaranteeBody::End { last_day: on, .. }
        | GuaranteeBody::Replace { from: on, .. }) = self;
        let in_office = desk.directory.guarantee_body(*on, desk.regulation());
        let term = in_office.map_or(SchoolYear::containing(*on), |(term, _)| term);
        let command = self.command(term, desk)?;
        desk.decide::<GuaranteeBodies>(&guarantee_body_stream(term)?, &command).await
    }

    fn command(&self, term: SchoolYear, desk: &mut Desk<'_>) -> Result<Command, Refusal> {
        let is = |desk: &Desk<'_>, person, on| guarantee::seats_of(&desk.directory, person, on);
        Ok(match self {
            GuaranteeBody::Appoint { person, seat, alternate, designated_by, from } => Command::Appoint {
                term,
                person: *person,
                is: is(desk, *person, *from),
                seat: *seat,
                alternate: *alternate,
                designated_by: *designated_by,
                from: *from,
            },
            GuaranteeBody::End { person, last_day, reason } => Command::End {
                term,
                person: *person,
                last_day: *last_day,
                reason: desk.typed(Place::Person, "motivo", reason, LONGEST_TEXT)?,
            },
            GuaranteeBody::Replace { leaves, enters, designated_by, from, reason } => Command::Replace {
                term,
                leaves: *leaves,
                enters: *enters,
                is: is(desk, *enters, *from),
                designated_by: *designated_by,
                from: *from,
                reason: desk.typed(Place::Person, "motivo", reason, LONGEST_TEXT)?,
            },
        })
    }
}
