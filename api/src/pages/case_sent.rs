//! The forms of a case as they are sent, and the commands that they make.

mod written;

use jiff::civil::Date;
use registro_domain::case::{AppealAuthority, Body, Exclusion, Item, Letter, Member, Sanction, Seat, Tally};
use registro_domain::ids::{CaseId, FactNumber, PersonId};
use uuid::Uuid;

use super::sent::{Sent, incomplete, read, stored};
use crate::commands::Command;
use crate::commands::case::{
    Acquit, Act, AnswerConversion, Appeal, AssessActivity, Case, CertifyDay, Communicate, Convene,
    DeclineHearing, Deliberate, DepositMinutes, Dismiss, ExecuteDay, GraveReasons, Hear, InformCouncil,
    InformParents, NotifyCharge, OfferConversion, OfferHearing, Planned, Repaired, Report,
};
use crate::docket::Docket;
use crate::identity::Session;
use crate::refusal::Refusal;
use written::{cents, lesson_days};

/// Every act that has a form, and every field that comes back as it was written.
pub(super) const ACTS: [&str; 20] = [
    "report",
    "dismiss",
    "charge",
    "inform-parents",
    "inform-council",
    "offer-hearing",
    "hear",
    "decline",
    "offer-conversion",
    "answer-conversion",
    "convene",
    "decide",
    "decide-together",
    "acquit",
    "minutes",
    "communicate",
    "execute",
    "certify",
    "assess",
    "state",
];

const FIELDS: [&str; 32] = [
    "at",
    "on",
    "charge",
    "facts",
    "urgency",
    "protocol",
    "channel",
    "hearing_at",
    "statement",
    "how",
    "activity",
    "accepted",
    "by",
    "body",
    "sits_at",
    "sanction",
    "days",
    "intent",
    "mitigating",
    "aggravating",
    "reasons",
    "plan",
    "host",
    "agreement",
    "hours",
    "from",
    "favour",
    "against",
    "evidence",
    "no_reintegration",
    "advice",
    "reason",
];

