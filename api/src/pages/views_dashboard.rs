//! The principal's morning: who is missing, which class has not been called, who nears the limit of absences.

use askama::Template;
use askama_web::WebTemplate;

use super::views_layout::{Figure, Layout, Level};
use super::views_trend::Trend;
use super::views_waiting::WaitingView;

/// How many classes the table of absences shows before the rest is folded away.
const CLASSES_IN_VIEW: usize = 8;

/// The dashboard of a school on a day.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "dashboard.html")]
pub struct DashboardPage {
    /// The frame.
    pub layout: Layout,
    /// The day, in words: "venerdì 5 giugno 2026".
    pub day_text: String,
    /// Until when the figures are counted, `HH:MM`.
    pub updated_text: String,
    /// Why there are no lessons today ("domenica", "festa della Repubblica"); then the day's parts are not shown.
    pub no_lessons: Option<String>,
    /// The figures of the day: classes called, absent, late, left early. `value: None` before any roll call.
    pub cards: Vec<Figure>,
    /// The classes whose roll call is due and missing, the longest waiting first.
    pub not_called: Vec<NotCalled>,
    /// The classes, the most absent first; those not yet called last.
    pub classes: Vec<ClassBar>,
    /// The students past the first warning threshold, the nearest to the limit first.
    pub near_cap: Vec<NearCap>,
    /// How many they are, the ones not shown included.
    pub near_cap_in_all: usize,
    /// "Situazione di oggi, venerdì 5 giugno 2026", where the page is about another day.
    pub near_cap_when: Option<String>,
    /// Where all of them are listed.
    pub near_cap_href: String,
    /// The norm of the limit, in a sentence: "Il limite è un quarto del monte ore annuale (…)".
    pub near_cap_note: String,
    /// Where other ways of counting are compared, for who may see them.
    pub counting_href: Option<String>,
    /// Absences over the year. `None` before the first week of lessons.
    pub trend: Option<Trend>,
    /// What waits today, whatever day is shown.
    pub waiting: WaitingView,
}

impl DashboardPage {
    /// The classes shown at once.
    pub fn first_classes(&self) -> &[ClassBar] {
        self.classes.get(..CLASSES_IN_VIEW).unwrap_or(&self.classes)
    }

    /// The classes folded away.
    pub fn other_classes(&self) -> &[ClassBar] {
        self.classes.get(CLASSES_IN_VIEW..).unwrap_or(&[])
    }
}

/// A class that has not been called yet.
#[derive(Clone, Debug, Default)]
pub struct NotCalled {
    /// "3B".
    pub class_name: String,
    /// The class on this day.
    pub href: String,
    /// The track: "Informatica".
    pub track: String,
    /// The hour waiting for its roll call: "1ª ora, 08:05–09:00".
    pub hour_text: String,
    /// Who teaches it.
    pub teacher: String,
    /// For how long it has been waiting: "da 97 minuti".
    pub waiting_text: String,
}

/// The absences of a class on the day.
#[derive(Clone, Debug, Default)]
pub struct ClassBar {
    /// "3B".
    pub class_name: String,
    /// The class on this day.
    pub href: String,
    /// Students enrolled on the day.
    pub enrolled: u32,
    /// Students absent now; `None` if the class has not been called.
    pub absent: Option<u32>,
    /// Absent out of enrolled, in tenths of a percent (84 is 8.4 %).
    pub permille: u32,
    /// The events behind the number.
    pub why_href: String,
}

impl ClassBar {
    /// Length of the bar in percent of the cell: the bar is full at 40 % of the class.
    pub fn bar(&self) -> u32 {
        (self.permille / 4).min(100)
    }

    /// The share in words: "8,4 %".
    pub fn share(&self) -> String {
        format!("{},{} %", self.permille / 10, self.permille % 10)
    }
}

/// A student near the limit.
#[derive(Clone, Debug, Default)]
pub struct NearCap {
    /// Surname and name.
    pub name: String,
    /// The page of the student.
    pub href: String,
    /// "3B".
    pub class_name: String,
    /// Hours missed that count, after derogations.
    pub hours_missed: u32,
    /// Hours left before the limit; negative beyond it. May have a fraction, hence text: "66", "0,75", "−3".
    pub hours_left_text: String,
    /// Hours missed out of the limit, in percent; may exceed 100.
    pub percent_of_cap: u32,
    /// The day on which the limit is passed at the present rate, or that it is not.
    pub forecast_text: String,
    /// How near, in words and colour.
    pub level: Level,
    /// The events behind the hours missed.
    pub why_href: String,
    /// The events behind the hours left.
    pub left_why_href: String,
}

impl NearCap {
    /// Length of the bar in percent of the cell.
    pub fn bar(&self) -> u32 {
        self.percent_of_cap.min(100)
    }
}
