//! The forms of appeals, complaints and orders as they are sent, and the commands that they make.

use jiff::civil::Date;
use registro_domain::case::appeal::Vote;
use registro_domain::case::{Ballot, Measure, Sanction};
use registro_domain::ids::{CaseId, FactNumber, PersonId};
use registro_projections::cases::CaseFile;
use uuid::Uuid;

use super::cases::about_words;
use super::sent::{Sent, incomplete};
use super::views_family::Returned;
use crate::commands::Command;
use crate::commands::appeal::{Act, Appeal, Ruled};
use crate::problem::Problem;
use crate::refusal::Refusal;

/// Every act that has a form.
pub(super) const ACTS: [&str; 18] = [
    "file",
    "file-paper",
    "number",
    "withdraw",
    "convene",
    "notice",
    "invite",
    "substitute",
    "sit",
    "rule",
    "tell",
    "resume",
    "complain",
    "documents",
    "opinion",
    "decide-complaint",
    "order",
    "expunge",
];

/// The days of a removal that is taken up again, one field each.
pub(super) const DAYS: [&str; 15] = [
    "day-1", "day-2", "day-3", "day-4", "day-5", "day-6", "day-7", "day-8", "day-9", "day-10", "day-11",
    "day-12", "day-13", "day-14", "day-15",
];

const FIELDS: [&str; 14] = [
    "at", "sits_at", "text", "interest", "protocol", "defect", "reasons", "summary", "order", "until", "by",
    "outcome", "left", "leaves",
];

/// The form that it came from.
pub(super) fn form(sent: &Sent) -> &'static str {
    let act = sent.get("act").unwrap_or_default();
    ACTS.into_iter().find(|known| *known == act).unwrap_or("da-fare")
}

/// A form that comes back with what was written.
pub(super) fn returned(problem: &Problem, sent: &Sent) -> Option<Returned> {
    let fields = FIELDS.into_iter().filter_map(|name| Some((name, sent.get(name)?.to_owned()))).collect();
    about_words(problem, form(sent), fields)
}

impl Sent {
    fn number_of(&self, name: &str) -> Result<FactNumber, Refusal> {
        Ok(FactNumber(self.text(name)?.parse().map_err(|_| incomplete())?))
    }

    fn upheld(&self) -> Result<bool, Refusal> {
        Ok(self.text("upheld")? == "true")
    }

    /// The command of a form about what was contested of a case.
    pub(super) fn contest(&self, case: CaseId, file: &CaseFile) -> Result<(Uuid, Command), Refusal> {
        let (of, appeal) = (|| self.number_of("of"), || self.number_of("appeal"));
        let (complaint, protocol) = (|| self.number_of("complaint"), || self.some_value("protocol"));
        let act = match form(self) {
            "file" | "file-paper" => Act::File {
                of: of()?,
                by: self.some_value("by")?,
                interest: self.some_text("interest"),
                grounds: self.values("grounds")?,
                text: self.some_text("text").unwrap_or_default(),
                protocol: protocol()?,
            },
            "number" => Act::Number { appeal: appeal()?, protocol: self.value("protocol")? },
            "withdraw" => Act::Withdraw { appeal: appeal()?, by: self.some_value("by")? },
            "convene" => Act::Convene {
                appeal: appeal()?,
                sits_at: self.value("sits_at")?,
                unavailable: self.values("unavailable")?,
            },
            "notice" => Act::SendNotice { appeal: appeal()?, to: self.values("to")?, protocol: protocol()? },
            "invite" => Act::Invite { appeal: appeal()?, to: self.values("to")? },
            "substitute" => {
                Act::Substitute { appeal: appeal()?, leaves: self.value("leaves")?, why: self.value("why")? }
            }
            "sit" => {
                Act::Sit { appeal: appeal()?, present: self.values("present")?, heard: self.values("heard")? }
            }
            "rule" => self.rule(appeal()?, file)?,
            "tell" => {
                Act::CommunicateOutcome { appeal: appeal()?, to: self.values("to")?, protocol: protocol()? }
            }
            "resume" => {
                Act::Resume { of: of()?, days: self.days()?, to: self.values("to")?, protocol: protocol()? }
            }
            "complain" => Act::Complain {
                of: of()?,
                by: self.value("by")?,
                interest: self.some_text("interest"),
                grounds: self.text("text")?,
                protocol: protocol()?,
            },
            "documents" => {
                Act::RequestDocuments { complaint: complaint()?, until: self.some_value("until")? }
            }
            "opinion" => Act::GiveOpinion {
                complaint: complaint()?,
                upheld: self.upheld()?,
                summary: self.text("summary")?,
                protocol: protocol()?,
            },
            "decide-complaint" => Act::DecideComplaint {
                complaint: complaint()?,
                upheld: self.upheld()?,
                reasons: self.text("reasons")?,
                protocol: protocol()?,
            },
            "order" => Act::Order {
                of: of()?,
                order: self.text("order")?,
                expunge: self.ticked("expunge"),
                protocol: protocol()?,
            },
            "expunge" => Act::Expunge {},
            _ => return Err(incomplete()),
        };
        Ok((self.id()?, Command::Appeal(Appeal { case, at: self.some_value("at")?, act })))
    }

