//! Which time it is for the register: the machine's, a simulation's, or a demo day that plays today.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use registro_eventlog::log::Clock;

/// Europe/Rome stands here and nowhere else.
pub fn rome() -> TimeZone {
    TimeZone::get("Europe/Rome").expect("bundled in the binary: proved by `rome_is_always_known`")
}

/// The instant at which a clock on the school's wall shows `at`; at the ends of time, the nearest there is.
pub fn instant(at: DateTime) -> Timestamp {
    let end = if at.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    rome().to_timestamp(at).unwrap_or(end)
}

/// What the clock on the school's wall shows at an instant.
pub fn wall(instant: Timestamp) -> DateTime {
    rome().to_datetime(instant)
}

/// The civil day at the school.
pub fn today(clock: &dyn Clock) -> Date {
    wall(clock.now()).date()
}

/// Set by hand, forwards and backwards: the log itself never goes back.
#[derive(Debug)]
pub struct SimulatedClock(AtomicI64);

impl SimulatedClock {
    pub fn at(instant: Timestamp) -> Self {
        Self(AtomicI64::new(instant.as_microsecond()))
    }

    pub fn set(&self, instant: Timestamp) {
        self.0.store(instant.as_microsecond(), Ordering::SeqCst);
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// Begins at an instant of the simulated year and runs as fast as the machine's clock.
#[derive(Debug)]
pub struct DemoClock {
    begins: Timestamp,
    since: Instant,
}

impl DemoClock {
    pub fn from(begins: Timestamp) -> Self {
        Self { begins, since: Instant::now() }
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        let elapsed = SignedDuration::try_from(self.since.elapsed()).unwrap_or(SignedDuration::ZERO);
        self.begins.checked_add(elapsed).unwrap_or(self.begins)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    #[test]
    fn rome_is_always_known() {
        assert_eq!(rome().iana_name(), Some("Europe/Rome"));
        let winter = instant(datetime(2025, 11, 11, 8, 5, 0, 0));
        assert_eq!(winter.to_string(), "2025-11-11T07:05:00Z");
        assert_eq!(wall(instant(datetime(2026, 6, 5, 8, 5, 0, 0))), datetime(2026, 6, 5, 8, 5, 0, 0));
    }
}
