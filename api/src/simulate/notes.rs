//! Notes and what becomes of them, positive acts, a student sent out of class.

use jiff::civil::{Date, Time, date, time};
use registro_domain::calendar::SchoolYear;
use registro_domain::conduct::NoteKind;
use registro_domain::duty::DutyKind;
use registro_domain::ids::{FactNumber, PersonId};

use super::cast::Part;
use super::day::{Simulation, Today};
use super::errands::Errand;
use super::presence::minutes_after;
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::conduct::{Act, Conduct};

const MENDED: Time = time(15, 50, 0, 0);
const STATED: Time = time(20, 20, 0, 0);
const DISCIPLINARY: [&str; 5] = [
    "ha lasciato l'aula senza permesso durante la lezione",
    "è rientrato in classe dieci minuti dopo la fine dell'intervallo",
    "durante la spiegazione ha lanciato più volte oggetti nell'aula",
    "ha consultato appunti non consentiti durante la prova",
    "ha allagato il bagno del primo piano lasciando aperti i rubinetti",
];
const EDUCATIONAL: [&str; 4] = [
    "non ha portato il materiale della lezione per la terza volta",
    "non ha svolto i compiti assegnati per oggi",
    "non ha consegnato la relazione di laboratorio",
    "non ha riportato firmata la verifica consegnata la settimana scorsa",
];
const POSITIVE: [&str; 4] = [
    "ha aiutato i nuovi arrivati a orientarsi nei laboratori",
    "ha riordinato di propria iniziativa il materiale del laboratorio",
    "ha rappresentato la scuola alla gara di matematica",
    "ha preparato e presentato alla classe una ricerca non assegnata",
];
/// Four disciplinary notes, the last of them in the last days: whether letter l is proposed is to be considered.
const FOUR: [Date; 4] = [date(2025, 10, 2), date(2025, 11, 6), date(2026, 2, 12), date(2026, 5, 28)];
/// Four too, the second annulled the day after the last: three are left.
const THREE: [Date; 4] = [date(2025, 10, 9), date(2025, 11, 13), date(2025, 12, 4), date(2026, 1, 15)];
/// Sent out of class: in December with a call to the family, on the last Thursday without.
const SENT_OUT: [(Date, bool); 2] = [(date(2025, 12, 3), true), (date(2026, 6, 4), false)];

/// What becomes of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    Nothing,
    Stated,
    Rectified,
    Annulled,
}

impl<'a> Simulation<'a> {
    /// What a class's day leaves to be written, of somebody who is there.
    pub(crate) fn notes(&mut self, today: &Today<'a>) {
        let rates = &self.plan.assumptions;
        let (notes, acts) = (rates.note_per_10_000, rates.positive_act_per_10_000);
        for class in 0..today.staff.len() {
            let drawn = self.draw("note", class, today.on);
            let writes = drawn.is_within(notes);
            let praises = self.draw("positive act", class, today.on).is_within(acts);
            for (does, praise) in [(writes, false), (praises, true)] {
                let place =
                    usize::try_from(self.draw("note hour", class, today.on).below(4) + 1).unwrap_or(1);
                let Some(period) = self.institute.bell.periods.get(place).filter(|_| does) else { continue };
                let at = minutes_after(period.starts, 30);
                self.memory.errands.put(today.index, at, Errand::NoteSomeone { class, praise });
            }
        }
    }

    /// Of somebody without a story of her own.
    pub(crate) fn note_someone(&mut self, today: &mut Today<'a>, at: Time, class: usize, praise: bool) {
        let there = |student: &usize| {
            let it = today.students[*student];
            it.absent.is_none() && !it.left && !self.institute.cast.has_a_part(*student)
        };
        let there: Vec<usize> = today.members[class].iter().copied().filter(there).collect();
        let draw = self.draw(if praise { "praised" } else { "noted" }, class, today.on);
        let Some(student) = draw.pick(&there).copied() else { return };
        if praise {
            self.praise(today, at, student);
            return;
        }
        let disciplinary = self.draw("disciplinary", class, today.on).is_within(4_000);
        let kind = if disciplinary { NoteKind::Disciplinary } else { NoteKind::Educational };
        let weights = self.plan.assumptions.note_afterwards_weights;
        let after = [After::Nothing, After::Stated, After::Rectified, After::Annulled]
            [self.draw("after the note", student, today.on).weighed(&weights)];
        self.write_note(today, at, student, kind, after);
    }

    /// The teacher of the hour, if the class is hers, else its coordinator.
    fn writer(&self, today: &Today<'a>, at: Time, student: usize) -> PersonId {
        let class = self.memory.pupils[student].class;
        let coordinator = self.institute.teacher(self.institute.classes[class].coordinator);
        today.teacher_at(class, at, self).unwrap_or(coordinator)
    }