    fn rule(&self, appeal: FactNumber, file: &CaseFile) -> Result<Act, Refusal> {
        let of = file.case.appeals.get(&appeal).map(|appeal| appeal.filing.said.of);
        let decision = of.and_then(|of| file.case.decisions.get(&of)).ok_or_else(incomplete)?;
        let outcome = match self.text("outcome")?.as_str() {
            "confirm" => Ruled::Confirmed,
            "confirm-in-part" => Ruled::ConfirmedInPart { measure: self.left(&decision.measure)? },
            "annul" => Ruled::Annulled { defect: self.text("defect")? },
            _ => return Err(incomplete()),
        };
        let ballot = self.ballot()?;
        let reasons = self.some_text("reasons").unwrap_or_default();
        Ok(Act::Rule { appeal, outcome, ballot, reasons })
    }

    /// Who voted what; how many, of a secret vote.
    fn ballot(&self) -> Result<Ballot<Vote>, Refusal> {
        let of = [
            (Vote::Confirm, "votes-confirm"),
            (Vote::ConfirmInPart, "votes-in-part"),
            (Vote::Annul, "votes-annul"),
        ];
        if self.get("secret").is_some() {
            let mut totals = Vec::new();
            for (vote, name) in of {
                if self.get(name).is_some() {
                    totals.push((vote, self.number(name)?));
                }
            }
            return Ok(Ballot::Secret { totals, casting: self.some_value("casting")? });
        }
        let mut votes = Vec::new();
        for (vote, name) in of {
            votes.extend(self.values::<PersonId>(name)?.into_iter().map(|voter| (voter, vote)));
        }
        Ok(Ballot::Open(votes))
    }

    /// What is left of a sanction that is confirmed in part.
    fn left(&self, measure: &Measure) -> Result<Measure, Refusal> {
        let sanction = match (self.text("left")?.as_str(), measure.sanction) {
            ("same", sanction) => sanction,
            ("written-admonition", _) => Sanction::WrittenAdmonition,
            (days, Sanction::CommunityRemoval { .. }) => {
                Sanction::CommunityRemoval { days: days.parse().map_err(|_| incomplete())? }
            }
            (days, _) => Sanction::Removal { days: days.parse().map_err(|_| incomplete())? },
        };
        let drop = self.ticked("without_exclusions");
        Ok(Measure {
            sanction,
            exclusions: if drop { Vec::new() } else { measure.exclusions.clone() },
            repair: if self.ticked("without_repair") { None } else { measure.repair.clone() },
        })
    }

    fn days(&self) -> Result<Vec<Date>, Refusal> {
        let named = DAYS.into_iter().filter_map(|name| self.some_value(name).transpose());
        let mut days = named.collect::<Result<Vec<Date>, Refusal>>()?;
        for written in self.some_text("days").unwrap_or_default().split([',', ' ']) {
            if !written.is_empty() {
                days.push(written.parse().map_err(|_| incomplete())?);
            }
        }
        Ok(days)
    }
}
