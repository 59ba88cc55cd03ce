//! Ids that the register makes.

use jiff::Timestamp;
use registro_eventlog::event::CommandId;

/// The instant that a UUIDv7 begins with.
fn told(command: CommandId) -> i64 {
    let (seconds, nanoseconds) = command.0.get_timestamp().expect("a version with a time").to_unix();
    assert_eq!(command.0.get_version_num(), 7);
    i64::try_from(seconds).unwrap() * 1_000 + i64::from(nanoseconds) / 1_000_000
}

/// An event keeps the id of its form for good: it must not say when somebody began to write.
#[test]
fn the_id_of_a_form_tells_the_hour_and_no_more() {
    const HOUR: i64 = 3_600_000;
    let before = Timestamp::now().as_millisecond();
    let (form, next) = (CommandId::of_a_form(), CommandId::of_a_form());
    let after = Timestamp::now().as_millisecond();
    assert_eq!(told(form) % HOUR, 0);
    assert!((before - before % HOUR..=after).contains(&told(form)));
    assert_ne!(form, next);
    assert!((before..=Timestamp::now().as_millisecond()).contains(&told(CommandId::fresh())));
}
