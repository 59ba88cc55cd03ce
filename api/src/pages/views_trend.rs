//! The curve of absences over the school year, as coordinates for an SVG and as a table of the same numbers.
//!
//! The plot is 1000 units wide whatever the width of the screen, one equal column per calendar week; heights are CSS
//! pixels. A gap of more than ten days (Christmas) breaks the line instead of inventing lessons.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::ToSpan as _;
use jiff::civil::Date;
use registro_domain::text::italian_day;

use super::views_text::{decimal, month_short};

/// Width of the plot in its own units.
const WIDTH: f64 = 1000.0;
/// Height of the plot in pixels; the partial's `viewBox` is the same.
const HEIGHT: f64 = 220.0;
/// Longest distance between two points of one line.
const GAP_DAYS: i32 = 10;

/// One week of the year.
#[derive(Clone, Debug)]
pub struct Week {
    /// The Monday of the week.
    pub monday: Date,
    /// Students absent, day by day, in the classes called.
    pub absent: u64,
    /// Students enrolled in those classes, day by day.
    pub enrolled: u64,
    /// The list of the week's absences.
    pub href: String,
}

/// The drawing and its numbers.
#[derive(Clone, Debug, Default)]
pub struct Trend {
    /// `d` of the line.
    pub line: String,
    /// `d` of the area under the line.
    pub area: String,
    /// Horizontal lines, evenly spaced, from the highest.
    pub y_ticks: Vec<Tick>,
    /// One per calendar week: the month that begins in it ("ott"), or nothing.
    pub month_labels: Vec<String>,
    /// Position of the year's mean in pixels from the top.
    pub mean_y: String,
    /// The year's mean, "8,1".
    pub mean_text: String,
    /// What the curve shows, in a sentence: the alternative text of the drawing.
    pub summary: String,
    /// The weeks, oldest first.
    pub weeks: Vec<WeekRow>,
    /// The years before that they are compared with: "2024/25".
    pub other_years: Vec<String>,
}

/// A mark on the vertical axis.
#[derive(Clone, Debug)]
pub struct Tick {
    /// Pixels from the top.
    pub at: String,
    /// "10 %".
    pub label: String,
}

/// A week in the table.
#[derive(Clone, Debug)]
pub struct WeekRow {
    /// "15 settembre 2025", the Monday.
    pub label: String,
    /// Students absent, day by day.
    pub absent: u64,
    /// Students enrolled, day by day.
    pub enrolled: u64,
    /// Share with one decimal: "8,4".
    pub percent_text: String,
    /// The list of the week's absences.
    pub href: String,
    /// The share of the same week in each of the other years; nothing where it had no lessons.
    pub others: Vec<Option<String>>,
}

/// A year before, by the Mondays of this one.
#[derive(Clone, Debug)]
pub struct OtherYear {
    /// "2024/25".
    pub label: String,
    /// Absent out of enrolled, in percent.
    pub shares: BTreeMap<Date, f64>,
}

impl Week {
    /// Absent out of enrolled, in percent; `None` for a week without lessons.
    pub fn percent(&self) -> Option<f64> {
        (0 < self.enrolled).then(|| self.absent as f64 * 100.0 / self.enrolled as f64)
    }
}

impl Trend {
    /// Draws the weeks of a year of lessons. `None` if no week has lessons.
    pub fn draw(first: Date, last: Date, weeks: &[Week], others: &[OtherYear]) -> Option<Trend> {
        let points: Vec<(Date, f64)> = weeks.iter().filter_map(|w| Some((w.monday, w.percent()?))).collect();
        let (peak_week, peak) = points.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1))?;
        let absent: u64 = weeks.iter().map(|w| w.absent).sum();
        let enrolled: u64 = weeks.iter().map(|w| w.enrolled).sum();
        let mean = absent as f64 * 100.0 / enrolled as f64;
        let scale = Scale::new(first, last, ((peak / 5.0).floor() + 1.0) * 5.0);
        let (line, area) = scale.paths(&points);
        let summary = format!(
            "Assenti sugli iscritti, media settimanale: nell'anno {} per cento; il massimo è {} per cento nella \
             settimana del {}.",
            decimal(mean),
            decimal(peak),
            italian_day(peak_week)
        );
        let rows = weeks.iter().filter_map(|week| {
            Some(WeekRow {
                label: italian_day(week.monday),
                absent: week.absent,
                enrolled: week.enrolled,
                percent_text: decimal(week.percent()?),
                href: week.href.clone(),
                others: others
                    .iter()
                    .map(|year| year.shares.get(&week.monday).copied().map(decimal))
                    .collect(),
            })
        });
        Some(Trend {
            line,
            area,
            y_ticks: scale.y_ticks(),
            month_labels: scale.month_labels(),
            mean_y: format!("{:.1}", scale.y(mean)),
            mean_text: decimal(mean),
            summary,
            weeks: rows.collect(),
            other_years: others.iter().map(|year| year.label.clone()).collect(),
        })
    }
}

/// From (date, percent) to coordinates.
struct Scale {
    /// The Monday of the first week.
    first: Date,
    /// Calendar weeks in the year of lessons.
    weeks: i32,
    /// Percent at the top of the plot.
    top: f64,
}

impl Scale {
    fn new(first: Date, last: Date, top: f64) -> Scale {
        let first = monday_of(first);
        Scale { first, weeks: (days_between(first, last) / 7 + 1).max(1), top }
    }

