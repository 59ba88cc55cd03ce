//! What no public figure says of a school's year, each a parameter that can be printed.

use super::draw::WHOLE;

/// Rates are per 10,000 of what the name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumptions {
    /// Students by their share of days absent, from the least absent: (students below, share), both per 10,000.
    pub absence_quantiles: Vec<(u32, u32)>,
    /// Spells of absence by their length of 1, 2, 3 … lesson days.
    pub spell_weights: Vec<u32>,
    /// How much more or less absence there is in a month, January first, in percent.
    pub season_percent: [u32; 12],
    /// Student days with an entry from 8:06 to 8:15.
    pub short_delay_per_10_000: u32,
    /// Student days with an entry from 8:16 to 8:59.
    pub long_delay_per_10_000: u32,
    /// Student days with an entry at 9:00, and as a third of them at 10:00.
    pub second_hour_entry_per_10_000: u32,
    /// Students in school who come late on the morning of the transport strike.
    pub strike_delay_per_10_000: u32,
    /// Student days with an exit at the end of an hour.
    pub early_exit_per_10_000: u32,
    /// Student days with an exit for malaise.
    pub malaise_per_10_000: u32,
    /// Student days with one hour missed in between.
    pub single_hour_per_10_000: u32,
    /// Student days on which a student in class is marked absent by mistake at the first hour.
    pub marked_by_mistake_per_10_000: u32,
    /// Single hours of absence found to be a mistake days later.
    pub hour_by_mistake_per_10_000: u32,
    /// Entries and exits written at the door with a wrong time, corrected later.
    pub wrong_time_per_10_000: u32,
    /// Entries after 8:15 that the family justifies.
    pub justified_entry_per_10_000: u32,
    /// Lesson days from the return to the justification: 0, 1, 2 …; the last weighs those that never come.
    pub justification_delay_weights: Vec<u32>,
    pub refused_justification_per_10_000: u32,
    /// Justifications taken back the same evening and brought again the next.
    pub withdrawn_justification_per_10_000: u32,
    /// Lesson days before the passage on which a permission is asked for: 0, 1, 2 …; the last weighs those never asked.
    pub permission_lead_weights: Vec<u32>,
    /// In a hundred requests: granted, denied, withdrawn, not decided in time.
    pub permission_outcome_weights: [u32; 4],
    /// Lesson hours in which a test is planned.
    pub planned_test_per_10_000: u32,
    /// Planned tests that are called off.
    pub test_called_off_per_10_000: u32,
    /// Lesson hours in which some students are examined, and how many.
    pub oral_hours_per_10_000: u32,
    pub students_examined: u32,
    /// Lesson days from a test to its hand-back: 4, 5, 6 …
    pub test_back_weights: Vec<u32>,
    /// Tests that are never handed back.
    pub test_never_back_per_10_000: u32,
    pub grade_corrected_per_10_000: u32,
    pub grade_annulled_per_10_000: u32,
    /// Grades about which the family states something.
    pub grade_stated_per_10_000: u32,
    /// Class days with a note, and with a positive act.
    pub note_per_10_000: u32,
    pub positive_act_per_10_000: u32,
    /// Of notes: nothing more, a statement of the family, rectified, annulled.
    pub note_afterwards_weights: [u32; 4],
    /// Days after an entry with a ground on which it is looked at: 0, 1, 2; the last weighs those never.
    pub verification_weights: [u32; 4],
    pub rejected_ground_per_10_000: u32,
    /// Families told on the board, by a call with its protocol number, by a call without, not told.
    pub family_told_weights: [u32; 4],
    /// Proposals that somebody considers in time.
    pub considered_per_10_000: u32,
    /// Class days on which a phone is withheld.
    pub phone_withheld_per_10_000: u32,
    /// Notices that a family opens, and those opened that it acknowledges or answers.
    pub opened_per_10_000: u32,
    pub answered_per_10_000: u32,
    /// Refused justifications that are sent again.
    pub sent_again_per_10_000: u32,
    /// Justifications that the parent whom a court limits tries first, which the register refuses.
    pub limited_tries_per_10_000: u32,
    /// Justifications of adult students that a parent tries first, which the register refuses.
    pub parent_of_adult_per_10_000: u32,
    /// Teacher days with a substitute.
    pub teacher_absent_per_10_000: u32,
    /// Lesson hours signed in the afternoon.
    pub late_signature_per_10_000: u32,
    /// Lesson hours that nobody ever signs.
    pub missing_signature_per_10_000: u32,
    /// Lesson hours with homework.
    pub homework_per_10_000: u32,
    /// Students registered with two guardians.
    pub two_guardians_per_10_000: u32,
    /// Students with the guardians of another student.
    pub sibling_per_10_000: u32,
    /// Students a year older than their class.
    pub repeater_per_10_000: u32,
    /// Students who do not take religion: 33 hours less.
    pub without_religion_per_10_000: u32,
    /// Students with an individual plan: 66 hours less.
    pub individual_plan_per_10_000: u32,
    /// Students for each transfer to another class in the year.
    pub students_per_transfer: u32,
}

