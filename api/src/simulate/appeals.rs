//! What is contested of the year's sanctions: annulled and decided again, confirmed, confirmed in part, left to silence,
//! withdrawn, before the region, before a court, and what is still to be decided on the last Friday.

use jiff::civil::{Date, Time, date, time};
use registro_domain::case::appeal::{Ground, Vote};
use registro_domain::case::{Body as Organ, Conflict, Item, Letter, Measure, Member, Sanction, Tally};
use registro_domain::ids::{FactNumber, PersonId};

use super::cases::Telling;
use super::cast::Part;
use super::contested::{DECIDED, NUMBERED};
use super::day::Simulation;
use super::guarantee::Body;
use crate::commands::appeal::{Act, Ruled};
use crate::commands::case::{Act as CaseAct, Deliberate, Planned, Repaired};

/// The days at an activity of sanctions that were taken up again.
pub(crate) const AGAIN: (Date, Date) = (date(2026, 1, 26), date(2026, 1, 28));
pub(crate) const CONFIRMED: (Date, Date) = (date(2026, 2, 23), date(2026, 2, 25));
pub(crate) const BEFORE_THE_APPEAL: (Date, Date) = (date(2026, 3, 26), date(2026, 3, 26));
pub(crate) const IN_PART: (Date, Date) = (date(2026, 4, 14), date(2026, 4, 15));
pub(crate) const WITHDRAWN: (Date, Date) = (date(2025, 12, 11), date(2025, 12, 12));

const BEFORE_SCHOOL: Time = time(7, 40, 0, 0);
const CONVENED: Time = time(9, 40, 0, 0);
const SUBSTITUTED: Time = time(11, 50, 0, 0);
const CONVENED_AGAIN: Time = time(17, 40, 0, 0);
const AT_HOME: Time = time(20, 50, 0, 0);

/// Of a student, judged by the body. Nothing, if her class is too small for a council.
type Story<'a> = fn(&mut Simulation<'a>, usize, &Body) -> Option<()>;

