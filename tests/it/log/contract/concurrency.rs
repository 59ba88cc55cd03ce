//! Many writers at once: no reader ever sees a hole, and nobody's event is lost or written twice.

use std::sync::Arc;

use futures::future::join_all;
use registro_eventlog::event::{Expected, Position, SchoolId, Version};
use registro_eventlog::log::{AppendError, EventLog, Filter};

use super::{Subject, append, assert_dense, stream, write};

const WRITERS: usize = 32;
const EACH: usize = 20;

/// Every writer has a stream of its own and fights for a shared one.
async fn write_many(log: Arc<dyn EventLog>, school: SchoolId, writer: usize) {
    let own = format!("case-{writer}");
    let mut shared = None;
    for number in 0..EACH as u64 {
        let own_version = number.checked_sub(1).map(Version).into();
        loop {
            let both = [write(&own, own_version, 1), write("lesson-shared", Expected::from(shared), 1)];
            match log.append(school, append(both)).await {
                Ok(_) => {
                    shared = Some(Expected::from(shared).next());
                    break;
                }
                Err(AppendError::Conflict { stream: name, actual, .. }) => {
                    assert_eq!(name, stream("lesson-shared"), "nobody else writes to {own}");
                    shared = actual;
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
}

/// Follows the feed until it has seen `events`, and asserts that it never misses one.
pub(crate) async fn follow(log: Arc<dyn EventLog>, school: SchoolId, events: u64) {
    let mut heard = log.subscribe(school).await.unwrap();
    let mut next = 0;
    while next < events {
        let after = next.checked_sub(1).map(Position);
        let page = log.read_all(school, after, 7, Filter::All).await.unwrap();
        for record in &page {
            assert_eq!(record.position, Position(next), "the feed skipped or repeated");
            next += 1;
        }
        // What is announced can be read.
        if page.is_empty() {
            heard.wait_for(|head| head.is_some_and(|head| next <= head.position.0)).await.unwrap();
        }
    }
}

pub(crate) async fn no_reader_sees_a_hole(subject: &Subject) {
    let schools = [subject.school().await, subject.school().await];
    let events = (WRITERS * EACH * 2) as u64;
    let mut tasks = Vec::new();
    for school in schools {
        for _ in 0..2 {
            tasks.push(tokio::spawn(follow(Arc::clone(&subject.log), school, events)));
        }
        for writer in 0..WRITERS {
            tasks.push(tokio::spawn(write_many(Arc::clone(&subject.log), school, writer)));
        }
    }
    for outcome in join_all(tasks).await {
        outcome.unwrap();
    }
    for school in schools {
        let feed = subject.everything(school).await;
        assert_eq!(feed.len() as u64, events);
        assert_dense(&feed);
    }
}

/// Appends polled in order are committed in order, so a client may send ahead without waiting:
/// more here than one batch holds.
pub(crate) async fn what_is_sent_in_order_is_kept_in_order(subject: &Subject) {
    let school = subject.school().await;
    let ahead = (0..3_000u64).map(|number| {
        let expected = number.checked_sub(1).map(Version).into();
        subject.log.append(school, append([write("case-1", expected, 1)]))
    });
    for (number, outcome) in (0..).zip(join_all(ahead).await) {
        assert_eq!(outcome.unwrap().first, Position(number));
    }
    assert_dense(&subject.everything(school).await);
}
