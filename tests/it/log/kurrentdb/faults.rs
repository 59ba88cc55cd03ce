//! Connections that are cut, servers that go and come back, processes that leave plans behind. On the stand-in.

use std::sync::Arc;
use std::time::Duration;

use kurrentdb_stand_in::When;
use registro_eventlog::event::{Expected, SchoolId, Version};
use registro_eventlog::kurrentdb::{KurrentLog, Patience};
use registro_eventlog::log::{Append, AppendError, EventLog, Filter, LogError};

use super::super::contract::{Subject, append, assert_dense, conflict, exactly, stream, write};
use super::Cluster;

/// Gives up before a test is tired of it.
const IMPATIENT: Patience = Patience { answer: Duration::from_secs(5), outage: Duration::from_millis(300) };

fn plans(school: SchoolId) -> String {
    format!("registro-plans-{}", school.0.simple())
}

fn events(school: SchoolId, name: &str) -> String {
    format!("registro-event-{}-{name}", school.0.simple())
}

fn command(school: SchoolId) -> String {
    format!("registro-command-{}-", school.0.simple())
}

/// A command of two streams.
fn two_streams() -> Append {
    append([write("case-1", Expected::NoStream, 2), write("lesson-1", Expected::NoStream, 1)])
}

async fn holds_it_once(subject: &Subject, school: SchoolId, sent: &Append) {
    let feed = subject.everything(school).await;
    assert_dense(&feed);
    assert_eq!(feed.len(), 3);
    assert!(feed.iter().all(|record| record.command == sent.command));
    let found = subject.log.find_command(school, sent.command).await.unwrap();
    let (appended, fingerprint) = found.unwrap();
    assert_eq!((appended.first.0, appended.last.0, fingerprint), (0, 2, sent.fingerprint));
    assert!(subject.log.append(school, sent.clone()).await.unwrap().repeated);
    assert_eq!(subject.everything(school).await, feed);
}

/// Everywhere on the way of a command, before and after: the writer goes on by itself, and nothing is there twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_cut_anywhere_is_survived_and_nothing_is_lost_or_doubled() {
    let cluster = Cluster::faulty().await;
    let subject = cluster.subject().await;
    let mut cuts = 0;
    for when in [When::BeforeItIsStored, When::AfterItIsStored] {
        for part in 0..4 {
            let school = subject.school().await;
            let place = match part {
                0 => plans(school),
                1 => events(school, "case-1"),
                2 => events(school, "lesson-1"),
                _ => command(school),
            };
            cluster.stand_in().cut_at(&place, when);
            let sent = two_streams();
            let appended = subject.log.append(school, sent.clone()).await.unwrap();
            cuts += 1;
            assert_eq!(cluster.stand_in().cuts(), cuts, "nothing was cut at {place}");
            assert!(!appended.repeated, "it was the first time");
            holds_it_once(&subject, school, &sent).await;
        }
    }
    subject.log.close().await;
}

/// The process is gone between the two appends of its command: whoever opens the school completes it.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_process_left_half_done_is_completed_by_the_next_one() {
    for place in ["case-1", "lesson-1"] {
        let mut cluster = Cluster::faulty().await;
        let first = cluster.counted(cluster.open_with(IMPATIENT).await);
        let school = first.school().await;
        cluster.stand_in().hold_at(&events(school, place));
        let sent = two_streams();
        let (log, command) = (Arc::clone(&first.log), sent.clone());
        let doubtful = tokio::spawn(async move { log.append(school, command).await });
        while cluster.stand_in().held() == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        // It hears no more of its cluster, and gives up.
        cluster.stand_in.as_mut().unwrap().stop().await;
        let outcome = doubtful.await.unwrap();
        assert!(matches!(outcome, Err(AppendError::Log(LogError::InDoubt(_)))), "{outcome:?}");
        let streams = cluster.stand_in().streams();
        assert_eq!(streams.iter().any(|(name, _)| *name == events(school, "case-1")), place == "lesson-1");
        assert!(!streams.iter().any(|(name, _)| *name == events(school, "lesson-1")));
        drop(first);

        cluster.stand_in().let_go();
        cluster.stand_in.as_mut().unwrap().start().await;
        // Reading is enough.
        let next = cluster.subject().await;
        holds_it_once(&next, school, &sent).await;
        next.log.close().await;
    }
}