impl Sent {
    /// The form that it came from.
    pub(super) fn form(&self) -> &'static str {
        self.form_among(&ACTS, "atti")
    }

    /// What was written, to be shown again.
    pub(super) fn written(&self) -> Vec<(&'static str, String)> {
        self.written_in(&FIELDS)
    }

    /// "m|m": a letter and an item.
    fn charge(&self) -> Result<(Letter, Item), Refusal> {
        let (letter, item) = self.get("charge").and_then(|it| it.split_once('|')).ok_or_else(incomplete)?;
        Ok((read(letter)?, read(item)?))
    }

    /// The command of a form of a case's file.
    pub(super) fn command(
        &self,
        case: CaseId,
        docket: &Docket,
        session: &Session,
    ) -> Result<(Uuid, Command), Refusal> {
        let decided = docket.file.case.last_decision().map(|decision| decision.number);
        let of = || decided.ok_or(Refusal::NotFound("la sanzione"));
        let (letter_and_item, protocol) = (|| self.charge(), || self.text("protocol"));
        let act = match self.form() {
            "dismiss" => Act::Dismiss(Dismiss { reason: self.text("reason")? }),
            "charge" => {
                let (letter, item) = letter_and_item()?;
                let (facts, urgency) = (self.text("facts")?, self.some_text("urgency"));
                Act::NotifyCharge(NotifyCharge {
                    letter,
                    item,
                    facts,
                    to: vec![],
                    urgency,
                    protocol: protocol()?,
                })
            }
            "inform-parents" => Act::InformParents(InformParents {
                parents: Vec::new(),
                channel: self.value("channel")?,
                protocol: protocol()?,
            }),
            "inform-council" => Act::InformCouncil(InformCouncil { protocol: protocol()? }),
            "offer-hearing" => Act::OfferHearing(OfferHearing { hearing_at: self.value("hearing_at")? }),
            "hear" | "state" => Act::Hear(Hear {
                statement: self.text("statement")?,
                parents_present: self.values("parents")?,
            }),
            "decline" => Act::DeclineHearing(DeclineHearing { how: self.value("how")? }),
            "offer-conversion" => Act::OfferConversion(OfferConversion { activity: self.text("activity")? }),
            "answer-conversion" => Act::AnswerConversion(AnswerConversion {
                accepted: self.get("accepted") == Some("true"),
                by: self.some_value("by")?,
            }),
            "convene" => Act::Convene(self.convene()?),
            "decide" => Act::Deliberate(Box::new(self.deliberate(session.agent.person)?)),
            "decide-together" => Act::Deliberate(Box::new(self.deliberate_together()?)),
            "acquit" => Act::Acquit(Acquit {
                body: self.value("body")?,
                present: self.values("present")?,
                tally: self.tally()?,
                reasons: self.text("reasons")?,
            }),
            "minutes" => Act::DepositMinutes(DepositMinutes { of: of()?, protocol: protocol()? }),
            "communicate" => Act::Communicate(self.communicate(of()?, docket, session)?),
            "execute" => Act::ExecuteDay(ExecuteDay {
                of: of()?,
                day: self.value("on")?,
                hours: self.number("hours")?,
            }),
            "certify" => Act::CertifyDay(CertifyDay {
                of: of()?,
                day: self.value("on")?,
                hours: self.number("hours")?,
            }),
            "assess" => Act::AssessActivity(AssessActivity {
                of: of()?,
                outcome: self.value("how")?,
                advice: self.some_text("advice"),
            }),
            _ => return Err(incomplete()),
        };
        Ok((self.id()?, Command::Case(Case { case, at: self.some_value("at")?, act })))
    }

    /// Reporting a fact opens a case.
    pub(super) fn report(&self, student: PersonId) -> Result<(Uuid, CaseId, Command), Refusal> {
        let (letter, item) = self.charge()?;
        let case: CaseId = self.value("case")?;
        let (on, facts) = (self.value("on")?, self.text("facts")?);
        let (by, reporter) = (self.some_value("by")?, self.some_value("reporter")?);
        let report = Report { student, on, letter, item, facts, by, reporter };
        let command = Command::Case(Case { case, at: None, act: Act::Report(report) });
        Ok((self.id()?, case, command))
    }

    fn convene(&self) -> Result<Convene, Refusal> {
        let seats = [
            (Seat::President, "president"),
            (Seat::Teacher, "teachers"),
            (Seat::Parent, "parents"),
            (Seat::Student, "students"),
        ];
        let mut members = Vec::new();
        for (seat, name) in seats {
            for person in self.values(name)? {
                members.push(Member { person, seat, replaces: None });
            }
        }
        Ok(Convene { body: self.value("body")?, sits_at: self.value("sits_at")?, members })
    }

    fn tally(&self) -> Result<Option<Tally>, Refusal> {
        if self.get("favour").is_none() && self.get("against").is_none() {
            return Ok(None);
        }
        let cast = |name| if self.get(name).is_none() { Ok(0) } else { self.number(name) };
        Ok(Some(Tally { favour: cast("favour")?, against: cast("against")? }))
    }

    fn exclusions(&self) -> Result<Vec<Exclusion>, Refusal> {
        self.values("exclusions")
    }

    /// By the person who sends it.
    fn deliberate(&self, chair: PersonId) -> Result<Deliberate, Refusal> {
        let (letter, item) = self.charge()?;
        let repair = match (self.get("repair_on"), self.get("repair_cents")) {
            (Some(_), _) => {
                Some(Repaired::Work { on: self.value("repair_on")?, what: self.text("repair_what")? })
            }
            (None, Some(euros)) => Some(Repaired::Payment { cents: cents(euros)? }),
            (None, None) => None,
        };
        Ok(Deliberate {
            body: self.value("body")?,
            letter,
            item,
            sanction: self.value("sanction")?,
            exclusions: self.exclusions()?,
            repair,
            intent: self.value("intent")?,
            mitigating: self.some_text("mitigating"),
            aggravating: self.some_text("aggravating"),
            chair: Some(chair),
            present: Vec::new(),
            abstained: Vec::new(),
            tally: None,
            reasons: self.some_text("reasons"),
            plan: None,
            from: None,
            grave: None,
        })
    }

    /// By a council.
    fn deliberate_together(&self) -> Result<Deliberate, Refusal> {
        let (letter, item) = self.charge()?;
        let days = || self.number("days");
        let sanction = match self.get("sanction").ok_or_else(incomplete)? {
            "removal" => Sanction::Removal { days: days()? },
            "community-removal" => Sanction::CommunityRemoval { days: days()? },
            "until-end" => Sanction::UntilEndOfLessons { excluded_from_scrutiny: false },
            "until-end-excluded" => Sanction::UntilEndOfLessons { excluded_from_scrutiny: true },
            "excluded-from-session" => Sanction::ExcludedFromSession,
            other => read(other)?,
        };
        let grave = self.get("evidence").map(|_| -> Result<GraveReasons, Refusal> {
            Ok(GraveReasons {
                evidence: self.text("evidence")?,
                no_reintegration: self.text("no_reintegration")?,
            })
        });
        Ok(Deliberate {
            body: self.value("body")?,
            letter,
            item,
            sanction,
            exclusions: self.exclusions()?,
            repair: None,
            intent: self.value("intent")?,
            mitigating: self.some_text("mitigating"),
            aggravating: self.some_text("aggravating"),
            chair: self.some_value("chair")?,
            present: self.values("present")?,
            abstained: self.values("abstained")?,
            tally: self.tally()?,
            reasons: self.some_text("reasons"),
            plan: self.plan()?,
            from: self.some_value("from")?,
            grave: grave.transpose()?,
        })
    }

    fn plan(&self) -> Result<Option<Planned>, Refusal> {
        let hours = || self.number("hours");
        Ok(match self.get("plan") {
            Some("reflection") => {
                Some(Planned::Reflection { teachers: self.values("guides")?, hours: hours()? })
            }
            Some("citizenship") => Some(Planned::Citizenship {
                host: self.text("host")?,
                agreement: self.text("agreement")?,
                hours: hours()?,
            }),
            Some("school-community") => {
                Some(Planned::SchoolCommunity { unavailability: self.text("host")?, hours: hours()? })
            }
            Some("recovery") => Some(Planned::Recovery { with: self.text("host")? }),
            Some(_) | None => None,
        })
    }

    /// From the first day on, as many days of lessons of the class as were decided.
    fn communicate(
        &self,
        of: FactNumber,
        docket: &Docket,
        session: &Session,
    ) -> Result<Communicate, Refusal> {
        let decided = docket.file.case.decisions.get(&of);
        let days = decided.and_then(|decision| decision.measure.sanction.days());
        let days = match (self.some_value::<Date>("from")?, days) {
            (Some(from), Some(days)) => lesson_days(session, docket, from, days),
            (Some(from), None) => vec![from],
            (None, _) => Vec::new(),
        };
        let appeal = self
            .ticked("appeal")
            .then_some(Appeal { authority: AppealAuthority::GuaranteeBody, until: None });
        Ok(Communicate {
            of,
            to: Vec::new(),
            with_reasons: self.ticked("with_reasons"),
            days,
            appeal,
            protocol: self.some_text("protocol"),
        })
    }
}

pub(super) fn body(body: Body) -> String {
    stored(&body)
}
