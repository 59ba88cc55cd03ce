//! The school year of a student as twelve small tables, one per month, one letter per day.

use jiff::ToSpan as _;
use jiff::civil::Date;
use registro_domain::text::{italian_day, month_name};

/// A month of the calendar.
#[derive(Clone, Debug, Default)]
pub struct MonthGrid {
    /// "settembre 2025": caption of the table.
    pub heading: String,
    /// Weeks from Monday to Sunday; `None` is a day of another month.
    pub weeks: Vec<Vec<Option<CalendarDay>>>,
}

/// A day of the calendar.
#[derive(Clone, Debug, Default)]
pub struct CalendarDay {
    /// Day of the month.
    pub number: i8,
    /// What the register says of the day.
    pub mark: DayMark,
    /// The day and the mark in words, for whom cannot see the grid: "12 novembre 2025: assente, 6 ore".
    pub text: String,
    /// The class on that day. Give it for the days that have something to show, so that the keyboard need not cross them all.
    pub href: Option<String>,
    /// Whether it is today.
    pub today: bool,
}

/// What the handler knows of a day.
#[derive(Clone, Debug, Default)]
pub struct DayFact {
    /// The mark.
    pub mark: DayMark,
    /// Detail after the mark in words: "6 ore", "entrata alle 09:00, 1 ora". May be empty.
    pub detail: String,
    /// Link of the day.
    pub href: Option<String>,
}

/// The mark of a day: a letter as well as a colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DayMark {
    /// Present all day.
    Present,
    /// Absent, not justified.
    Absent,
    /// Absent and justified.
    Justified,
    /// Entered late.
    Late,
    /// Left early.
    Left,
    /// Entered late and left early.
    LateAndLeft,
    /// The roll was not called.
    NotCalled,
    /// No lessons.
    NoLesson,
    /// Not come yet.
    #[default]
    Future,
}

impl DayMark {
    /// The marks of the legend, in its order.
    pub const LEGEND: [DayMark; 7] = [
        DayMark::Present,
        DayMark::Absent,
        DayMark::Justified,
        DayMark::Late,
        DayMark::Left,
        DayMark::NotCalled,
        DayMark::NoLesson,
    ];

    /// The letter in the grid.
    pub fn letter(&self) -> &'static str {
        match self {
            DayMark::Present => "·",
            DayMark::Absent => "A",
            DayMark::Justified => "G",
            DayMark::Late => "R",
            DayMark::Left => "U",
            DayMark::LateAndLeft => "RU",
            DayMark::NotCalled => "?",
            DayMark::NoLesson => "–",
            DayMark::Future => "",
        }
    }

    /// The mark in words.
    pub fn label(&self) -> &'static str {
        match self {
            DayMark::Present => "presente",
            DayMark::Absent => "assente",
            DayMark::Justified => "assenza giustificata",
            DayMark::Late => "ritardo",
            DayMark::Left => "uscita anticipata",
            DayMark::LateAndLeft => "ritardo e uscita anticipata",
            DayMark::NotCalled => "appello non fatto",
            DayMark::NoLesson => "nessuna lezione",
            DayMark::Future => "non ancora trascorso",
        }
    }

    /// The CSS modifier.
    pub fn class(&self) -> &'static str {
        match self {
            DayMark::Present => "present",
            DayMark::Absent => "absent",
            DayMark::Justified => "justified",
            DayMark::Late => "late",
            DayMark::Left => "left",
            DayMark::LateAndLeft => "late",
            DayMark::NotCalled => "unknown",
            DayMark::NoLesson => "none",
            DayMark::Future => "future",
        }
    }
}

/// Lays out the months from `first` to `last`, asking `fact` about every day between them.
pub fn month_grids(first: Date, last: Date, today: Date, fact: impl Fn(Date) -> DayFact) -> Vec<MonthGrid> {
    let mut months = Vec::new();
    let mut month = first.first_of_month();
    while month <= last {
        let lead = usize::from(month.weekday().to_monday_zero_offset().unsigned_abs());
        let mut cells: Vec<Option<CalendarDay>> = vec![None; lead];
        let mut day = month;
        while day <= month.last_of_month() {
            let inside = first <= day && day <= last;
            let known =
                if inside { fact(day) } else { DayFact { mark: DayMark::NoLesson, ..DayFact::default() } };
            cells.push(Some(calendar_day(day, today, known)));
            day = day.saturating_add(1.day());
        }
        cells.resize(cells.len().div_ceil(7) * 7, None);
        let weeks = cells.chunks(7).map(<[_]>::to_vec).collect();
        months.push(MonthGrid { heading: format!("{} {}", month_name(month), month.year()), weeks });
        month = month.saturating_add(1.month());
    }
    months
}

fn calendar_day(day: Date, today: Date, fact: DayFact) -> CalendarDay {
    let comma = if fact.detail.is_empty() { "" } else { ", " };
    CalendarDay {
        number: day.day(),
        mark: fact.mark,
        text: format!("{}: {}{comma}{}", italian_day(day), fact.mark.label(), fact.detail),
        href: fact.href,
        today: day == today,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_day_of_the_year_is_in_one_cell() {
        let grids =
            month_grids(date(2025, 9, 15), date(2026, 6, 8), date(2026, 6, 5), |_| DayFact::default());
        assert_eq!(grids.len(), 10);
        let days = grids.iter().flat_map(|g| &g.weeks).flatten().flatten().count();
        assert_eq!(days, 303); // 1 September to 30 June.
        assert!(grids.iter().flat_map(|g| &g.weeks).all(|week| week.len() == 7));
    }

    #[test]
    fn the_first_cell_is_a_monday() {
        // 1 October 2025 was a Wednesday.
        let grids =
            month_grids(date(2025, 10, 1), date(2025, 10, 31), date(2025, 10, 1), |_| DayFact::default());
        let blanks = grids.iter().flat_map(|g| &g.weeks).flatten().take_while(|cell| cell.is_none()).count();
        assert_eq!(blanks, 2);
    }
}
