//! The same plan gives the same log, whether it is lived at once or in pieces, and the register refuses nothing of it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use jiff::civil::datetime;
use registro::clock::SimulatedClock;
use registro::desk::attendance_stream;
use registro::simulate::{Plan, Progress, Report, run};
use registro_domain::calendar::SchoolYear;
use registro_eventlog::event::{Expected, NewEvent, Recorded, Version};
use registro_eventlog::log::{Append, EventLog, Filter, Write};
use registro_eventlog::memory::MemoryLog;
use registro_projections::event::{Event, open, upcasters};
use registro_projections::model::{Key, ReadModel};

mod councils;
mod counting;
mod year;

/// Two classes and the first three weeks, with the transfer of the thirteenth lesson day.
fn three_weeks() -> Plan {
    Plan { until: Some(datetime(2025, 10, 4, 23, 0, 0, 0)), ..Plan::new(40, 2, 7) }
}

fn clock() -> Arc<SimulatedClock> {
    Arc::new(SimulatedClock::at(Timestamp::UNIX_EPOCH))
}

async fn live(plan: &Plan, log: &Arc<MemoryLog>, clock: &Arc<SimulatedClock>) -> Report {
    live_until(plan, log, clock, u64::MAX).await
}

/// Told to stop once so many waves have passed.
async fn live_until(plan: &Plan, log: &Arc<MemoryLog>, clock: &Arc<SimulatedClock>, waves: u64) -> Report {
    let stop = AtomicBool::new(false);
    let mut passed = 0;
    let mut count = |_: &Progress| {
        passed += 1;
        stop.store(waves <= passed, Ordering::Relaxed);
    };
    let log: Arc<dyn EventLog> = Arc::clone(log) as _;
    run(log, Arc::clone(clock), plan, &mut count, &stop).await.expect("a run")
}

async fn records(plan: &Plan, log: &MemoryLog) -> Vec<Recorded> {
    log.read_all(plan.school_id(), None, usize::MAX, Filter::All).await.expect("the log")
}

/// What the log has, as its readers take it.
async fn events(plan: &Plan, log: &MemoryLog) -> Vec<Event> {
    let upcasters = upcasters();
    let opened = |event| open(event, &upcasters).expect("an event");
    records(plan, log).await.into_iter().map(opened).collect()
}

/// What a read model has of some events.
fn fold<M: ReadModel>(events: &[Event]) -> BTreeMap<Key, M::Row> {
    let mut rows = BTreeMap::new();
    for event in events {
        for key in M::keys(event) {
            let row = M::fold(rows.remove(&key), &key, event);
            rows.extend(row.map(|row| (key, row)));
        }
    }
    rows
}

/// A log killed when it had this many events or a few less: whole commands only, as every log keeps them.
async fn cut_off(plan: &Plan, from: &MemoryLog, events: usize) -> (Arc<MemoryLog>, Arc<SimulatedClock>) {
    let (school, clock) = (plan.school_id(), clock());
    let log = Arc::new(MemoryLog::new(Arc::clone(&clock) as _));
    log.open_school(school, true).await.expect("a new log");
    let all = records(plan, from).await;
    let whole: Vec<&[Recorded]> = all.chunk_by(|a, b| a.command == b.command).collect();
    let mut taken = 0;
    for command in whole {
        taken += command.len();
        if events < taken {
            break;
        }
        let first = &command[0];
        clock.set(first.recorded_at);
        let (_, fingerprint) =
            from.find_command(school, first.command).await.expect("the log").expect("a command");
        let writes = command.chunk_by(|a, b| a.stream == b.stream).map(write).collect();
        let (command, correlation, actor) = (first.command, first.correlation, first.actor.clone());
        let append = Append { command, fingerprint, correlation, actor, writes };
        log.append(school, append).await.expect("the same append");
    }
    (log, clock)
}

fn write(events: &[Recorded]) -> Write {
    let event = |event: &Recorded| NewEvent {
        kind: event.kind.clone(),
        effective_on: event.effective_on,
        about: event.about.clone(),
        data: event.data.clone(),
    };
    let expected = match events[0].version {
        Version(0) => Expected::NoStream,
        Version(version) => Expected::Exactly(Version(version - 1)),
    };
    Write { stream: events[0].stream.clone(), expected, events: events.iter().map(event).collect() }
}

