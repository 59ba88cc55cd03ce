//! One subject, a counter, against the log in memory.

use std::cell::Cell;
use std::convert::Infallible;
use std::sync::Arc;

use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::event::{Actor, Expected, NewEvent};
use crate::log::{SystemClock, Write};
use crate::memory::MemoryLog;

const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(1));

fn counter() -> StreamName {
    StreamName::new("counter-1").unwrap()
}

fn intent(command: u128) -> Intent {
    Intent { school: SCHOOL, command: CommandId(Uuid::from_u128(command)), fingerprint: [0; 32] }
}

fn turn() -> RwLock<()> {
    RwLock::default()
}

/// One more event on the counter.
fn one_more(command: CommandId, last: Option<Version>) -> Append {
    let event = NewEvent {
        kind: "counted.v1".to_owned(),
        effective_on: date(2026, 3, 12),
        about: Vec::new(),
        data: vec![1],
    };
    Append {
        command,
        fingerprint: [0; 32],
        correlation: command.0,
        actor: Actor {
            person: Uuid::nil(),
            capacity: "teacher".to_owned(),
            assurance: 2,
            session: Uuid::nil(),
            on_behalf_of: None,
        },
        writes: vec![Write { stream: counter(), expected: last.into(), events: vec![event] }],
    }
}

fn count(state: u32, _event: &Recorded) -> Result<u32, Infallible> {
    Ok(state + 1)
}

/// A web server moves the work between threads.
fn sendable<F: Future + Send>(work: F) -> F {
    work
}

async fn log() -> MemoryLog {
    let log = MemoryLog::new(Arc::new(SystemClock));
    log.open_school(SCHOOL, false).await.unwrap();
    log
}

/// Somebody else counts, with a command of their own.
async fn somebody_counts(log: &MemoryLog, command: u128) {
    let loaded = load(log, SCHOOL, &counter(), 0, count).await.unwrap();
    log.append(SCHOOL, one_more(CommandId(Uuid::from_u128(command)), loaded.last)).await.unwrap();
}

#[tokio::test]
async fn a_state_is_the_fold_of_its_stream() {
    let log = log().await;
    let empty = load(&log, SCHOOL, &counter(), 0, count).await.unwrap();
    assert_eq!((empty.last, Expected::from(empty.last)), (None, Expected::NoStream));
    somebody_counts(&log, 10).await;
    somebody_counts(&log, 11).await;
    let loaded = load(&log, SCHOOL, &counter(), 0, count).await.unwrap();
    assert_eq!(loaded, Loaded { state: 2, last: Some(Version(1)) });
    let failed = load(&log, SCHOOL, &counter(), 0, |_, _| Err::<u32, _>("no")).await;
    assert!(matches!(failed, Err(LoadError::Fold { version: Version(0), source: "no", .. })));
}

#[tokio::test]
async fn states_are_brought_together_and_kept_ones_stay() {
    let (log, cache) = (log().await, StateCache::new(8));
    let stream = |number: u32| StreamName::new(format!("counter-{number}")).unwrap();
    somebody_counts(&log, 10).await;
    somebody_counts(&log, 11).await;
    let mut another = one_more(CommandId(Uuid::from_u128(12)), None);
    another.writes[0].stream = stream(4);
    log.append(SCHOOL, another).await.unwrap();
    cache.put(SCHOOL, &stream(3), None, Arc::new(7));
    let asked = [4, 2, 1, 3, 4].map(stream).to_vec();
    cache.bring(&log, SCHOOL, asked, || 0, count).await.unwrap();
    let kept = [1, 2, 3, 4].map(|number| cache.get(SCHOOL, &stream(number)).unwrap());
    assert_eq!(kept.clone().map(|kept| *kept.state), [2, 0, 7, 1]);
    assert_eq!(kept.map(|kept| kept.last), [Some(Version(1)), None, None, Some(Version(0))]);
    let failed =
        cache.bring(&log, SCHOOL, vec![stream(4), counter()], || 0, |_, _| Err::<u32, _>("no")).await;
    assert!(failed.is_ok(), "nothing of them is asked for that is kept or has no events");
    cache.evict(SCHOOL, &counter());
    let failed = cache.bring(&log, SCHOOL, vec![counter()], || 0, |_, _| Err::<u32, _>("no")).await;
    assert!(matches!(failed, Err(LoadError::Fold { version: Version(0), source: "no", .. })));
}

