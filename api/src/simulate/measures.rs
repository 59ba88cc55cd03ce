//! The disciplinary cases of the year: a sanction of each band, what is dismissed, what is not proved, what went wrong.

use jiff::civil::{Date, Time, date, time};
use registro_domain::case::{Assessment, Body, Exclusion, Item, Letter, Sanction};

use super::cases::Telling;
use super::cast::Part;
use super::day::Simulation;
use crate::actor::Capacity;
use crate::commands::case::{Act, Communicate, OfferHearing, Planned, Repaired};

/// The days of activities at a host body, of reflection at school, and those on which nobody comes.
pub(crate) const HOSTED: (Date, Date) = (date(2025, 11, 25), date(2025, 11, 28));
pub(crate) const REFLECTING: (Date, Date) = (date(2026, 6, 3), date(2026, 6, 4));
pub(crate) const REMOVED: (Date, Date) = (date(2026, 3, 23), date(2026, 4, 20));
pub(crate) const TO_THE_END: (Date, Date) = (date(2026, 5, 26), date(2026, 6, 8));
const AFTER_THE_SITTING: Time = time(17, 30, 0, 0);
const AT_THE_OFFICE: Time = time(11, 20, 0, 0);

impl Simulation<'_> {
    pub(crate) fn plan_measures(&mut self) {
        type Story<'a> = fn(&mut Simulation<'a>, usize);
        let stories: [(Part, Story<'_>); 11] = [
            (Part::Admonished, Self::admonished),
            (Part::Repairing, Self::repairing),
            (Part::Hosted, Self::hosted),
            (Part::Reflecting, Self::reflecting),
            (Part::Removed, Self::removed),
            (Part::Cleared, Self::cleared),
            (Part::Acquitted, Self::acquitted),
            (Part::Unheard, Self::unheard),
            (Part::JustDecided, Self::just_decided),
            (Part::JustReported, Self::just_reported),
            (Part::Leaving, Self::leaving),
        ];
        for (part, story) in stories {
            if let Some(student) = self.institute.cast.player(part) {
                story(self, student);
            }
        }
    }

    /// Reported, charged, invited, the parents told, heard, a conversion offered.
    pub(crate) fn ordinary(&mut self, telling: &mut Telling, charged_on: Date, heard_on: Date) {
        self.charge(telling, charged_on, self.principal());
        self.invite(telling, charged_on, self.principal(), heard_on);
        self.inform_parents(telling, charged_on);
        self.hear(
            telling,
            heard_on,
            self.principal(),
            "riconosce il fatto e dice di non averne valutato le conseguenze",
        );
        self.convert(telling, heard_on, None);
    }

    /// Three admonitions in the autumn; the fourth fact is charged as d, and whoever coordinates the class decides alone of
    /// its trips, which is flagged.
    fn admonished(&mut self, student: usize) {
        let teacher = self.coordinator_of(student);
        let facts = [
            (date(2025, 9, 25), Letter::A, Item::A1, "ha interrotto più volte la lezione", "first"),
            (date(2025, 10, 9), Letter::C1, Item::C1, "ha usato il telefono durante la lezione", "second"),
            (date(2025, 10, 30), Letter::B, Item::B2, "ha lasciato rifiuti sul banco e a terra", "third"),
        ];
        for (on, letter, item, facts, which) in facts {
            let mut telling =
                self.reported((student, &format!("admonished/{which}")), on, (letter, item), facts);
            let next = self.days_of_lessons(on, 3);
            let [_, second, third] = next[..] else { return };
            self.charge(&mut telling, second, teacher);
            self.invite(&mut telling, second, teacher, third);
            self.hear(&mut telling, third, teacher, "si scusa");
            let decided = self.by_one(&telling, Body::Coordinator, Sanction::Admonition);
            let of = self.decide_alone(&mut telling, third, teacher, decided);
            self.communicate(&mut telling, self.after(third), teacher, of, &[]);
        }
        let on = date(2025, 11, 13);
        let fact = "ha di nuovo interrotto la lezione dopo tre ammonizioni";
        let mut telling = self.reported((student, "admonished/fourth"), on, (Letter::D, Item::D), fact);
        self.charge(&mut telling, date(2025, 11, 14), teacher);
        self.invite(&mut telling, date(2025, 11, 14), teacher, date(2025, 11, 18));
        self.hear(&mut telling, date(2025, 11, 18), teacher, "non ha altro da aggiungere");
        let decided = self.by_one(&telling, Body::Coordinator, Sanction::WrittenAdmonition);
        let decided = crate::commands::case::Deliberate { exclusions: vec![Exclusion::Trips], ..decided };
        let of = self.decide_alone(&mut telling, date(2025, 11, 19), teacher, decided);
        self.communicate(&mut telling, date(2025, 11, 20), teacher, of, &[]);
    }

    /// The next day of lessons.
    fn after(&self, day: Date) -> Date {
        self.days_of_lessons(day, 2).last().copied().unwrap_or(day)
    }

    /// Repairs what was damaged, not well enough: advice, and nothing more.
    fn repairing(&mut self, student: usize) {
        let fact = "ha rotto un cassetto del laboratorio forzandone la serratura";
        let mut telling =
            self.reported((student, "repairing"), date(2026, 1, 26), (Letter::F, Item::F), fact);
        let head = self.principal();
        self.charge(&mut telling, date(2026, 1, 27), head);
        self.invite(&mut telling, date(2026, 1, 27), head, date(2026, 1, 29));
        self.hear(&mut telling, date(2026, 1, 29), head, "dice che il cassetto era già difettoso");
        let what = "rimonta la serratura con il tecnico, nell'intervallo".to_owned();
        let repair = Some(Repaired::Work { on: date(2026, 2, 10), what });
        let decided = self.by_one(&telling, Body::Principal, Sanction::WrittenAdmonition);
        let decided = crate::commands::case::Deliberate { repair, ..decided };
        let of = self.decide_alone(&mut telling, date(2026, 2, 2), head, decided);
        self.communicate(&mut telling, date(2026, 2, 3), head, of, &[]);
        let advice = Some("completare il lavoro con il tecnico nella settimana seguente");
        self.check(&mut telling, date(2026, 2, 12), of, (Assessment::Insufficient, advice));
    }

    /// Four days at a host body, all done and certified. The accused stands for the students of the class, and is replaced.
    fn hosted(&mut self, student: usize) {
        let fact = "ha spinto a terra più volte un'attrezzatura della palestra verso chi era vicino";
        let mut telling = self.reported((student, "hosted"), date(2025, 11, 3), (Letter::M, Item::M), fact);
        let Some(members) = self.members(student, true) else { return };
        self.charge(&mut telling, date(2025, 11, 5), self.principal());
        self.invite(&mut telling, date(2025, 11, 5), self.principal(), date(2025, 11, 10));
        self.inform_parents(&mut telling, date(2025, 11, 5));
        self.hear(&mut telling, date(2025, 11, 10), self.principal(), "riconosce il fatto");
        self.convert(&mut telling, date(2025, 11, 10), Some(false));
        self.convene(&mut telling, date(2025, 11, 11), (Body::ClassCouncil, date(2025, 11, 14)), &members);
        let days = self.days_of_lessons(HOSTED.0, 4);
        let hours = days.iter().map(|day| self.hours_on(student, *day)).sum();
        let plan = Planned::Citizenship {
            host: "Associazione Quartiere Aperto".to_owned(),
            agreement: "convenzione n. 12 del 2025".to_owned(),
            hours,
        };
        let sanction = (Body::ClassCouncil, Sanction::Removal { days: 4 });
        let of =
            self.decide_together(&mut telling, date(2025, 11, 14), sanction, &members, Some(plan), HOSTED.0);
        self.communicate(&mut telling, date(2025, 11, 17), self.office(), of, &days);
        self.minutes(&mut telling, date(2025, 11, 20), of);
        for day in &days {
            let hours = self.hours_on(student, *day);
            self.execute(&mut telling, of, *day, hours);
            self.certify(&mut telling, of, *day, hours);
        }
        self.check(&mut telling, date(2025, 12, 2), of, (Assessment::Diligent, None));
    }

    /// Two days of reflection at school, done yesterday: somebody is to look at how.
    fn reflecting(&mut self, student: usize) {
        let fact = "ha disturbato per tutta l'ora impedendo lo svolgimento della prova";
        let mut telling =
            self.reported((student, "reflecting"), date(2026, 5, 11), (Letter::H, Item::Hi2), fact);
        let Some(members) = self.members(student, false) else { return };
        self.ordinary(&mut telling, date(2026, 5, 12), date(2026, 5, 18));
        self.convene(&mut telling, date(2026, 5, 19), (Body::ClassCouncil, date(2026, 5, 25)), &members);
        let days = self.days_of_lessons(REFLECTING.0, 2);
        let hours = days.iter().map(|day| self.hours_on(student, *day)).sum();
        let plan = Planned::Reflection { teachers: vec![self.coordinator_of(student).0], hours };
        let sanction = (Body::ClassCouncil, Sanction::Removal { days: 2 });
        let of = self.decide_together(
            &mut telling,
            date(2026, 5, 25),
            sanction,
            &members,
            Some(plan),
            REFLECTING.0,
        );
        self.communicate(&mut telling, date(2026, 5, 26), self.office(), of, &days);
        self.minutes(&mut telling, date(2026, 5, 29), of);
        for day in days {
            let hours = self.hours_on(student, day);
            self.execute(&mut telling, of, day, hours);
        }
    }

    /// Twenty days by the council of the institute in the spring; in May the same again, until the end of the lessons.
    fn removed(&mut self, student: usize) {
        let Some(members) = self.members(student, false) else { return };
        let recovery = || {
            let with = "la famiglia e il servizio sociale del Comune, due incontri a settimana".to_owned();
            Some(Planned::Recovery { with })
        };
        let fact = "ha minacciato con un oggetto pericoloso chi era nel corridoio";
        let mut telling =
            self.reported((student, "removed/first"), date(2026, 3, 2), (Letter::P, Item::P), fact);
        self.inform_council(&mut telling, date(2026, 3, 3));
        self.charge(&mut telling, date(2026, 3, 4), self.principal());
        self.invite(&mut telling, date(2026, 3, 4), self.principal(), date(2026, 3, 9));
        self.inform_parents(&mut telling, date(2026, 3, 4));
        self.does_not_come(&mut telling, date(2026, 3, 9));
        self.convert(&mut telling, date(2026, 3, 9), None);
        self.convene(&mut telling, date(2026, 3, 10), (Body::InstituteCouncil, date(2026, 3, 16)), &members);
        let sanction = (Body::InstituteCouncil, Sanction::CommunityRemoval { days: 20 });
        let of =
            self.decide_together(&mut telling, date(2026, 3, 16), sanction, &members, recovery(), REMOVED.0);
        let days = self.days_of_lessons(REMOVED.0, 20);
        self.communicate(&mut telling, date(2026, 3, 18), self.office(), of, &days);
        for day in days {
            self.execute_away(&mut telling, of, day);
        }
        self.check(
            &mut telling,
            date(2026, 5, 4),
            of,
            (Assessment::Partial, Some("riprendere gli incontri mancati")),
        );

        let fact = "ha minacciato di nuovo chi era nel corridoio";
        let mut telling =
            self.reported((student, "removed/second"), date(2026, 5, 11), (Letter::Q, Item::Q), fact);
        self.inform_council(&mut telling, date(2026, 5, 12));
        self.ordinary(&mut telling, date(2026, 5, 13), date(2026, 5, 18));
        self.convene(&mut telling, date(2026, 5, 19), (Body::InstituteCouncil, date(2026, 5, 22)), &members);
        let until_end = Sanction::UntilEndOfLessons { excluded_from_scrutiny: false };
        let sanction = (Body::InstituteCouncil, until_end);
        let of = self.decide_together(
            &mut telling,
            date(2026, 5, 22),
            sanction,
            &members,
            recovery(),
            TO_THE_END.0,
        );
        let days = self.days_of_lessons(TO_THE_END.0, 40);
        self.communicate(&mut telling, date(2026, 5, 25), self.office(), of, &days);
    }

    /// A day of a removal that has no activities for the school: nothing is written of it in attendance.
    fn execute_away(&mut self, telling: &mut Telling, of: registro_domain::ids::FactNumber, day: Date) {
        let execute = crate::commands::case::ExecuteDay { of, day, hours: 0 };
        self.act_alone(telling, (day, AFTER_THE_SITTING), self.office(), Act::ExecuteDay(execute));
    }

    /// Of a fact that the staff reported there was nothing to charge.
    fn cleared(&mut self, student: usize) {
        let fact = "è stato visto uscire dal bagno dopo che un lavandino era stato danneggiato";
        let (office, what) = (self.office(), (student, "cleared"));
        let mut telling = self.reported_by(office, what, date(2025, 10, 14), (Letter::B, Item::B1), fact);
        self.dismiss(&mut telling, date(2025, 10, 17), "il danno era già stato segnalato il giorno prima");
    }

    /// The council finds nothing to sanction.
    fn acquitted(&mut self, student: usize) {
        let fact = "avrebbe alterato il risultato di una prova dopo la consegna";
        let mut telling =
            self.reported((student, "acquitted"), date(2026, 2, 16), (Letter::I, Item::Hi3), fact);
        let Some(members) = self.members(student, false) else { return };
        self.charge(&mut telling, date(2026, 2, 17), self.principal());
        self.invite(&mut telling, date(2026, 2, 17), self.principal(), date(2026, 2, 20));
        self.inform_parents(&mut telling, date(2026, 2, 17));
        self.writes(
            &mut telling,
            date(2026, 2, 18),
            "quel giorno la prova è rimasta sul banco e non l'ha più toccata",
        );
        self.convert(&mut telling, date(2026, 2, 20), None);
        self.convene(&mut telling, date(2026, 2, 23), (Body::ClassCouncil, date(2026, 2, 27)), &members);
        self.acquit(&mut telling, date(2026, 2, 27), Body::ClassCouncil, &members);
    }

    /// Three days, and nobody was heard before; the invitation came afterwards, and the letter says not how to appeal.
    fn unheard(&mut self, student: usize) {
        let fact = "ha lanciato dalla finestra un oggetto che poteva ferire";
        let mut telling = self.reported((student, "unheard"), date(2025, 11, 24), (Letter::M, Item::M), fact);
        let Some(members) = self.members(student, false) else { return };
        self.charge(&mut telling, date(2025, 11, 25), self.principal());
        self.convene(&mut telling, date(2025, 11, 25), (Body::ClassCouncil, date(2025, 11, 28)), &members);
        let sanction = (Body::ClassCouncil, Sanction::Removal { days: 3 });
        let from = date(2025, 12, 17);
        let of = self.decide_together(&mut telling, date(2025, 11, 28), sanction, &members, None, from);
        let hearing_at = date(2025, 12, 2).at(12, 0, 0, 0);
        let invite = Act::OfferHearing(OfferHearing { hearing_at });
        self.act(&mut telling, (date(2025, 11, 29), AFTER_THE_SITTING), self.principal(), invite);
        let communicate = Communicate {
            of,
            to: Vec::new(),
            with_reasons: false,
            days: self.days_of_lessons(from, 3),
            appeal: None,
            protocol: Some(telling.protocol()),
        };
        self.act(
            &mut telling,
            (date(2025, 12, 1), AT_THE_OFFICE),
            self.principal(),
            Act::Communicate(communicate),
        );
        let _ = self.annulled_and_decided_again(telling, of, &members);
    }

    /// Decided the day before yesterday: the letter and the minutes are still to be written.
    fn just_decided(&mut self, student: usize) {
        let fact = "ha danneggiato di proposito la porta di un'aula";
        let mut telling =
            self.reported((student, "just decided"), date(2026, 5, 20), (Letter::I, Item::Hi4), fact);
        let Some(members) = self.members(student, false) else { return };
        self.ordinary(&mut telling, date(2026, 5, 21), date(2026, 5, 27));
        self.convene(&mut telling, date(2026, 5, 28), (Body::ClassCouncil, date(2026, 6, 3)), &members);
        let plan = Planned::Reflection { teachers: vec![self.coordinator_of(student).0], hours: 6 };
        let sanction = (Body::ClassCouncil, Sanction::Removal { days: 1 });
        self.decide_together(
            &mut telling,
            date(2026, 6, 3),
            sanction,
            &members,
            Some(plan),
            date(2026, 6, 8),
        );
    }

    /// Reported yesterday as what is most grave: the council of the institute is to be told.
    fn just_reported(&mut self, student: usize) {
        let fact = "ha rivolto a chi era nel cortile una minaccia molto grave, ripetuta più volte";
        self.reported((student, "just reported"), date(2026, 6, 4), (Letter::P, Item::P), fact);
    }

    /// A written admonition of the autumn, final when the student goes to another school.
    fn leaving(&mut self, student: usize) {
        let deputy = (self.institute.staff.deputy.person, Capacity::Deputy);
        let fact = "ha rivolto parole offensive a chi vigilava sull'intervallo";
        let mut telling = self.reported((student, "leaving"), date(2025, 11, 10), (Letter::G, Item::G), fact);
        self.charge(&mut telling, date(2025, 11, 11), deputy);
        self.invite(&mut telling, date(2025, 11, 11), deputy, date(2025, 11, 13));
        self.hear(&mut telling, date(2025, 11, 13), deputy, "si scusa con la persona interessata");
        let decided = self.by_one(&telling, Body::Deputy, Sanction::WrittenAdmonition);
        let of = self.decide_alone(&mut telling, date(2025, 11, 14), deputy, decided);
        self.communicate(&mut telling, date(2025, 11, 17), self.office(), of, &[]);
    }
}