#[tokio::test]
async fn the_same_plan_gives_the_same_log_and_nothing_is_refused_or_in_vain() {
    let plan = three_weeks();
    let (clock, other) = (clock(), clock());
    let (first, second) =
        (Arc::new(MemoryLog::new(clock.clone() as _)), Arc::new(MemoryLog::new(other.clone() as _)));
    let report = live(&plan, &first, &clock).await;
    live(&plan, &second, &other).await;
    assert!(report.finished);
    assert_eq!((report.refused, report.nothing_to_do, report.repeated), (BTreeMap::new(), 0, 0));
    let events = records(&plan, &first).await;
    assert_eq!(u64::try_from(events.len()), Ok(report.events));
    assert!(events == records(&plan, &second).await, "two runs differ");
    for kind in ["roll-called.v1", "entry-recorded.v1", "attendance-restamped.v1", "justification-decided.v1"]
    {
        assert!(events.iter().any(|event| event.kind == kind), "no {kind}");
    }
}

#[tokio::test]
async fn a_year_that_was_stopped_or_killed_goes_on_as_if_it_had_not_been() {
    let plan = three_weeks();
    let whole_clock = clock();
    let whole = Arc::new(MemoryLog::new(whole_clock.clone() as _));
    live(&plan, &whole, &whole_clock).await;
    let events = records(&plan, &whole).await;

    // Stopped by hand: in September, on a morning, again and again.
    let clock = clock();
    let log = Arc::new(MemoryLog::new(clock.clone() as _));
    for waves in [3, 9, 40, 55, 1, 70] {
        let report = live_until(&plan, &log, &clock, waves).await;
        assert!(!report.finished);
    }
    assert!(live(&plan, &log, &clock).await.finished);
    assert!(events == records(&plan, &log).await, "stopping made a difference");

    // Killed: after the first event, in the middle of waves, on the day of the transfer, at the very end.
    let restamped =
        events.iter().position(|event| event.kind == "attendance-restamped.v1").expect("a restamp");
    let ends = [0, 1, 60, 203, events.len() / 2, restamped, restamped + 12, events.len() - 1, events.len()];
    for end in ends {
        let (log, clock) = cut_off(&plan, &whole, end).await;
        let report = live(&plan, &log, &clock).await;
        assert_eq!(report.refused, BTreeMap::new(), "cut off at {end}");
        assert!(events == records(&plan, &log).await, "cut off at {end}");
    }

    // An earlier end is a part of the same year.
    let part = Plan { until: Some(datetime(2025, 9, 25, 10, 20, 0, 0)), ..plan.clone() };
    let other = Arc::new(SimulatedClock::at(Timestamp::UNIX_EPOCH));
    let log = Arc::new(MemoryLog::new(other.clone() as _));
    assert!(live(&part, &log, &other).await.finished);
    let begun = records(&plan, &log).await;
    assert!(events.starts_with(&begun) && begun.len() < events.len());
    live(&plan, &log, &other).await;
    assert!(events == records(&plan, &log).await, "the earlier end made a difference");
}

#[tokio::test]
async fn facts_are_numbered_as_the_register_numbers_them() {
    let plan = three_weeks();
    let clock = clock();
    let log = Arc::new(MemoryLog::new(clock.clone() as _));
    live(&plan, &log, &clock).await;
    let foretold = plan.facts_of_attendance().expect("a school");
    assert_eq!(foretold.len(), 40);
    for (student, facts) in foretold {
        let stream = attendance_stream(student, SchoolYear(2025)).expect("a stream");
        let stored = log.read_stream(plan.school_id(), &stream, Version(0)).await.expect("the log");
        let told: Vec<_> = stored.iter().map(|event| (&event.kind, event.effective_on)).collect();
        assert_eq!(u32::try_from(stored.len()), Ok(facts), "student {student}: {told:?}");
    }
}