#[tokio::test]
async fn a_stale_state_is_caught_and_the_plan_made_again() {
    let (log, cache) = (log().await, StateCache::new(8));
    cache.load(&log, SCHOOL, &counter(), Trust::Cached, 0, count).await.unwrap();
    somebody_counts(&log, 10).await;
    cache.load(&log, SCHOOL, &counter(), Trust::Cached, 0, count).await.unwrap();
    somebody_counts(&log, 11).await;

    let (intent, plans) = (intent(1), Cell::new(0));
    let (cache, log, counter, plans) = (&cache, &log, &counter(), &plans);
    let appended = transact(
        log,
        &intent,
        &turn(),
        |stream| cache.evict(SCHOOL, stream),
        |trust| async move {
            plans.set(plans.get() + 1);
            let loaded = cache.load(log, SCHOOL, counter, trust, 0, count).await?;
            Ok::<_, LoadError<Infallible>>(Some(one_more(intent.command, loaded.last)))
        },
    )
    .await
    .unwrap();
    assert_eq!((appended.unwrap().first.0, plans.get()), (2, 2));
}

#[tokio::test]
async fn a_refusal_by_a_stale_state_is_not_believed() {
    let (log, cache) = (log().await, StateCache::new(8));
    somebody_counts(&log, 10).await;
    cache.load(&log, SCHOOL, &counter(), Trust::Cached, 0, count).await.unwrap();
    somebody_counts(&log, 11).await;

    let intent = intent(1);
    let (cache, log, counter) = (&cache, &log, &counter());
    let appended = transact(
        log,
        &intent,
        &turn(),
        |stream| cache.evict(SCHOOL, stream),
        |trust| async move {
            let loaded = cache.load(log, SCHOOL, counter, trust, 0, count).await.unwrap();
            if *loaded.state < 2 { Err("too few") } else { Ok(Some(one_more(intent.command, loaded.last))) }
        },
    )
    .await;
    assert_eq!(appended.unwrap().unwrap().first.0, 2);
}

#[tokio::test]
async fn six_conflicts_are_enough() {
    let (log, plans) = (log().await, Cell::new(0));
    let (log, plans, intent) = (&log, &plans, intent(1));
    let outcome = transact(
        log,
        &intent,
        &turn(),
        |_| (),
        |_| async move {
            plans.set(plans.get() + 1);
            let loaded = load(log, SCHOOL, &counter(), 0, count).await.unwrap();
            somebody_counts(log, 100 + plans.get()).await;
            Ok::<_, Infallible>(Some(one_more(intent.command, loaded.last)))
        },
    )
    .await;
    assert!(matches!(outcome, Err(TransactError::Append(AppendError::Conflict { .. }))));
    assert_eq!(plans.get(), 6);
}

/// All of them read before any of them writes, and again, and again: whoever lost too often has her turn alone.
#[tokio::test]
async fn a_crowd_at_one_stream_is_served_to_the_last() {
    let (log, turn) = (&log().await, &turn());
    let commands = (100..164).map(|command| async move {
        let intent = intent(command);
        let plan = |_| async move {
            let loaded = load(log, SCHOOL, &counter(), 0, count).await.unwrap();
            tokio::task::yield_now().await;
            Ok::<_, Infallible>(Some(one_more(intent.command, loaded.last)))
        };
        transact(log, &intent, turn, |_| (), plan).await.unwrap()
    });
    futures::future::join_all(commands).await;
    assert_eq!(load(log, SCHOOL, &counter(), 0, count).await.unwrap().state, 64);
}