impl<'a> Simulation<'a> {
    pub(crate) fn plan_appeals(&mut self) {
        let Some(body) = self.guarantee_body() else { return };
        self.plan_the_body(&body);
        self.plan_the_conflict(&body);
        let stories: [(Part, Story<'a>); 7] = [
            (Part::Confirmed, Self::confirmed),
            (Part::Lessened, Self::in_part),
            (Part::Unanswered, Self::unanswered),
            (Part::Withdrawing, Self::withdrawing),
            (Part::Expunged, Self::expunged),
            (Part::Judged, Self::judged),
            (Part::JustAppealed, Self::just_appealed),
        ];
        for (part, story) in stories {
            if let Some(student) = self.institute.cast.player(part) {
                let _ = story(self, student, &body);
            }
        }
    }

    /// Of somebody who was not heard: the letter did not say how to appeal, the appeal comes late and is not held to the
    /// term; the body annuls and refers back, and the council hears and decides again.
    pub(crate) fn annulled_and_decided_again(
        &mut self,
        telling: Telling,
        of: FactNumber,
        members: &[Member],
    ) -> Option<()> {
        let body = self.guarantee_body()?;
        let known = (telling, of, members.to_vec());
        let grounds =
            (&[Ground::Procedure, Ground::Reasons][..], "l'invito a esporre le ragioni è venuto dopo");
        let mut it = self.appealed(known, (date(2025, 12, 18), AT_HOME), grounds)?;
        self.number(&mut it, date(2025, 12, 19));
        let sits_on = date(2025, 12, 22);
        let judges = self.judges(&body, &it.members, &[], sits_on)?;
        let judges: Vec<PersonId> = judges.iter().map(|member| member.person).collect();
        self.convene_judges(&mut it, (date(2025, 12, 19), CONVENED), sits_on, &[]);
        self.notice(&mut it, date(2025, 12, 19));
        self.invite_parties(&mut it, date(2025, 12, 19));
        self.sit(&mut it, sits_on, &judges);
        let votes = judges.iter().map(|judge| (*judge, Vote::Annul)).collect();
        let defect = "lo studente è stato invitato a esporre dopo la decisione".to_owned();
        let reasons = "nessuno è sanzionato senza essere prima invitato a esporre le proprie ragioni";
        self.rule(&mut it, sits_on, Ruled::Annulled { defect }, votes, reasons);
        self.tell(&mut it, date(2026, 1, 7));

        let telling = &mut it.telling;
        self.charge(telling, date(2026, 1, 8), self.principal());
        self.invite(telling, date(2026, 1, 8), self.principal(), date(2026, 1, 13));
        self.inform_parents(telling, date(2026, 1, 8));
        self.hear(telling, date(2026, 1, 13), self.principal(), "riconosce il fatto e se ne scusa");
        self.convert(telling, date(2026, 1, 13), None);
        self.convene(telling, date(2026, 1, 14), (Organ::ClassCouncil, date(2026, 1, 19)), members);
        let days = self.days_of_lessons(AGAIN.0, 3);
        let hours = days.iter().map(|day| self.hours_on(telling.student, *day)).sum();
        let plan = Planned::Citizenship {
            host: "Cooperativa Il Giardino".to_owned(),
            agreement: "convenzione n. 7 del 2025".to_owned(),
            hours,
        };
        let sanction = (Organ::ClassCouncil, Sanction::Removal { days: 3 });
        let of = self.decide_together(telling, date(2026, 1, 19), sanction, members, Some(plan), AGAIN.0);
        self.communicate(telling, date(2026, 1, 20), self.office(), of, &days);
        it.of = of;
        self.executed(&mut it, &days);
        Some(())
    }

    /// Confirmed by three to two; done at last; the region rejects the complaint.
    fn confirmed(&mut self, student: usize, body: &Body) -> Option<()> {
        let days = [
            date(2026, 1, 19),
            date(2026, 1, 20),
            date(2026, 1, 22),
            date(2026, 1, 23),
            date(2026, 2, 2),
            date(2026, 2, 3),
        ];
        let fact = "ha colpito più volte la porta di un'aula con una sedia";
        let measure = (Sanction::Removal { days: 3 }, date(2026, 2, 17));
        let known = self.sanctioned((student, "confirmed"), (Letter::M, Item::M), fact, days, measure)?;
        let grounds = (&[Ground::Merits][..], "la misura è sproporzionata al fatto");
        let mut it = self.appealed(known, (date(2026, 2, 5), AT_HOME), grounds)?;
        self.number(&mut it, date(2026, 2, 6));
        let sits_on = date(2026, 2, 12);
        let judges = self.judges(body, &it.members, &[], sits_on)?;
        let judges: Vec<PersonId> = judges.iter().map(|member| member.person).collect();
        self.convene_judges(&mut it, (date(2026, 2, 9), CONVENED), sits_on, &[]);
        self.notice(&mut it, date(2026, 2, 9));
        self.invite_parties(&mut it, date(2026, 2, 9));
        self.sit(&mut it, sits_on, &judges);
        let vote = |place| if place < 3 { Vote::Confirm } else { Vote::Annul };
        let votes = judges.iter().enumerate().map(|(place, judge)| (*judge, vote(place))).collect();
        let reasons = "la procedura è regolare e la misura è quella che la tabella prevede";
        self.rule(&mut it, sits_on, Ruled::Confirmed, votes, reasons);
        self.tell(&mut it, date(2026, 2, 16));
        let days = self.days_of_lessons(CONFIRMED.0, 3);
        self.resume(&mut it, date(2026, 2, 16), &days);
        self.executed(&mut it, &days);
        let grounds = "la decisione viola lo Statuto degli studenti".to_owned();
        let complaint = self.complained(&mut it, date(2026, 2, 27), grounds);
        self.opinion(&mut it, date(2026, 3, 20), complaint, false);
        self.decided(&mut it, date(2026, 3, 24), complaint, false);
        Some(())
    }

    /// One day done, then the appeal; a deserted sitting, a member who cannot come, and three days left of five.
    fn in_part(&mut self, student: usize, body: &Body) -> Option<()> {
        let days = [
            date(2026, 3, 3),
            date(2026, 3, 4),
            date(2026, 3, 9),
            date(2026, 3, 10),
            date(2026, 3, 13),
            date(2026, 3, 16),
        ];
        let fact = "ha portato alcol a un'uscita e ne ha offerto";
        let measure = (Sanction::Removal { days: 5 }, BEFORE_THE_APPEAL.0);
        let (mut telling, of, members) =
            self.sanctioned((student, "in part"), (Letter::N, Item::N), fact, days, measure)?;
        let hours = self.hours_on(student, BEFORE_THE_APPEAL.0);
        self.execute(&mut telling, of, BEFORE_THE_APPEAL.0, hours);
        let grounds =
            (&[Ground::Merits, Ground::Reasons][..], "cinque giorni sono troppi per un solo episodio");
        let mut it = self.appealed((telling, of, members), (date(2026, 3, 27), BEFORE_SCHOOL), grounds)?;
        self.number(&mut it, date(2026, 3, 27));
        let (first, second) = (date(2026, 3, 30), date(2026, 4, 1));
        let judges = self.judges(body, &it.members, &[], first)?;
        self.convene_judges(&mut it, (date(2026, 3, 27), CONVENED), first, &[]);
        self.notice(&mut it, date(2026, 3, 27));
        self.invite_parties(&mut it, date(2026, 3, 27));
        let present: Vec<PersonId> = judges.iter().map(|member| member.person).take(2).collect();
        self.sit(&mut it, first, &present);
        // Called again at short notice, which is irregular; the parent cannot come.
        self.convene_judges(&mut it, (first, CONVENED_AGAIN), second, &[]);
        self.notice(&mut it, date(2026, 3, 31));
        let parent = judges.last()?.person;
        let substitute = Act::Substitute { appeal: it.appeal, leaves: parent, why: Conflict::Unavailable };
        self.send_on(&mut it.telling, (date(2026, 3, 31), SUBSTITUTED), self.principal(), substitute);
        let judges = self.judges(body, &it.members, &[parent], second)?;
        let judges: Vec<PersonId> = judges.iter().map(|member| member.person).take(4).collect();
        self.sit(&mut it, second, &judges);
        // Two and two: who presides is for less.
        let vote = |place| if place < 2 { Vote::ConfirmInPart } else { Vote::Confirm };
        let votes = judges.iter().enumerate().map(|(place, judge)| (*judge, vote(place))).collect();
        let measure =
            Measure { sanction: Sanction::Removal { days: 3 }, exclusions: Vec::new(), repair: None };
        let reasons = "il fatto è provato; tre giorni bastano, trattandosi del primo episodio";
        self.rule(&mut it, second, Ruled::ConfirmedInPart { measure }, votes, reasons);
        self.tell(&mut it, date(2026, 4, 8));
        let days = self.days_of_lessons(IN_PART.0, 2);
        self.resume(&mut it, date(2026, 4, 8), &days);
        self.executed(&mut it, &days);
        Some(())
    }

    /// Nobody convenes, and silence confirms; the region asks for documents, and upholds.
    fn unanswered(&mut self, student: usize, _: &Body) -> Option<()> {
        let members = self.members(student, false)?;
        let fact = "ha rivolto parole offensive a chi chiedeva silenzio";
        let what = (student, "unanswered");
        let mut telling = self.reported(what, date(2026, 4, 13), (Letter::G, Item::G), fact);
        self.ordinary(&mut telling, date(2026, 4, 14), date(2026, 4, 16));
        self.convene(&mut telling, date(2026, 4, 17), (Organ::ClassCouncil, date(2026, 4, 22)), &members);
        let present: Vec<PersonId> = members.iter().map(|member| member.person).collect();
        let favour = u16::try_from(present.len()).unwrap_or_default();
        let decided = Deliberate {
            present,
            tally: Some(Tally { favour, against: 0 }),
            exclusions: vec![registro_domain::case::Exclusion::Trips],
            ..self.by_one(&telling, Organ::ClassCouncil, Sanction::WrittenAdmonition)
        };
        let decide = CaseAct::Deliberate(Box::new(decided));
        let of = self.act(&mut telling, (date(2026, 4, 22), DECIDED), self.principal(), decide);
        self.communicate(&mut telling, date(2026, 4, 23), self.office(), of, &[]);
        let grounds = (&[Ground::Merits][..], "l'esclusione dal viaggio è sproporzionata");
        let mut it = self.appealed((telling, of, members), (date(2026, 4, 27), AT_HOME), grounds)?;
        self.number(&mut it, date(2026, 4, 28));
        self.tell(&mut it, date(2026, 5, 8));
        self.resume(&mut it, date(2026, 5, 8), &[]);
        let grounds = "l'Organo di garanzia non si è nemmeno riunito".to_owned();
        let complaint = self.complained(&mut it, date(2026, 5, 11), grounds);
        let request = Act::RequestDocuments { complaint, until: None };
        self.send_on(&mut it.telling, (date(2026, 5, 14), NUMBERED), self.office(), request);
        self.opinion(&mut it, date(2026, 5, 29), complaint, true);
        self.decided(&mut it, date(2026, 6, 3), complaint, true);
        Some(())
    }

    /// Thought better of within days: two days of reflection, later than they were to be.
    fn withdrawing(&mut self, student: usize, _: &Body) -> Option<()> {
        let days = [
            date(2025, 11, 17),
            date(2025, 11, 18),
            date(2025, 11, 20),
            date(2025, 11, 21),
            date(2025, 11, 25),
            date(2025, 11, 26),
        ];
        let fact = "ha disturbato per un'ora intera impedendo di fare lezione";
        let measure = (Sanction::Removal { days: 2 }, date(2025, 12, 4));
        let known = self.sanctioned((student, "withdrawing"), (Letter::H, Item::Hi2), fact, days, measure)?;
        let grounds = (&[Ground::Competence][..], "doveva decidere un altro organo");
        let mut it = self.appealed(known, (date(2025, 11, 27), AT_HOME), grounds)?;
        self.number(&mut it, date(2025, 11, 28));
        let withdraw = Act::Withdraw { appeal: it.appeal, by: None };
        let by = it.by;
        self.send_on(&mut it.telling, (date(2025, 12, 1), AT_HOME), by, withdraw);
        let days = self.days_of_lessons(WITHDRAWN.0, 2);
        self.resume(&mut it, date(2025, 12, 2), &days);
        self.executed(&mut it, &days);
        Some(())
    }

    /// A court annuls in the spring, and has the acts taken out.
    fn expunged(&mut self, student: usize, _: &Body) -> Option<()> {
        let fact = "ha danneggiato il proiettore di un'aula";
        let head = self.principal();
        let mut telling = self.reported((student, "expunged"), date(2025, 12, 1), (Letter::F, Item::F), fact);
        self.charge(&mut telling, date(2025, 12, 2), head);
        self.invite(&mut telling, date(2025, 12, 2), head, date(2025, 12, 4));
        self.hear(&mut telling, date(2025, 12, 4), head, "dice di non essere stato presente");
        let decided = Deliberate {
            repair: Some(Repaired::Payment { cents: 12_000 }),
            ..self.by_one(&telling, Organ::Principal, Sanction::WrittenAdmonition)
        };
        let of = self.decide_alone(&mut telling, date(2025, 12, 5), head, decided);
        self.communicate(&mut telling, date(2025, 12, 9), head, of, &[]);
        let (order, protocol) = ("TAR Lazio, n. 4411 del 2026".to_owned(), Self::number_for(&telling));
        let order = Act::Order { of, order, expunge: true, protocol };
        self.send_on(&mut telling, (date(2026, 4, 14), NUMBERED), head, order);
        self.send_on(&mut telling, (date(2026, 4, 16), NUMBERED), head, Act::Expunge {});
        Some(())
    }

    /// Convened for the afternoon of the last Friday.
    fn judged(&mut self, student: usize, body: &Body) -> Option<()> {
        let days = [
            date(2026, 5, 11),
            date(2026, 5, 12),
            date(2026, 5, 15),
            date(2026, 5, 18),
            date(2026, 5, 21),
            date(2026, 5, 22),
        ];
        let fact = "ha spinto più volte chi gli stava davanti sulle scale";
        let measure = (Sanction::Removal { days: 3 }, date(2026, 6, 3));
        let known = self.sanctioned((student, "judged"), (Letter::M, Item::M), fact, days, measure)?;
        let grounds = (&[Ground::Reasons][..], "non si dice perché tre giorni");
        let mut it = self.appealed(known, (date(2026, 5, 29), AT_HOME), grounds)?;
        self.number(&mut it, date(2026, 6, 1));
        let sits_on = date(2026, 6, 5);
        let judges = self.judges(body, &it.members, &[], sits_on)?;
        let judges: Vec<PersonId> = judges.iter().map(|member| member.person).collect();
        self.convene_judges(&mut it, (date(2026, 6, 1), CONVENED), sits_on, &[]);
        self.notice(&mut it, date(2026, 6, 1));
        self.invite_parties(&mut it, date(2026, 6, 1));
        self.sit(&mut it, sits_on, &judges);
        let votes = judges.iter().map(|judge| (*judge, Vote::Confirm)).collect();
        self.rule(&mut it, sits_on, Ruled::Confirmed, votes, "i motivi sono scritti e bastano");
        self.tell(&mut it, date(2026, 6, 8));
        Some(())
    }

    /// Filed on the evening before: nobody has numbered it yet, nor convened anybody.
    fn just_appealed(&mut self, student: usize, _: &Body) -> Option<()> {
        let days = [
            date(2026, 5, 14),
            date(2026, 5, 15),
            date(2026, 5, 19),
            date(2026, 5, 20),
            date(2026, 5, 26),
            date(2026, 5, 27),
        ];
        let fact = "ha disturbato l'intera prova scritta";
        let measure = (Sanction::Removal { days: 1 }, date(2026, 6, 8));
        let known =
            self.sanctioned((student, "just appealed"), (Letter::H, Item::Hi2), fact, days, measure)?;
        self.appealed(
            known,
            (date(2026, 6, 4), AT_HOME),
            (&[Ground::Merits], "un'ammonizione sarebbe bastata"),
        )?;
        Some(())
    }
}
