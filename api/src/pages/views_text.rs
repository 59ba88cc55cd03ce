//! Dates and numbers as Italian readers expect them. Pure text: no clock, no time zone.

use jiff::civil::{Date, Weekday};
use registro_domain::text::{italian_day, month_name};

/// The first three letters of the month: "set".
pub fn month_short(date: Date) -> &'static str {
    month_name(date).get(..3).unwrap_or("")
}

/// The weekday's full name, lower case: "venerdì".
pub fn weekday_name(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "lunedì",
        Weekday::Tuesday => "martedì",
        Weekday::Wednesday => "mercoledì",
        Weekday::Thursday => "giovedì",
        Weekday::Friday => "venerdì",
        Weekday::Saturday => "sabato",
        Weekday::Sunday => "domenica",
    }
}

/// "venerdì 5 giugno 2026".
pub fn long_date(date: Date) -> String {
    format!("{} {}", weekday_name(date), italian_day(date))
}

/// "05/06/2026", for the columns of tables.
pub fn short_date(date: Date) -> String {
    format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
}

/// A percentage with one decimal and a comma, with no sign: "8,4".
pub fn decimal(value: f64) -> String {
    format!("{value:.1}").replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_read_as_an_italian_writes_them() {
        assert_eq!(long_date(date(2026, 6, 5)), "venerdì 5 giugno 2026");
        assert_eq!(long_date(date(2025, 11, 1)), "sabato 1º novembre 2025");
        assert_eq!(short_date(date(2026, 6, 5)), "05/06/2026");
        assert_eq!(month_short(date(2025, 9, 15)), "set");
        assert_eq!(decimal(8.43), "8,4");
    }
}