/// The same process, told that it is in doubt, sends its command again.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_doubt_is_settled_when_it_is_sent_again() {
    let mut cluster = Cluster::faulty().await;
    let subject = cluster.counted(cluster.open_with(IMPATIENT).await);
    let school = subject.school().await;
    cluster.stand_in().hold_at(&events(school, "lesson-1"));
    let sent = two_streams();
    let (log, command) = (Arc::clone(&subject.log), sent.clone());
    let doubtful = tokio::spawn(async move { log.append(school, command).await });
    while cluster.stand_in().held() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    cluster.stand_in.as_mut().unwrap().stop().await;
    assert!(matches!(doubtful.await.unwrap(), Err(AppendError::Log(LogError::InDoubt(_)))));
    // What was never sent is not in doubt.
    let never = append([write("case-2", Expected::NoStream, 1)]);
    let outcome = subject.log.append(school, never.clone()).await;
    assert!(
        matches!(outcome, Err(AppendError::Log(LogError::Engine("nothing was stored", _)))),
        "{outcome:?}"
    );

    cluster.stand_in().let_go();
    cluster.stand_in.as_mut().unwrap().start().await;
    assert!(subject.log.append(school, sent.clone()).await.unwrap().repeated, "it had been planned");
    holds_it_once(&subject, school, &sent).await;
    assert!(!subject.log.append(school, never).await.unwrap().repeated);
    assert!(tokio::time::timeout(Duration::from_millis(10), subject.log.stopped()).await.is_err());
    subject.log.close().await;
}

/// Another process reads while a command is half carried out: its feed ends before the command.
#[tokio::test(flavor = "multi_thread")]
async fn no_reader_of_the_feed_sees_half_of_a_command() {
    let cluster = Cluster::faulty().await;
    let (subject, reader) = (cluster.subject().await, cluster.subject().await);
    let school = subject.school().await;
    subject.write(school, "case-0").await;
    assert_eq!(reader.everything(school).await.len(), 1);
    cluster.stand_in().hold_at(&events(school, "lesson-1"));
    let (log, sent) = (Arc::clone(&subject.log), two_streams());
    let under_way = tokio::spawn(async move { log.append(school, sent).await });
    while cluster.stand_in().held() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    for half in [&subject, &reader] {
        assert_eq!(half.everything(school).await.len(), 1);
    }
    // Whoever reads a stream sees what stands: it has happened, and the feed will show it.
    let streams = KurrentLog::open_read_only(&cluster.address()).await.unwrap();
    assert_eq!(streams.read_stream(school, &stream("case-1"), Version(0)).await.unwrap().len(), 2);
    streams.close().await;
    cluster.stand_in().let_go();
    under_way.await.unwrap().unwrap();
    let mut heard = reader.log.subscribe(school).await.unwrap();
    heard.wait_for(|head| head.is_some_and(|head| head.position.0 == 3)).await.unwrap();
    assert_eq!(reader.everything(school).await, subject.everything(school).await);
    subject.log.close().await;
    reader.log.close().await;
}

/// Two processes fight for one stream: no event is lost, and both come through.
#[tokio::test(flavor = "multi_thread")]
async fn two_processes_write_to_one_school() {
    const EACH: u64 = 12;
    let cluster = Cluster::faulty().await;
    let subjects = [cluster.subject().await, cluster.subject().await];
    let school = subjects[0].school().await;
    let writers = [0, 1].map(|number| {
        let log = Arc::clone(&subjects[number].log);
        tokio::spawn(async move {
            let (mut own, mut shared) = (Expected::NoStream, Expected::NoStream);
            for _ in 0..EACH {
                loop {
                    let name = format!("case-{number}");
                    let both = [write(&name, own, 1), write("lesson-shared", shared, 1)];
                    match log.append(school, append(both)).await {
                        Err(AppendError::Conflict { actual, .. }) => shared = actual.into(),
                        appended => {
                            appended.unwrap();
                            own = Expected::Exactly(own.next());
                            shared = Expected::Exactly(shared.next());
                            break;
                        }
                    }
                }
            }
        })
    });
    for writer in writers {
        writer.await.unwrap();
    }
    for subject in &subjects {
        let last = 4 * EACH - 1;
        let mut heard = subject.log.subscribe(school).await.unwrap();
        heard.wait_for(|head| head.is_some_and(|head| head.position.0 == last)).await.unwrap();
        let feed = subject.everything(school).await;
        assert_dense(&feed);
        assert!(feed.chunks(2).all(|command| command[0].command == command[1].command));
        assert!(feed.is_sorted_by_key(|record| record.recorded_at));
        subject.log.close().await;
    }
}

/// Stopped and started under load, with subscriptions that end on the way: whoever follows misses nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_goes_and_comes_back_is_followed_without_a_gap() {
    let mut cluster = Cluster::faulty().await;
    let (subject, other) = (cluster.subject().await, cluster.subject().await);
    let school = subject.school().await;
    let follower = {
        let log = Arc::clone(&other.log);
        tokio::spawn(async move {
            let mut heard = log.subscribe(school).await.unwrap();
            let mut feed = Vec::new();
            while feed.len() < 40 {
                let after = feed.last().map(|record: &registro_eventlog::event::Recorded| record.position);
                let page = log.read_all(school, after, 7, Filter::All).await.unwrap();
                if page.is_empty() {
                    let far =
                        |head: &Option<registro_eventlog::log::Head>| head.map(|head| head.position) > after;
                    heard.wait_for(far).await.unwrap();
                }
                feed.extend(page);
            }
            feed
        })
    };
    for number in 0..40u64 {
        match number {
            10 | 25 => {
                cluster.stand_in.as_mut().unwrap().stop().await;
                cluster.stand_in.as_mut().unwrap().start().await;
            }
            15 => cluster.stand_in().end_subscriptions(),
            _ => {}
        }
        let expected = number.checked_sub(1).map(Version).into();
        subject.log.append(school, append([write("case-1", expected, 1)])).await.unwrap();
    }
    let feed = follower.await.unwrap();
    assert_dense(&feed);
    assert_eq!(feed, subject.everything(school).await);
    subject.log.close().await;
    other.log.close().await;
}