    pub(crate) fn write_note(
        &mut self,
        today: &mut Today<'a>,
        at: Time,
        student: usize,
        kind: NoteKind,
        after: After,
    ) {
        let texts: &[&str] = match kind {
            NoteKind::Disciplinary => &DISCIPLINARY,
            NoteKind::Educational => &EDUCATIONAL,
        };
        let facts = self.draw("what was noted", student, today.on).pick(texts).copied().unwrap_or_default();
        let author = self.writer(today, at, student);
        let write = Act::WriteNote { on: today.on, period: None, kind, facts: facts.to_owned() };
        let note = self.conduct(today, at, (author, Capacity::Teacher), student, write);
        let year = SchoolYear::containing(today.on);
        let (who, at, act) = match after {
            After::Nothing => return,
            After::Stated => {
                let Some(family) = self.family(student, today.on) else { return };
                let statement = "in famiglia se n'è parlato: si chiede un colloquio".to_owned();
                (family, STATED, Act::AddStatement { year, note, statement })
            }
            After::Rectified => {
                let facts = format!("{facts}, al cambio dell'ora");
                let reason = "mancava il momento in cui è avvenuto".to_owned();
                ((author, Capacity::Teacher), MENDED, Act::RectifyNote { year, note, facts, reason })
            }
            After::Annulled => {
                let reason = "attribuita per errore: riguardava un altro studente".to_owned();
                ((author, Capacity::Teacher), MENDED, Act::AnnulNote { year, note, reason })
            }
        };
        self.conduct_on(today.index + 1, at, who, student, act);
    }

    fn praise(&mut self, today: &mut Today<'a>, at: Time, student: usize) -> (PersonId, FactNumber) {
        let what = self.draw("what was praised", student, today.on).pick(&POSITIVE).copied();
        let act = Act::RecordPositiveAct { on: today.on, what: what.unwrap_or_default().to_owned() };
        let author = self.writer(today, at, student);
        (author, self.conduct(today, at, (author, Capacity::Teacher), student, act))
    }

    /// With who keeps her: the coordinator, or the deputy if it is she who sends her out.
    pub(crate) fn send_out(&mut self, today: &mut Today<'a>, at: Time, student: usize, family_called: bool) {
        let class = self.memory.pupils[student].class;
        let Some(from) = today.staff[class].get(2).map(|(hour, _)| hour.period) else { return };
        let author = self.writer(today, at, student);
        let supervised_by = self.institute.staff.deputy.person;
        let act = Act::RecordSeparation { on: today.on, from, supervised_by, family_called };
        self.conduct(today, at, (author, Capacity::Teacher), student, act);
        if family_called {
            let errand = Errand::Consider { student, duty: DutyKind::ConsiderSeparation };
            self.memory.errands.put(today.index + 2, time(11, 10, 0, 0), errand);
        }
    }

    /// Praised by mistake: annulled the day after.
    pub(crate) fn praise_in_error(&mut self, today: &mut Today<'a>, at: Time, student: usize) {
        let (author, positive_act) = self.praise(today, at, student);
        let year = SchoolYear::containing(today.on);
        let reason = "scritto sulla riga sbagliata".to_owned();
        let act = Act::AnnulPositiveAct { year, positive_act, reason };
        self.conduct_on(today.index + 1, MENDED, (author, Capacity::Teacher), student, act);
    }

    fn conduct(
        &mut self,
        today: &mut Today<'a>,
        at: Time,
        (person, capacity): (PersonId, Capacity),
        student: usize,
        act: Act,
    ) -> FactNumber {
        let command = Command::Conduct(Conduct { student: self.institute.student(student), act });
        self.post(today, at, person, capacity, command)
    }

    fn conduct_on(
        &mut self,
        day: usize,
        at: Time,
        (person, capacity): (PersonId, Capacity),
        student: usize,
        act: Act,
    ) {
        let command = Box::new(Command::Conduct(Conduct { student: self.institute.student(student), act }));
        self.memory.errands.put(day, at, Errand::Send { person, capacity, command, student: None });
    }

    pub(crate) fn plan_notes(&mut self) {
        let third_hour = time(10, 40, 0, 0);
        let note = |student, after| Errand::WriteNote { student, kind: NoteKind::Disciplinary, after };
        if let Some(student) = self.institute.cast.player(Part::Noted) {
            let afters = [After::Stated, After::Rectified, After::Nothing, After::Nothing];
            for (on, after) in FOUR.into_iter().zip(afters) {
                self.plan_errand(on, third_hour, note(student, after));
            }
        }
        if let Some(student) = self.institute.cast.player(Part::Forgiven) {
            let afters = [After::Nothing, After::Annulled, After::Nothing, After::Nothing];
            for (on, after) in THREE.into_iter().zip(afters) {
                self.plan_errand(on, third_hour, note(student, after));
            }
            self.plan_errand(date(2026, 3, 5), third_hour, Errand::PraiseInError { student });
        }
        if let Some(student) = self.institute.cast.player(Part::SentOut) {
            for (on, family_called) in SENT_OUT {
                self.plan_errand(on, third_hour, Errand::SendOut { student, family_called });
            }
        }
    }
}