/// What she has seen is there when she plans, and not any more when she appends: her second plan finds it out. What changed
/// beside it is nothing that she has stated.
#[tokio::test]
async fn who_stated_what_was_seen_is_refused_for_that_and_for_nothing_else() {
    for (changes, refused) in [(counter(), true), (StreamName::new("counter-2").unwrap(), false)] {
        let log = log().await;
        somebody_counts(&log, 10).await;
        let beside = StreamName::new("counter-2").unwrap();
        let (log, plans, intent) = (&log, Cell::new(0), intent(1));
        let (plans, beside, changes) = (&plans, &beside, &changes);
        let outcome = transact(
            log,
            &intent,
            &turn(),
            |_| (),
            |_| async move {
                plans.set(plans.get() + 1);
                let seen = load(log, SCHOOL, &counter(), 0, count).await.unwrap();
                let looked_at = load(log, SCHOOL, beside, 0, count).await.unwrap();
                if seen.last != Some(Version(0)) {
                    return Err("changed since");
                }
                if plans.get() == 1 {
                    let last = load(log, SCHOOL, changes, 0, count).await.unwrap().last;
                    let mut other = one_more(CommandId(Uuid::from_u128(11)), last);
                    other.writes[0].stream = changes.clone();
                    log.append(SCHOOL, other).await.unwrap();
                }
                let mut append = one_more(intent.command, seen.last);
                let expected = looked_at.last.into();
                append.writes.push(Write { stream: beside.clone(), expected, events: Vec::new() });
                Ok(Some(append))
            },
        )
        .await;
        assert_eq!(matches!(outcome, Err(TransactError::Refused("changed since"))), refused, "{outcome:?}");
        // A refusal by what is kept is not believed: the log is asked.
        assert_eq!((outcome.is_ok(), plans.get()), (!refused, if refused { 3 } else { 2 }));
    }
}

#[tokio::test]
async fn a_retry_is_answered_even_if_it_would_be_refused_today() {
    let log = log().await;
    let intent = intent(1);
    let log = &log;
    let once = |_| async move {
        let loaded = load(log, SCHOOL, &counter(), 0, count).await.unwrap();
        if 0 < loaded.state { Err("already counted") } else { Ok(Some(one_more(intent.command, None))) }
    };
    let first = sendable(transact(log, &intent, &turn(), |_| (), once)).await.unwrap().unwrap();
    let again = transact(log, &intent, &turn(), |_| (), once).await.unwrap().unwrap();
    assert_eq!((first.repeated, again.repeated, first.first), (false, true, again.first));

    let other_body = Intent { fingerprint: [9; 32], ..intent };
    let reused = transact(log, &other_body, &turn(), |_| (), once).await;
    assert!(matches!(reused, Err(TransactError::Append(AppendError::CommandReused(_)))));
    let other = Intent { command: CommandId(Uuid::from_u128(2)), ..intent };
    assert!(matches!(
        transact(log, &other, &turn(), |_| (), once).await,
        Err(TransactError::Refused("already counted"))
    ));
    let nothing =
        transact(log, &other, &turn(), |_| (), |_| async { Ok::<_, Infallible>(None) }).await.unwrap();
    assert_eq!(nothing, None);
}

#[tokio::test]
async fn a_cache_is_bounded_and_keeps_the_latest() {
    let cache = StateCache::new(4);
    let stream = |number: u32| StreamName::new(format!("counter-{number}")).unwrap();
    for number in 0..100 {
        cache.put(SCHOOL, &stream(number), Some(Version(5)), Arc::new(number));
        // The first one is used all the time, so it stays.
        assert_eq!(*cache.get(SCHOOL, &stream(0)).unwrap().state, 0);
    }
    let kept = (0..100).filter(|number| cache.get(SCHOOL, &stream(*number)).is_some()).count();
    assert!(kept <= 4, "{kept}");

    cache.put(SCHOOL, &stream(0), Some(Version(4)), Arc::new(9));
    assert_eq!(cache.get(SCHOOL, &stream(0)).unwrap().last, Some(Version(5)));
    cache.evict(SCHOOL, &stream(0));
    assert!(cache.get(SCHOOL, &stream(0)).is_none());
}

#[tokio::test]
async fn a_stream_without_events_is_kept_until_it_has_some() {
    let (log, cache) = (log().await, StateCache::new(4));
    assert_eq!(cache.load(&log, SCHOOL, &counter(), Trust::Cached, 0, count).await.unwrap().last, None);
    assert_eq!(cache.get(SCHOOL, &counter()).unwrap().last, None);
    cache.put(SCHOOL, &counter(), Some(Version(0)), Arc::new(1));
    cache.put(SCHOOL, &counter(), None, Arc::new(0));
    assert_eq!(cache.get(SCHOOL, &counter()).unwrap().last, Some(Version(0)));
}