impl Default for Assumptions {
    fn default() -> Self {
        Self {
            // A lognormal shape (median 5.7 %, σ 0.7), cut at the end: the few beyond the line have a long tail.
            absence_quantiles: vec![
                (0, 60),
                (500, 170),
                (1_000, 222),
                (2_000, 306),
                (3_000, 387),
                (4_000, 471),
                (5_000, 566),
                (6_000, 682),
                (7_000, 830),
                (8_000, 1_040),
                (8_500, 1_190),
                (9_000, 1_400),
                (9_500, 1_750),
                (9_750, 2_130),
                (9_850, 2_560),
                (9_950, 3_300),
                (10_000, 4_200),
            ],
            spell_weights: vec![60, 18, 10, 5, 4, 2, 0, 1],
            season_percent: [125, 140, 110, 95, 90, 80, 100, 100, 55, 80, 100, 120],
            short_delay_per_10_000: 150,
            long_delay_per_10_000: 60,
            second_hour_entry_per_10_000: 60,
            strike_delay_per_10_000: 3_000,
            early_exit_per_10_000: 80,
            malaise_per_10_000: 12,
            single_hour_per_10_000: 30,
            marked_by_mistake_per_10_000: 5,
            hour_by_mistake_per_10_000: 800,
            wrong_time_per_10_000: 500,
            justified_entry_per_10_000: 6_000,
            justification_delay_weights: vec![640, 150, 80, 40, 20, 15, 10, 5, 40],
            refused_justification_per_10_000: 200,
            withdrawn_justification_per_10_000: 150,
            permission_lead_weights: vec![6, 14, 8, 24, 20, 10, 8, 10],
            permission_outcome_weights: [78, 12, 6, 4],
            planned_test_per_10_000: 350,
            test_called_off_per_10_000: 600,
            oral_hours_per_10_000: 2_000,
            students_examined: 3,
            test_back_weights: vec![10, 15, 20, 20, 15, 10, 5, 3, 2],
            test_never_back_per_10_000: 200,
            grade_corrected_per_10_000: 60,
            grade_annulled_per_10_000: 20,
            grade_stated_per_10_000: 20,
            note_per_10_000: 400,
            positive_act_per_10_000: 300,
            note_afterwards_weights: [72, 14, 8, 6],
            verification_weights: [70, 15, 5, 10],
            rejected_ground_per_10_000: 900,
            family_told_weights: [55, 20, 10, 15],
            considered_per_10_000: 6_000,
            phone_withheld_per_10_000: 60,
            opened_per_10_000: 6_500,
            answered_per_10_000: 8_000,
            sent_again_per_10_000: 6_000,
            limited_tries_per_10_000: 3_000,
            parent_of_adult_per_10_000: 50,
            teacher_absent_per_10_000: 300,
            late_signature_per_10_000: 300,
            missing_signature_per_10_000: 15,
            homework_per_10_000: 1_200,
            two_guardians_per_10_000: 8_600,
            sibling_per_10_000: 600,
            repeater_per_10_000: 700,
            without_religion_per_10_000: 900,
            individual_plan_per_10_000: 80,
            students_per_transfer: 150,
        }
    }
}

const OURS: &str = "ipotesi";

