//! What the parameters of a question mean: instants, days, years, as people and programs write them.

use axum::http::HeaderMap;
use axum::http::header::IF_MATCH;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, time};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::SubjectCode;
use registro_eventlog::event::{CommandId, Version};
use registro_projections::attendance_totals::Figure;
use uuid::Uuid;

use super::tags;
use crate::clock;
use crate::refusal::Refusal;

/// Of which moment: an instant (RFC 3339), a time on the school's wall, or a day, which means its end.
pub fn instant(written: &str) -> Result<Timestamp, Refusal> {
    if let Ok(instant) = written.parse::<Timestamp>() {
        return Ok(instant);
    }
    if let Ok(day) = written.parse::<Date>()
        && !written.contains(['T', ' ', ':'])
    {
        return Ok(clock::instant(day.to_datetime(time(23, 59, 59, 999_999_999))));
    }
    let wall = written.parse::<DateTime>();
    wall.map(clock::instant).map_err(|_| Refusal::Malformed(format!("non è un istante: {written}")))
}

/// `None` is now; an empty field of a form too.
pub fn as_of(written: Option<&str>) -> Result<Option<Timestamp>, Refusal> {
    written.filter(|written| !written.is_empty()).map(instant).transpose()
}

/// A civil day, `2025-11-12`.
pub fn day(written: &str) -> Result<Date, Refusal> {
    written.parse().map_err(|_| Refusal::Malformed(format!("non è un giorno: {written}")))
}

/// The day asked for, or else `today`.
pub fn day_or(written: Option<&str>, today: Date) -> Result<Date, Refusal> {
    written.filter(|written| !written.is_empty()).map_or(Ok(today), day)
}

/// A school year by the civil year in which it starts, `2025`, or as people write it, `2025/26`.
pub fn year(written: &str) -> Result<SchoolYear, Refusal> {
    let starts = written.split('/').next().unwrap_or(written);
    let year = starts.parse().map_err(|_| Refusal::Malformed(format!("non è un anno scolastico: {written}")));
    year.map(SchoolYear)
}

/// Before the code of the subject.
const OF_SUBJECT: &str = "hours-of-subject:";

/// The name of a figure in addresses.
pub fn figure_name(figure: &Figure) -> String {
    match figure {
        Figure::HoursMissed => "hours-missed".to_owned(),
        Figure::HoursJustified => "hours-justified".to_owned(),
        Figure::HoursUnjustified => "hours-unjustified".to_owned(),
        Figure::HoursLeft => "hours-left".to_owned(),
        Figure::HoursOfSubject(subject) => format!("{OF_SUBJECT}{subject}"),
        Figure::LateEntries => "late-entries".to_owned(),
        Figure::AnnualHours => "annual-hours".to_owned(),
    }
}

/// A figure by its name in addresses.
pub fn figure(written: &str) -> Result<Figure, Refusal> {
    let figure = match written {
        "hours-missed" => Some(Figure::HoursMissed),
        "hours-justified" => Some(Figure::HoursJustified),
        "hours-unjustified" => Some(Figure::HoursUnjustified),
        "hours-left" => Some(Figure::HoursLeft),
        "late-entries" => Some(Figure::LateEntries),
        "annual-hours" => Some(Figure::AnnualHours),
        other => {
            let subject = other.strip_prefix(OF_SUBJECT).filter(|code| !code.is_empty());
            subject.map(|code| Figure::HoursOfSubject(SubjectCode(code.to_owned())))
        }
    };
    figure.ok_or_else(|| Refusal::Malformed(format!("non è un totale del registro: {written}")))
}

/// The command's own name, given by its sender: sent again with the same name, it is the same command.
pub fn command_id(headers: &HeaderMap) -> Result<CommandId, Refusal> {
    let named = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
    let id = named.and_then(|name| Uuid::parse_str(name.trim_matches('"')).ok()).map(CommandId);
    id.ok_or_else(|| Refusal::Malformed("serve l'intestazione Idempotency-Key, con un UUID".to_owned()))
}

/// The version that the sender had seen, as the `ETag` told it.
pub fn seen(headers: &HeaderMap) -> Result<Option<Version>, Refusal> {
    let Some(stated) = headers.get(IF_MATCH) else { return Ok(None) };
    let version = stated.to_str().ok().and_then(tags::version).map(Version);
    version.map(Some).ok_or_else(|| Refusal::Malformed("If-Match chiede una versione: \"12\"".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_may_be_written_in_three_ways() {
        for (written, expected) in [
            ("2026-03-12T17:00:00Z", "2026-03-12T17:00:00Z"),
            ("2026-03-12T18:00:00+01:00", "2026-03-12T17:00:00Z"),
            ("2026-03-12T18:00", "2026-03-12T17:00:00Z"),
            ("2026-07-01T18:00:09.25", "2026-07-01T16:00:09.25Z"),
            ("2026-03-12", "2026-03-12T22:59:59.999999999Z"),
        ] {
            assert_eq!(
                instant(written).map(|at| at.to_string()).ok().as_deref(),
                Some(expected),
                "{written}"
            );
        }
        for written in ["", "ieri", "2026-13-01", "2026-02-30T10:00"] {
            assert!(instant(written).is_err(), "{written}");
        }
    }

    #[test]
    fn a_figure_is_found_by_its_name() {
        for figure in [
            Figure::HoursMissed,
            Figure::HoursJustified,
            Figure::HoursUnjustified,
            Figure::HoursLeft,
            Figure::HoursOfSubject(SubjectCode("MAT".to_owned())),
            Figure::LateEntries,
            Figure::AnnualHours,
        ] {
            assert_eq!(super::figure(&figure_name(&figure)).ok(), Some(figure));
        }
        for written in ["", "hours", "hours-of-subject", "hours-of-subject:", "hours-of-subjectMAT"] {
            assert!(super::figure(written).is_err(), "{written}");
        }
    }

    #[test]
    fn a_stated_version_is_one_quoted_number() {
        let with = |tag: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(IF_MATCH, axum::http::HeaderValue::from_static(tag));
            seen(&headers)
        };
        assert_eq!(with("\"12\"").ok(), Some(Some(Version(12))));
        for tag in ["12", "W/\"12\"", "*", "\"x\"", "\"1\", \"2\""] {
            assert!(with(tag).is_err(), "{tag}");
        }
    }
}