    /// The middle of the week that begins on this Monday.
    fn x(&self, monday: Date) -> f64 {
        WIDTH * (f64::from(days_between(self.first, monday)) / 7.0 + 0.5) / f64::from(self.weeks)
    }

    fn y(&self, percent: f64) -> f64 {
        HEIGHT - HEIGHT * percent / self.top
    }

    /// The line and the area under it; each run of weeks without a gap is a subpath of both.
    fn paths(&self, points: &[(Date, f64)]) -> (String, String) {
        let (mut line, mut area) = (String::new(), String::new());
        for run in points.chunk_by(|a, b| days_between(a.0, b.0) <= GAP_DAYS) {
            for (index, (date, percent)) in run.iter().enumerate() {
                let (x, y) = (self.x(*date), self.y(*percent));
                let pen = if index == 0 { 'M' } else { 'L' };
                let _ = write!(line, "{pen}{x:.1} {y:.1}");
                let _ = if index == 0 {
                    write!(area, "M{x:.1} {HEIGHT}L{x:.1} {y:.1}")
                } else {
                    write!(area, "L{x:.1} {y:.1}")
                };
            }
            if let [(date, percent)] = run {
                let _ = write!(line, "L{:.1} {:.1}", self.x(*date), self.y(*percent)); // A lone week is a dot.
            }
            if let Some((date, _)) = run.last() {
                let _ = write!(area, "L{:.1} {HEIGHT}Z", self.x(*date));
            }
        }
        (line, area)
    }

    fn y_ticks(&self) -> Vec<Tick> {
        let steps = (self.top / 5.0).round() as u32;
        let percents = (0..=steps).rev().map(|step| step * 5);
        percents
            .map(|p| Tick { at: format!("{:.1}", self.y(f64::from(p))), label: format!("{p} %") })
            .collect()
    }

    /// One label per week: the month in the week of its first day, and in the first week of all.
    fn month_labels(&self) -> Vec<String> {
        let mondays = (0..i64::from(self.weeks)).map(|n| self.first.saturating_add((n * 7).days()));
        let label = |(index, monday): (usize, Date)| {
            let sunday = monday.saturating_add(6.days());
            let begins = index == 0 || sunday.day() <= 7;
            if begins {
                month_short(if index == 0 { monday } else { sunday }).to_owned()
            } else {
                String::new()
            }
        };
        mondays.enumerate().map(label).collect()
    }
}

fn monday_of(date: Date) -> Date {
    date.saturating_sub(i64::from(date.weekday().to_monday_zero_offset()).days())
}

fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn week(monday: Date, absent: u64) -> Week {
        Week { monday, absent, enrolled: 100, href: String::new() }
    }

    #[test]
    fn the_line_breaks_where_there_are_no_lessons() {
        let weeks = [
            week(date(2025, 12, 15), 8),
            week(date(2025, 12, 22), 10),
            week(date(2026, 1, 7), 12),
            week(date(2026, 1, 12), 5),
        ];
        let trend = Trend::draw(date(2025, 9, 15), date(2026, 6, 8), &weeks, &[]);
        let line = trend.map(|t| t.line).unwrap_or_default();
        assert_eq!(line.matches('M').count(), 2, "{line}");
    }

    #[test]
    fn the_same_week_of_another_year_stands_beside_it() {
        let weeks = [week(date(2025, 9, 15), 8), week(date(2025, 9, 22), 10)];
        let shares = [(date(2025, 9, 22), 12.5)].into();
        let other = OtherYear { label: "2024/25".to_owned(), shares };
        let trend = Trend::draw(date(2025, 9, 15), date(2026, 6, 8), &weeks, &[other]).expect("a curve");
        assert_eq!(trend.other_years, ["2024/25"]);
        let others: Vec<_> = trend.weeks.into_iter().map(|week| week.others).collect();
        assert_eq!(others, [vec![None], vec![Some("12,5".to_owned())]]);
    }

    #[test]
    fn a_year_without_lessons_has_no_curve() {
        assert!(Trend::draw(date(2025, 9, 15), date(2026, 6, 8), &[], &[]).is_none());
    }

    #[test]
    fn every_week_has_an_equal_column() {
        let scale = Scale::new(date(2025, 9, 15), date(2026, 6, 8), 10.0);
        let half = WIDTH / 39.0 / 2.0;
        assert_eq!(scale.weeks, 39);
        assert!((scale.x(date(2025, 9, 15)) - half).abs() < 1e-9);
        assert!((scale.x(date(2026, 6, 8)) - (WIDTH - half)).abs() < 1e-9);
        assert_eq!((scale.y(0.0), scale.y(10.0)), (HEIGHT, 0.0));
    }

    #[test]
    fn a_month_is_named_in_the_week_of_its_first_day() {
        let labels = Scale::new(date(2025, 9, 15), date(2026, 6, 8), 10.0).month_labels();
        let named: Vec<_> = labels.iter().filter(|label| !label.is_empty()).map(String::as_str).collect();
        assert_eq!(named, ["set", "ott", "nov", "dic", "gen", "feb", "mar", "apr", "mag", "giu"]);
        assert_eq!(labels.iter().position(|label| label == "ott"), Some(2)); // The week of 29 September.
    }
}
