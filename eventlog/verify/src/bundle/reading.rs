//! What the JSON beside an event says of its envelope, against the event's own bytes.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::record::Record;

/// What the register says of an event beyond its envelope: names and words, of which the bytes say nothing that can be
/// read without it.
const WORDS: [&str; 5] = ["actor_name", "actor_capacity", "says", "because", "data"];

/// What is not as the event says, a sentence each.
pub(super) fn differs(said: &Map<String, Value>, record: &Record<'_>) -> Vec<String> {
    let envelope = envelope(record);
    let mut found: Vec<String> = envelope
        .iter()
        .filter(|(field, value)| said.get(*field) != Some(value))
        .map(|(field, value)| format!("«{field}» non è quello dell'evento, {value}"))
        .collect();
    let known = |field: &str| envelope.contains_key(field) || WORDS.contains(&field);
    found.extend(
        said.keys()
            .filter(|field| !known(field))
            .map(|field| format!("«{field}» non è fra ciò che si dice di un evento")),
    );
    found
}

fn envelope(record: &Record<'_>) -> Map<String, Value> {
    let uuid = |bytes: [u8; 16]| Value::from(Uuid::from_bytes(bytes).to_string());
    let actor = &record.actor;
    let fields = [
        ("position", json!(record.position)),
        ("id", uuid(record.id)),
        ("stream", json!(record.stream)),
        ("version", json!(record.version)),
        ("kind", json!(record.kind)),
        ("effective_on", json!(day(record.effective_on))),
        ("recorded_at", json!(instant(record.recorded_at))),
        (
            "actor",
            json!({
                "person": uuid(actor.person),
                "capacity": actor.capacity,
                "assurance": actor.assurance,
                "session": uuid(actor.session),
                "on_behalf_of": actor.on_behalf_of.map(uuid),
            }),
        ),
        ("command", uuid(record.command)),
        ("correlation", uuid(record.correlation)),
    ];
    fields.into_iter().map(|(field, value)| (field.to_owned(), value)).collect()
}

/// A civil day as it is packed: year, month in four bits, day in five.
fn day(packed: i64) -> String {
    format!("{:04}-{:02}-{:02}", packed >> 9, packed >> 5 & 0xf, packed & 0x1f)
}

/// Microseconds since 1970, as an instant is written: UTC, with no more digits of a second than it takes.
fn instant(micros: i64) -> String {
    let (days, of_day) = (micros.div_euclid(86_400_000_000), micros.rem_euclid(86_400_000_000));
    let (year, month, day) = civil(days);
    let (seconds, micros) = (of_day / 1_000_000, of_day % 1_000_000);
    let fraction = match micros {
        0 => String::new(),
        micros => format!(".{micros:06}").trim_end_matches('0').to_owned(),
    };
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

/// Year, month and day of a number of days since 1970. Years are counted from March here, so that the day that some years
/// have more is the last of them.
fn civil(days: i64) -> (i64, i64, i64) {
    // Days since 1 March of the year 0.
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::{day, instant};

    #[test]
    fn days_and_instants_are_written_as_the_register_writes_them() {
        assert_eq!(day(2026 << 9 | 3 << 5 | 2), "2026-03-02");
        for (micros, written) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (1_756_684_200_000_000, "2025-08-31T23:50:00Z"),
            (1_709_164_800_250_000, "2024-02-29T00:00:00.25Z"),
            (1_709_251_200_000_000, "2024-03-01T00:00:00Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00Z"),
        ] {
            assert_eq!(instant(micros), written);
        }
    }
}
