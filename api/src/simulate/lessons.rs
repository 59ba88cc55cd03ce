//! What is written of an hour beside its roll: the topic, homework, a signature or a topic that has to be mended.

use jiff::civil::{Time, time};

use super::day::{Simulation, Today};
use super::errands::Errand;
use super::institute::Hour;
use super::staffing::Standing;
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::homework::AssignHomework;
use crate::commands::signature_annulment::AnnulSignature;
use crate::commands::topic_correction::CorrectTopic;

/// Of every so many lesson days, the second hour of every so many classes is written wrong.
const WRONG_EVERY: usize = 50;
const OF_CLASSES: usize = 12;
const MENDED: Time = time(15, 5, 0, 0);

impl<'a> Simulation<'a> {
    /// A topic that is corrected, a signature that is annulled.
    pub(crate) fn sign_amiss(&mut self, today: &Today<'a>, class: usize, place: usize, teacher: usize) {
        if !class.is_multiple_of(OF_CLASSES) || place != 1 {
            return;
        }
        let Some((hour, _)) = today.staff[class].get(place) else { return };
        let (class, on, period) = (self.institute.classes[class].id, today.on, hour.period);
        let command = if today.index % WRONG_EVERY == 30 {
            let (topic, reason) =
                ("Ripasso e verifica orale".to_owned(), "argomento di un'altra classe".to_owned());
            Command::CorrectTopic(CorrectTopic { class, on, period, topic, reason })
        } else if today.index % WRONG_EVERY == 32 {
            let reason = "firma apposta per errore su questa classe".to_owned();
            Command::AnnulSignature(AnnulSignature { class, on, period, reason })
        } else {
            return;
        };
        let (person, capacity) = (self.institute.teacher(teacher), Capacity::Teacher);
        let errand = Errand::Send { person, capacity, command: Box::new(command), student: None };
        self.memory.errands.put(today.index + 1, MENDED, errand);
    }

    /// The subject's topics follow each other through the year, with tests and revision in between.
    pub(crate) fn topic(
        &self,
        today: &Today<'a>,
        class: usize,
        place: usize,
        hour: &Hour,
        standing: &Standing,
    ) -> String {
        let material = &self.institute.material;
        let draw = self.draw_hour("topic", class, today.on, place);
        if standing.substitutes.is_some() {
            return "Supplenza: studio individuale in classe".to_owned();
        }
        let topics =
            material.subject(&hour.subject).map(|subject| subject.topics.as_slice()).unwrap_or_default();
        let general = draw.is_within(2_500) || topics.is_empty();
        let topic = if general {
            self.draw_hour("general", class, today.on, place).pick(&material.general_topics)
        } else {
            topics.get(today.index * topics.len() / self.institute.days.len().max(1))
        };
        topic.cloned().unwrap_or_default()
    }

    pub(crate) fn homework(&self, today: &mut Today<'a>, class: usize, place: usize, at: Time) {
        let Some((hour, standing)) = today.staff[class].get(place).cloned() else { return };
        let rate = self.plan.assumptions.homework_per_10_000;
        if standing.substitutes.is_some()
            || !self.draw_hour("homework", class, today.on, place).is_within(rate)
        {
            return;
        }
        let after =
            usize::try_from(self.draw_hour("due", class, today.on, place).below(4)).unwrap_or_default();
        let Some(due_on) = self.institute.days.get(today.index + 1 + after) else { return };
        let page = self.draw_hour("page", class, today.on, place).below(280) + 12;
        let text = self.draw_hour("task", class, today.on, place).pick(&self.institute.material.homework);
        let homework = AssignHomework {
            class: self.institute.classes[class].id,
            on: today.on,
            subject: hour.subject.clone(),
            text: text.map(|text| text.replace("{}", &page.to_string())).unwrap_or_default(),
            due_on: *due_on,
        };
        let teacher = self.institute.teacher(standing.teacher);
        today.book.send(at, teacher, Capacity::Teacher, Command::AssignHomework(homework));
    }
}