impl Assumptions {
    /// Each with its value and what it rests on, in the words of the school.
    pub fn lines(&self) -> Vec<(&'static str, String, &'static str)> {
        let list = |weights: &[u32]| weights.iter().map(u32::to_string).collect::<Vec<_>>().join("/");
        let quantiles: Vec<String> = self
            .absence_quantiles
            .iter()
            .map(|(below, share)| format!("{} < {}", percent(*share), percent(*below)))
            .collect();
        vec![
            (
                "giorni di assenza, quantili degli studenti",
                quantiles.join("; "),
                "circa 8 % delle ore (RAV 2014/15) e 2,7 % oltre il limite (2022/23); la forma è un'ipotesi",
            ),
            ("durata delle assenze in giorni, pesi da 1", list(&self.spell_weights), OURS),
            ("assenze per mese, da gennaio, in percento della media", list(&self.season_percent), OURS),
            ("ingressi 8:06–8:15 per studente e giorno", percent(self.short_delay_per_10_000), OURS),
            ("ingressi 8:16–8:59 per studente e giorno", percent(self.long_delay_per_10_000), OURS),
            ("ingressi alla 2ª ora per studente e giorno", percent(self.second_hour_entry_per_10_000), OURS),
            (
                "in ritardo il giorno dello sciopero dei trasporti",
                percent(self.strike_delay_per_10_000),
                OURS,
            ),
            ("uscite anticipate per studente e giorno", percent(self.early_exit_per_10_000), OURS),
            ("malesseri per studente e giorno", percent(self.malaise_per_10_000), OURS),
            ("assenze di una sola ora per studente e giorno", percent(self.single_hour_per_10_000), OURS),
            (
                "segnati assenti per errore, per studente e giorno",
                percent(self.marked_by_mistake_per_10_000),
                OURS,
            ),
            ("ore di assenza segnate per errore", percent(self.hour_by_mistake_per_10_000), OURS),
            ("orari sbagliati alla porta", percent(self.wrong_time_per_10_000), OURS),
            (
                "ingressi dopo le 8:15 che la famiglia giustifica",
                percent(self.justified_entry_per_10_000),
                OURS,
            ),
            (
                "giorni fino alla giustificazione, pesi da 0; l'ultimo: mai",
                list(&self.justification_delay_weights),
                OURS,
            ),
            ("giustificazioni respinte", percent(self.refused_justification_per_10_000), OURS),
            ("giustificazioni ritirate e riportate", percent(self.withdrawn_justification_per_10_000), OURS),
            (
                "giorni prima in cui si chiede un permesso, pesi da 0; l'ultimo: mai",
                list(&self.permission_lead_weights),
                OURS,
            ),
            (
                "permessi concessi/negati/ritirati/non decisi, pesi",
                list(&self.permission_outcome_weights),
                OURS,
            ),
            ("ore con una verifica programmata", percent(self.planned_test_per_10_000), OURS),
            ("verifiche programmate e poi tolte", percent(self.test_called_off_per_10_000), OURS),
            ("ore con interrogazioni", percent(self.oral_hours_per_10_000), OURS),
            ("studenti interrogati in un'ora", self.students_examined.to_string(), OURS),
            (
                "giorni di lezione fino alla restituzione di una verifica, pesi da 4",
                list(&self.test_back_weights),
                OURS,
            ),
            ("verifiche mai restituite", percent(self.test_never_back_per_10_000), OURS),
            ("voti corretti", percent(self.grade_corrected_per_10_000), OURS),
            ("voti annullati", percent(self.grade_annulled_per_10_000), OURS),
            ("voti su cui la famiglia dichiara", percent(self.grade_stated_per_10_000), OURS),
            ("note per classe e giorno", percent(self.note_per_10_000), OURS),
            ("atti positivi per classe e giorno", percent(self.positive_act_per_10_000), OURS),
            (
                "note senza seguito/con dichiarazione/rettificate/annullate, pesi",
                list(&self.note_afterwards_weights),
                OURS,
            ),
            (
                "giorni fino alla verifica di un motivo, pesi da 0; l'ultimo: mai",
                list(&self.verification_weights),
                OURS,
            ),
            ("motivi non accolti", percent(self.rejected_ground_per_10_000), OURS),
            (
                "famiglie avvisate in bacheca/per telefono/senza protocollo/non avvisate, pesi",
                list(&self.family_told_weights),
                OURS,
            ),
            ("proposte esaminate in tempo", percent(self.considered_per_10_000), OURS),
            ("telefoni ritirati per classe e giorno", percent(self.phone_withheld_per_10_000), OURS),
            ("comunicazioni aperte dalle famiglie", percent(self.opened_per_10_000), OURS),
            ("comunicazioni aperte a cui si risponde", percent(self.answered_per_10_000), OURS),
            ("giustificazioni respinte e inviate di nuovo", percent(self.sent_again_per_10_000), OURS),
            ("tentativi del genitore limitato dal giudice", percent(self.limited_tries_per_10_000), OURS),
            ("genitori che tentano per un maggiorenne", percent(self.parent_of_adult_per_10_000), OURS),
            ("docenti assenti per giorno", percent(self.teacher_absent_per_10_000), OURS),
            ("firme nel pomeriggio", percent(self.late_signature_per_10_000), OURS),
            ("firme mai apposte", percent(self.missing_signature_per_10_000), OURS),
            ("ore con compiti assegnati", percent(self.homework_per_10_000), OURS),
            ("studenti con due genitori registrati", percent(self.two_guardians_per_10_000), OURS),
            ("studenti con un fratello a scuola", percent(self.sibling_per_10_000), OURS),
            ("studenti con un anno in più", percent(self.repeater_per_10_000), OURS),
            ("studenti che non seguono religione", percent(self.without_religion_per_10_000), OURS),
            ("studenti con un piano individuale", percent(self.individual_plan_per_10_000), OURS),
            ("studenti per ogni cambio di classe nell'anno", self.students_per_transfer.to_string(), OURS),
            (
                "storie: evasione, dieci giorni senza motivo, deroghe, assenza collettiva, viaggio, maggiorenni, telefoni",
                "una per ogni caso".to_owned(),
                "ipotesi scritte in api/src/simulate/cast.rs e stories.rs",
            ),
            (
                "proporzioni minori (motivi, ore, giorni della settimana, chi giustifica)",
                "fisse".to_owned(),
                "ipotesi scritte in api/src/simulate",
            ),
        ]
    }
}

/// A rate as people read it: `2,50 %`.
fn percent(per_10_000: u32) -> String {
    let hundredth = WHOLE / 100;
    format!("{},{:02} %", per_10_000 / hundredth, per_10_000 % hundredth)
}