/// The client turns in a circle when a server ends a subscription as if that were no error: its thread is left to itself, and
/// what others record is heard all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_that_ends_without_an_error_freezes_nobody() {
    let cluster = Cluster::faulty().await;
    let (subject, other) = (cluster.subject().await, cluster.subject().await);
    let school = subject.school().await;
    subject.log.append(school, append([write("case-1", Expected::NoStream, 1)])).await.unwrap();
    let mut heard = other.log.subscribe(school).await.unwrap();
    heard.wait_for(|head| head.is_some_and(|head| head.position.0 == 0)).await.unwrap();
    cluster.stand_in().end_subscriptions_without_error();
    subject.log.append(school, append([write("case-1", exactly(0), 1)])).await.unwrap();
    let soon = Duration::from_secs(30);
    let told = heard.wait_for(|head| head.is_some_and(|head| head.position.0 == 1));
    tokio::time::timeout(soon, told).await.expect("heard").unwrap();
    subject.log.append(school, append([write("case-1", exactly(1), 1)])).await.unwrap();
    assert_eq!(subject.everything(school).await.len(), 3);
    subject.log.close().await;
    other.log.close().await;
}

/// A command that does not fit into one append of the server is planned in parts, and happens with the last of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_command_of_several_megabytes_happens_whole_or_not_at_all() {
    let mut cluster = Cluster::faulty().await;
    let subject = cluster.counted(cluster.open_with(IMPATIENT).await);
    let school = subject.school().await;
    let mut large =
        append([write("case-1", Expected::NoStream, 60), write("lesson-1", Expected::NoStream, 1)]);
    large.writes[0].events.iter_mut().for_each(|event| event.data = vec![7; 50_000]);
    // The first part stands, the second does not: nothing has happened.
    cluster.stand_in().cut_at(&plans(school), When::AfterItIsStored);
    cluster.stand_in().hold_at(&plans(school));
    let (log, sent) = (Arc::clone(&subject.log), large.clone());
    let broken_off = tokio::spawn(async move { log.append(school, sent).await });
    while cluster.stand_in().held() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    cluster.stand_in().let_go();
    while cluster.stand_in().cuts() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    cluster.stand_in.as_mut().unwrap().stop().await;
    let outcome = broken_off.await.unwrap();
    assert!(matches!(outcome, Err(AppendError::Log(LogError::InDoubt(_)))), "{outcome:?}");
    cluster.stand_in.as_mut().unwrap().start().await;
    assert_eq!(subject.everything(school).await, []);
    assert_eq!(subject.log.find_command(school, large.command).await.unwrap(), None);

    subject.write(school, "case-0").await;
    assert!(!subject.log.append(school, large.clone()).await.unwrap().repeated);
    assert_eq!(subject.everything(school).await.len(), 62);
    let next = cluster.subject().await;
    assert_eq!(next.everything(school).await, subject.everything(school).await);
    subject.log.close().await;
    next.log.close().await;
}

/// A backup that was put back, and a stream that somebody wrote to past the log: the log stops.
#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_lost_what_it_held_is_not_written_to() {
    let cluster = Cluster::faulty().await;
    let subject = cluster.subject().await;
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    subject.write(school, "case-1").await;
    cluster.stand_in().forget(&plans(school), 2);
    let refused = subject.log.append(school, append([write("case-1", exactly(1), 1)])).await;
    let stopped = matches!(refused, Err(AppendError::Log(LogError::Stopped | LogError::InDoubt(_))));
    assert!(stopped, "{refused:?}");
    subject.log.stopped().await;
    let refused = subject.log.append(school, append([write("case-1", exactly(1), 1)])).await;
    assert!(matches!(refused, Err(AppendError::Log(LogError::Stopped))), "{refused:?}");
    let other = subject.school().await;
    subject.write(other, "case-1").await;

    let cluster = Cluster::faulty().await;
    let subject = cluster.subject().await;
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    cluster.stand_in().forget(&events(school, "case-1"), 1);
    let refused = subject.log.append(school, append([write("case-1", exactly(0), 1)])).await;
    assert_eq!(conflict(refused), None, "what is gone is not there to be written after");
    subject.log.close().await;
}
