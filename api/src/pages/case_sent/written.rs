//! What people write in the forms of a case, read: days of lessons, an amount of money.

use jiff::civil::Date;

use super::incomplete;
use crate::docket::Docket;
use crate::identity::Session;
use crate::refusal::Refusal;

/// The next days of lessons of the student's class.
pub(super) fn lesson_days(session: &Session, docket: &Docket, from: Date, days: u16) -> Vec<Date> {
    let Ok(calendar) = session.directory.school.calendar(from) else { return Vec::new() };
    let holidays = calendar.holidays();
    let lessons = calendar.lesson_days(&holidays).filter(|day| from <= *day);
    let school = &session.directory.school;
    let of_the_class = lessons.filter(|day| school.class_day(docket.file.class, *day, &holidays).is_ok());
    of_the_class.take(usize::from(days)).collect()
}

/// "120" or "120,50", in euros.
pub(super) fn cents(written: &str) -> Result<u32, Refusal> {
    let (euros, cents) = written.split_once(',').unwrap_or((written, "0"));
    let read = |digits: &str| digits.trim().parse::<u32>().map_err(|_| incomplete());
    let cents = if cents.len() == 1 { read(cents)? * 10 } else { read(cents)? };
    Ok(read(euros)?.saturating_mul(100).saturating_add(cents))
}
