//! How days and instants are written inside a record: as small integers, since replay reads millions of them.
//!
//! Formats for people (JSON) keep the ISO text. For use in `#[serde(with = "…")]`.

/// A civil day as `year · 512 + month · 32 + day`: three bytes, in the order of the calendar.
pub mod day {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    /// For serde.
    pub fn serialize<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return day.serialize(serializer);
        }
        let packed = i32::from(day.year()) << 9 | i32::from(day.month()) << 5 | i32::from(day.day());
        packed.serialize(serializer)
    }

    /// For serde.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        if deserializer.is_human_readable() {
            return Date::deserialize(deserializer);
        }
        let packed = i32::deserialize(deserializer)?;
        let year = i16::try_from(packed >> 9).map_err(D::Error::custom)?;
        // The masks leave at most 15 and 31: both fit.
        Date::new(year, (packed >> 5 & 0xf) as i8, (packed & 0x1f) as i8).map_err(D::Error::custom)
    }
}

/// An instant as whole microseconds since 1970 (UTC).
pub mod micros {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    /// For serde.
    pub fn serialize<S: Serializer>(instant: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return instant.serialize(serializer);
        }
        instant.as_microsecond().serialize(serializer)
    }

    /// For serde.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        if deserializer.is_human_readable() {
            return Timestamp::deserialize(deserializer);
        }
        Timestamp::from_microsecond(i64::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
