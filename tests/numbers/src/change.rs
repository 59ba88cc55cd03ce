//! The numbers that stand in the documents of the law, each with the document that it makes when changed by one.

use std::ops::Range;
use std::path::Path;

use jiff::civil::{Date, Time};
use jiff::{Span, ToSpan};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Failure;

/// A document with one number changed.
pub(super) struct Change {
    /// Such as `dpr-122-2009.toml attendance_share.in_force.0.value.numerator`.
    pub number: String,
    pub was: String,
    pub is: String,
    pub document: String,
    pub text: String,
}

/// Every change by one, and the values that can be no other.
pub(super) fn changes(folder: &Path) -> Result<(Vec<Change>, Vec<String>), Failure> {
    let entries = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let mut documents: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
    documents.sort();
    let (mut changes, mut fixed) = (Vec::new(), Vec::new());
    for path in documents {
        let document = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path)?;
        let parsed = DeTable::parse(&text)?;
        let mut values = Vec::new();
        leaves(parsed.get_ref(), "", &mut values);
        for (path, value) in values.into_iter().filter(|(path, _)| is_a_value(&document, path)) {
            let span: Range<usize> = value.span();
            let (number, was) = (format!("{document} {path}"), text[span.clone()].to_owned());
            let Some(is) = by_one(&path, value.get_ref())? else {
                fixed.push(format!("{number} {was}"));
                continue;
            };
            let text = format!("{}{is}{}", &text[..span.start], &text[span.end..]);
            changes.push(Change { number, was, is, document: document.clone(), text });
        }
    }
    Ok((changes, fixed))
}

fn leaves<'a>(table: &'a DeTable<'a>, path: &str, found: &mut Vec<(String, &'a Spanned<DeValue<'a>>)>) {
    for (key, value) in table {
        leaf(value, &format!("{path}{}", key.get_ref()), found);
    }
}

fn leaf<'a>(
    value: &'a Spanned<DeValue<'a>>,
    path: &str,
    found: &mut Vec<(String, &'a Spanned<DeValue<'a>>)>,
) {
    match value.get_ref() {
        DeValue::Table(table) => leaves(table, &format!("{path}."), found),
        DeValue::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                leaf(item, &format!("{path}.{at}"), found);
            }
        }
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_) => found.push((path.to_owned(), value)),
    }
}

/// What an act lays down, and not where it stands, how it is called or from which day it holds. A calendar is all values.
fn is_a_value(document: &str, path: &str) -> bool {
    if document.starts_with("calendar-") {
        return !path.ends_with(".name") && !path.ends_with(".reason");
    }
    path.contains(".in_force.") && path.split('.').any(|part| part == "value")
}

/// The value changed by one, as it is written; none when there is no other.
fn by_one(path: &str, value: &DeValue<'_>) -> Result<Option<String>, Failure> {
    let quoted = |text: String| Some(format!("\"{text}\""));
    Ok(match value {
        DeValue::Integer(number) => Some((number.as_str().parse::<i64>()? + 1).to_string()),
        // Names, not numbers.
        DeValue::String(_) if path.starts_with("permitted_link_hosts.") => None,
        DeValue::String(_) if path.starts_with("subjects_without_grade.") => None,
        DeValue::Boolean(allowed) => Some((!allowed).to_string()),
        DeValue::String(written) => match written.as_ref() {
            "return" => quoted("last-absence".to_owned()),
            "last-absence" => quoted("return".to_owned()),
            "civil" => quoted("school".to_owned()),
            "smallest-majority" => quoted("half-rounded-up-and-one".to_owned()),
            "open" => quoted("secret".to_owned()),
            "school" => quoted("civil".to_owned()),
            // A feast that is every Sunday, or no more; the only way of counting that may be adopted.
            "sunday" | "abolished" | "whole-lessons" => None,
            other => {
                quoted(later(other).ok_or_else(|| format!("{path}: what is {other:?}, changed by one?"))?)
            }
        },
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
            return Err(format!("{path} is not written as numbers of the law are").into());
        }
    })
}

/// A minute after a time; a day after a day, of a year or of every year, or after Easter.
fn later(written: &str) -> Option<String> {
    let day = |date: Date, by: Span| date.checked_add(by).ok();
    if let Some(days) = written.strip_prefix("easter+") {
        return Some(format!("easter+{}", days.parse::<u8>().ok()? + 1));
    }
    if let Ok(date) = format!("2025-{written}").parse::<Date>() {
        return Some(day(date, 1.day())?.strftime("%m-%d").to_string());
    }
    if let Ok(date) = written.parse::<Date>() {
        return Some(day(date, 1.day())?.to_string());
    }
    let time: Time = format!("{written}:00").parse().ok()?;
    Some(time.checked_add(1.minute()).ok()?.strftime("%H:%M").to_string())
}
