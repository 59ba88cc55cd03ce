//! The steps of an appeal, as the procedural linter tells them.

use jiff::civil::Date;

use super::super::appeal::Filing;
use super::super::state::Appeal;
use super::super::{Ballot, Case, Conflict, Convocation, Seat, Step, Verdict};
use super::{Panel, conflicts};
use crate::guarantee_body::needed;
use crate::ids::FactNumber;
use crate::norm::Norm;
use crate::regulation::Regulation;
use crate::text::italian_day;

/// The steps of the appeals against a sanction, in the order in which they were filed.
pub fn steps(case: &Case, of: FactNumber, today: Date, regulation: &Regulation) -> Vec<Step> {
    let appeals = case.appeals.values().filter(|appeal| appeal.filing.said.of == of);
    appeals.flat_map(|appeal| Looked { case, appeal, today, regulation }.steps()).collect()
}

/// An appeal looked at on a day.
struct Looked<'a> {
    case: &'a Case,
    appeal: &'a Appeal,
    today: Date,
    regulation: &'a Regulation,
}

impl Looked<'_> {
    fn steps(&self) -> Vec<Step> {
        vec![
            self.filed(),
            self.numbered(),
            self.grounds(),
            self.convened(),
            self.composed(),
            self.noticed(),
            self.invited(),
            self.quorum(),
            self.voted(),
            self.reasons(),
            self.in_time(),
            self.communicated(),
        ]
    }

    fn filing(&self) -> &Filing {
        &self.appeal.filing.said
    }

    /// What is not there yet: asked no longer if the appeal was withdrawn or lost its object, lacking if its day passed.
    fn missing(&self, until: Option<Date>, why: impl FnOnce() -> String) -> Verdict {
        let stands = self.case.decisions.get(&self.filing().of).is_some_and(|decision| decision.stands());
        if self.appeal.withdrawn.is_some() || (self.appeal.ruling.is_none() && !stands) {
            return Verdict::NotRequired;
        }
        match until {
            Some(until) if until < self.today => Verdict::Failed { why: why() },
            _ => Verdict::NotYetDue { until },
        }
    }

    /// Norm: A9-01, B4-01.
    fn filed(&self) -> Step {
        let filed = self.appeal.filing.at.date();
        let (outcome, norm) = match self.filing().late {
            None => (Verdict::Passed, Norm::AppealWithinTerm),
            Some(until) => {
                let why = format!(
                    "presentato il {}, oltre il termine del {}; la comunicazione non lo diceva: se l'errore è scusabile lo \
                     valuta una persona",
                    italian_day(filed),
                    italian_day(until)
                );
                (Verdict::Failed { why }, Norm::AppealStated)
            }
        };
        Step { name: "ricorso nel termine", outcome, acts: vec![self.appeal.filing.number], norm }
    }

    /// Norm: D-08.
    fn numbered(&self) -> Step {
        let outcome = match self.filing().protocol {
            Some(_) => Verdict::Passed,
            None => {
                self.missing(Some(self.filing().decide_by), || "manca il numero di protocollo".to_owned())
            }
        };
        let acts = vec![self.appeal.filing.number];
        Step { name: "ricorso protocollato", outcome, acts, norm: Norm::ProtocolNumber }
    }

    /// Norm: A9-03.
    fn grounds(&self) -> Step {
        let outcome = match &self.filing().grounds {
            Some(_) => Verdict::Passed,
            None => Verdict::Failed { why: "il ricorso non dice i motivi: giudica l'organo".to_owned() },
        };
        let acts = vec![self.appeal.filing.number];
        Step { name: "motivi del ricorso", outcome, acts, norm: Norm::AppealGrounds }
    }

    /// Norm: A9-05: the term is indicative.
    fn convened(&self) -> Step {
        let until = self.filing().convene_by;
        let outcome = match self.appeal.convocations.first().map(|act| act.at.date()) {
            Some(on) if on <= until => Verdict::Passed,
            Some(on) => {
                let (late, on) = (days_between(until, on), italian_day(on));
                let by = italian_day(until);
                let why = format!("convocato il {on}, {late} giorni dopo il {by} (termine indicativo)");
                Verdict::Failed { why }
            }
            None => self.missing(Some(until), || format!("non convocato entro il {}", italian_day(until))),
        };
        let acts = self.appeal.convocations.iter().map(|act| act.number).collect();
        Step { name: "Organo di garanzia convocato", outcome, acts, norm: Norm::GuaranteeConvened }
    }

    /// Norm: A9-08, A9-09: as many of each as the text says, and nobody with a conflict but who presides.
    fn composed(&self) -> Step {
        let name = "composizione dell'Organo di garanzia";
        let Some(convened) = self.appeal.convened() else {
            let until = Some(self.filing().decide_by);
            let outcome = self.missing(until, || "l'organo non è stato convocato".to_owned());
            return Step { name, outcome, acts: Vec::new(), norm: Norm::GuaranteeComposition };
        };
        let acts = vec![convened.number];
        let Convocation { members, sits_at, .. } = &convened.said;
        let seats = |seat: Seat| members.iter().filter(|member| member.seat == seat).count();
        let whole = seats(Seat::President) == 1
            && needed(sits_at.date(), self.regulation)
                .all(|(seat, needed)| seats(seat) == usize::from(needed));
        if !whole {
            let why = "non ci sono tutti i componenti che il regolamento dice".to_owned();
            return Step { name, outcome: Verdict::Failed { why }, acts, norm: Norm::GuaranteeComposition };
        }
        let president = self.appeal.president();
        let panel = president.map(|president| Panel {
            president,
            roster: Vec::new(),
            family: Default::default(),
            others: Default::default(),
        });
        let conflicts = panel.map(|panel| conflicts(self.case, &panel)).unwrap_or_default();
        let has = |person| conflicts.get(&person).copied().filter(|_| Some(person) != president);
        let found: Vec<Conflict> = members.iter().filter_map(|member| has(member.person)).collect();
        let outcome = match found.first() {
            None => Verdict::Passed,
            Some(conflict) => {
                let why = format!("siede chi {} e andava sostituito", conflict.italian());
                Verdict::Failed { why }
            }
        };
        Step { name, outcome, acts, norm: Norm::GuaranteeSubstitutes }
    }

    /// Norm: A9-06: every member, substitutes too.
    fn noticed(&self) -> Step {
        let name = "avviso scritto ai componenti";
        let acts = self.appeal.notices.iter().map(|act| act.number).collect();
        let outcome = match self.appeal.convened() {
            None => {
                let why = || "l'organo non è stato convocato".to_owned();
                self.missing(Some(self.filing().decide_by), why)
            }
            Some(convened) => {
                let sits_on = convened.said.sits_at.date();
                let by = self.regulation.guarantee_notice(sits_on).last_day_before(sits_on);
                let told = |person| {
                    let mut notices = self.appeal.notices.iter().filter(|act| convened.number < act.number);
                    notices.find(|act| act.said.contains(&person)).map(|act| act.at.date())
                };
                let members = &convened.said.members;
                let days: Vec<Option<Date>> = members.iter().map(|member| told(member.person)).collect();
                match days.iter().flatten().max() {
                    Some(last) if days.iter().all(Option::is_some) && by < *last => Verdict::Failed {
                        why: format!(
                            "avviso del {}: andava dato entro il {}",
                            italian_day(*last),
                            italian_day(by)
                        ),
                    },
                    Some(_) if days.iter().all(Option::is_some) => Verdict::Passed,
                    _ => self.missing(Some(by), || {
                        format!("non tutti i componenti hanno avuto l'avviso entro il {}", italian_day(by))
                    }),
                }
            }
        };
        Step { name, outcome, acts, norm: Norm::GuaranteeNotice }
    }

    /// Norm: A9-05: at the least who appeals.
    fn invited(&self) -> Step {
        let invited = self.appeal.invited.iter().any(|act| act.said.contains(&self.filing().by));
        let outcome = if invited {
            Verdict::Passed
        } else {
            self.missing(Some(self.filing().decide_by), || {
                "chi ricorre non è stato invitato a esporre".to_owned()
            })
        };
        let acts = self.appeal.invited.iter().map(|act| act.number).collect();
        Step { name: "parti invitate a esporre", outcome, acts, norm: Norm::GuaranteeConvened }
    }

    /// Norm: A9-10.
    fn quorum(&self) -> Step {
        let valid = self.appeal.sittings.iter().any(|act| self.appeal.is_valid(act, self.regulation));
        let outcome = if valid {
            Verdict::Passed
        } else {
            self.missing(Some(self.filing().decide_by), || "nessuna seduta valida nel termine".to_owned())
        };
        let acts = self.appeal.sittings.iter().map(|act| act.number).collect();
        Step { name: "numero legale", outcome, acts, norm: Norm::GuaranteeQuorum }
    }

    /// Norm: A9-11: as many votes as were present.
    fn voted(&self) -> Step {
        let (name, norm) = ("voto senza astensioni", Norm::GuaranteeVote);
        let Some(ruling) = &self.appeal.ruling else { return self.undecided(name, norm) };
        let votes = match &ruling.said.ballot {
            Ballot::Open(votes) => votes.len(),
            Ballot::Secret { totals, .. } => totals.iter().map(|(_, cast)| usize::from(*cast)).sum(),
        };
        let sat = self.appeal.sittings.iter().rfind(|act| act.number < ruling.number);
        let present = sat.map_or(0, |act| act.said.present.len());
        let outcome = if votes == present {
            Verdict::Passed
        } else {
            Verdict::Failed { why: format!("{present} presenti e {votes} voti") }
        };
        Step { name, outcome, acts: vec![ruling.number], norm }
    }

    /// Norm: A9-13.
    fn reasons(&self) -> Step {
        let (name, norm) = ("decisione motivata", Norm::GuaranteeReasons);
        match &self.appeal.ruling {
            Some(ruling) => Step { name, outcome: Verdict::Passed, acts: vec![ruling.number], norm },
            None => self.undecided(name, norm),
        }
    }

    /// Norm: A9-07.
    fn in_time(&self) -> Step {
        let (name, norm) = ("decisione nei dieci giorni", Norm::SilenceConfirms);
        match &self.appeal.ruling {
            Some(ruling) if ruling.at.date() <= self.filing().decide_by => {
                Step { name, outcome: Verdict::Passed, acts: vec![ruling.number], norm }
            }
            Some(ruling) => {
                let why = format!("decisa dopo il {}", italian_day(self.filing().decide_by));
                Step { name, outcome: Verdict::Failed { why }, acts: vec![ruling.number], norm }
            }
            None => self.undecided(name, norm),
        }
    }

    /// Norm: A9-13, A9-14: to who appeals, with the day until which the region may be asked.
    fn communicated(&self) -> Step {
        let told = self.appeal.communicated.iter().find(|act| act.said.to.contains(&self.filing().by));
        let outcome = match told {
            Some(_) => Verdict::Passed,
            None => self.missing(None, String::new),
        };
        let acts = self.appeal.communicated.iter().map(|act| act.number).collect();
        Step { name: "esito comunicato con il termine del reclamo", outcome, acts, norm: Norm::RegionalTerm }
    }

    fn undecided(&self, name: &'static str, norm: Norm) -> Step {
        let until = self.filing().decide_by;
        let silence =
            || format!("nessuna decisione entro il {}: la sanzione è confermata", italian_day(until));
        Step { name, outcome: self.missing(Some(until), silence), acts: Vec::new(), norm }
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}
