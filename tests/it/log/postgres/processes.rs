//! Several server processes on one database: nothing lost, nothing doubled, everybody hears of everything.

use std::io::{BufRead, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::join_all;
use registro_eventlog::event::{CommandId, Expected, Position, SchoolId, Version};
use registro_eventlog::log::{AppendError, Appended, EventLog, Filter, SystemClock};
use registro_eventlog::postgres::PostgresLog;
use sqlx::ConnectOptions;
use uuid::Uuid;

use super::super::client::Client;
use super::super::contract::{Subject, append, assert_dense, concurrency, write};
use super::{Database, SERVING};
use crate::history::{Counts, History};

/// Three processes, as far as the database can tell: each with its writer, its connections and its clients.
#[tokio::test(flavor = "multi_thread")]
async fn processes_that_write_at_once_lose_and_double_nothing() {
    let Some(database) = Database::new().await else { return };
    let logs =
        [database.open().await.unwrap(), database.open().await.unwrap(), database.open().await.unwrap()];
    let subject = Subject { log: logs[0].clone(), clock: database.clock.clone() };
    let schools = [subject.school().await, subject.school().await];
    let history = Arc::new(History::default());
    let mut followers = Vec::new();
    let (clients, steps) = (18, 15);
    for log in &logs {
        for school in schools {
            let events = (clients * steps / 2 * 2) as u64;
            followers.push(tokio::spawn(concurrency::follow(log.clone(), school, events)));
        }
    }
    let mut tasks = Vec::new();
    for number in 0..clients {
        let (log, history, school) =
            (logs[number % 3].clone(), Arc::clone(&history), schools[number / 3 % 2]);
        tasks.push(tokio::spawn(async move {
            let mut client = Client::new(number);
            for _ in 0..steps {
                assert!(client.step(&history, &*log, school).await);
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    // Every process has followed both feeds to their ends, without a hole.
    for follower in followers {
        tokio::time::timeout(Duration::from_secs(20), follower)
            .await
            .expect("not everything was heard of")
            .unwrap();
    }
    let mut feeds = Vec::new();
    for school in schools {
        feeds.push((school, subject.everything(school).await));
    }
    let counts = Counts { acknowledged: clients * steps, ..Counts::default() };
    assert_eq!(history.check(&feeds), counts);
    for log in logs {
        log.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_fight_for_one_stream_and_one_command() {
    let Some(database) = Database::new().await else { return };
    let logs = [database.open().await.unwrap(), database.open().await.unwrap()];
    let subject = Subject { log: logs[0].clone(), clock: database.clock.clone() };
    let school = subject.school().await;
    // The same command to both, again and again: one records it, everybody gets the same answer.
    for number in 0..10 {
        let sent = append([write(&format!("case-{number}"), Expected::NoStream, 2)]);
        let answers = join_all((0..6).map(|which| logs[which % 2].append(school, sent.clone()))).await;
        let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
        assert_eq!(answers.iter().filter(|answer| !answer.repeated).count(), 1);
        assert!(answers.iter().all(|answer| answer.first == answers[0].first));
    }
    // Different commands with the same expectation: one wins.
    for number in 0..10u64 {
        let expected = number.checked_sub(1).map(Version).into();
        let sent = (0..6).map(|_| append([write("lesson-1", expected, 1)]));
        let outcomes = sent.enumerate().map(|(which, sent)| logs[which % 2].append(school, sent));
        let won = join_all(outcomes).await.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(won, 1);
    }
    assert_dense(&subject.everything(school).await);
    assert_eq!(subject.everything(school).await.len(), 30);
    for log in logs {
        log.close().await;
    }
}

/// What a process remembers of a stream that it looked at is no answer once another has written to it, heard of or not.
#[tokio::test]
async fn what_was_looked_at_before_is_looked_at_again_if_another_wrote() {
    let Some(database) = Database::new().await else { return };
    let (one, other) = (database.subject().await, database.subject().await);
    let school = one.school().await;
    let mut heard = one.log.subscribe(school).await.unwrap();
    let resting_on = |lesson: u64, expected| {
        append([write(&format!("lesson-{lesson}"), Expected::NoStream, 1), write("case-1", expected, 0)])
    };
    for number in 0..10u64 {
        let before = number.checked_sub(1).map(Version).into();
        one.log.append(school, resting_on(3 * number, before)).await.unwrap();
        one.log.append(school, resting_on(3 * number + 1, before)).await.unwrap();
        let written = other.write(school, "case-1").await.last;
        if number % 2 == 0 {
            heard.wait_for(|head| head.is_some_and(|head| written <= head.position)).await.unwrap();
        }
        let refused = one.log.append(school, resting_on(3 * number + 2, before)).await;
        assert!(
            matches!(refused, Err(AppendError::Conflict { actual: Some(Version(at)), .. }) if at == number)
        );
    }
    assert_dense(&one.everything(school).await);
    one.log.close().await;
    other.log.close().await;
}

#[tokio::test]
async fn a_school_opened_by_one_process_is_found_by_the_others() {
    let Some(database) = Database::new().await else { return };
    let (one, other) = (database.subject().await, database.subject().await);
    let school = one.school().await;
    // Asked for at once, and written to by both.
    assert_eq!(other.everything(school).await, []);
    other.write(school, "case-1").await;
    one.write(school, "case-1").await;
    other.log.open_school(school, false).await.unwrap();
    let opened = join_all((0..8).map(|which| {
        let log = if which % 2 == 0 { &one.log } else { &other.log };
        log.open_school(SchoolId(Uuid::from_u128(7)), which < 4)
    }));
    let opened = opened.await;
    assert_eq!(opened.iter().filter(|outcome| outcome.is_ok()).count(), 4, "{opened:?}");
    assert_eq!(one.log.schools().await.unwrap(), other.log.schools().await.unwrap());
    assert_eq!(one.log.schools().await.unwrap().len(), 2);
    one.log.close().await;
    other.log.close().await;
}

/// Ten commits, each made when the one before was heard of elsewhere: whoever only looked would take ten seconds.
#[tokio::test]
async fn other_processes_hear_of_a_commit_before_they_look() {
    let Some(database) = Database::new().await else { return };
    let (one, other) = (database.subject().await, database.subject().await);
    let school = one.school().await;
    let mut heard = other.log.subscribe(school).await.unwrap();
    let begun = Instant::now();
    for _ in 0..10 {
        let last = one.write(school, "case-1").await.last;
        heard.wait_for(|head| head.is_some_and(|head| last <= head.position)).await.unwrap();
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    one.log.close().await;
    other.log.close().await;
}

/// Without a single notification, the heads that are looked at tell of everything.
#[tokio::test]
async fn who_hears_nothing_looks() {
    let Some(database) = Database::restartable().await else { return };
    let (one, other) = (database.subject().await, database.subject().await);
    let school = one.school().await;
    one.write(school, "case-1").await;
    let mut seen = other.log.subscribe(school).await.unwrap();
    // Whoever listens is killed before every write.
    let mut superuser = database.as_superuser().await;
    for _ in 0..5 {
        sqlx::query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1 AND query LIKE 'LISTEN%'")
            .bind(SERVING)
            .execute(&mut superuser)
            .await
            .unwrap();
        let last = one.write(school, "case-1").await.last;
        let heard = seen.wait_for(|head| head.is_some_and(|head| last <= head.position));
        tokio::time::timeout(Duration::from_secs(10), heard).await.expect("it never looked").unwrap();
    }
    one.log.close().await;
    other.log.close().await;
}

/// What a child process is told: the address, two schools, its number.
const CHILD: &str = "REGISTRO_TEST_CHILD";
const STEPS: u64 = 60;

/// No test by itself: what a child process of the next test does, until it is done or killed.
#[tokio::test]
async fn a_child() {
    let Ok(told) = std::env::var(CHILD) else { return };
    let told: Vec<&str> = told.split(' ').collect();
    let schools = [told[1], told[2]].map(|school| SchoolId(school.parse().unwrap()));
    let log = PostgresLog::open(&told[0].parse().unwrap(), Arc::new(SystemClock)).await.unwrap();
    let writers = (0..4).map(async |writer: usize| {
        for step in 0..STEPS {
            let lesson = format!("lesson-{}-{writer}", told[3]);
            let expected = step.checked_sub(1).map(Version).into();
            let case = format!("case-{}", Uuid::new_v4());
            let sent = append([write(&lesson, expected, 1), write(&case, Expected::NoStream, 2)]);
            let (command, school) = (sent.command.0, schools[writer % 2]);
            let Appended { first, last, .. } = log.append(school, sent).await.unwrap();
            // In one write, so that a line is whole or not there.
            let line = format!("{} {command} {} {}\n", school.0, first.0, last.0);
            std::io::stderr().write_all(line.as_bytes()).unwrap();
        }
    });
    join_all(writers).await;
    log.close().await;
}

type Acknowledged = (SchoolId, CommandId, u64, u64);

fn understood(line: &str) -> Option<Acknowledged> {
    let mut fields = line.split(' ');
    let school = SchoolId(fields.next()?.parse().ok()?);
    let command = CommandId(fields.next()?.parse().ok()?);
    Some((school, command, fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

/// Collects what a child says was acknowledged; kills it after so many, if it is told to.
fn listen(mut child: Child, kill_after: Option<usize>) -> Vec<Acknowledged> {
    let mut acknowledged = Vec::new();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    for line in lines {
        match understood(&line) {
            Some(said) => acknowledged.push(said),
            None => eprintln!("{line}"),
        }
        if kill_after == Some(acknowledged.len()) {
            child.kill().unwrap(); // SIGKILL: no handler runs.
        }
    }
    let ended = child.wait().unwrap();
    assert_eq!(ended.success(), kill_after.is_none());
    acknowledged
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_killed_at_work_leave_nothing_half_done_and_hold_nobody_up() {
    let Some(database) = Database::new().await else { return };
    let subject = Subject { log: database.open().await.unwrap(), clock: database.clock.clone() };
    let schools = [subject.school().await, subject.school().await];
    let url = database.options(SERVING).to_url_lossy();
    let children = [Some(25), Some(70), None].into_iter().enumerate().map(|(number, kill_after)| {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["log::postgres::processes::a_child", "--exact", "--nocapture"])
            .env(CHILD, format!("{url} {} {} {number}", schools[0].0, schools[1].0))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        tokio::task::spawn_blocking(move || listen(child, kill_after))
    });
    let children: Vec<_> = children.collect();
    let mut acknowledged = Vec::new();
    for child in children {
        acknowledged.extend(child.await.unwrap());
    }
    let mut events = 0;
    for school in schools {
        let feed = subject.everything(school).await;
        assert_dense(&feed);
        assert!(feed.is_sorted_by_key(|record| record.recorded_at));
        events += feed.len();
        for (_, command, first, last) in acknowledged.iter().filter(|said| said.0 == school) {
            let stand: Vec<u64> =
                feed.iter().filter(|r| r.command == *command).map(|r| r.position.0).collect();
            assert_eq!(stand, (*first..=*last).collect::<Vec<_>>());
        }
        // All of a command or nothing, of those too that nobody heard of.
        for whole in feed.chunks(3) {
            assert!(whole.len() == 3 && whole.iter().all(|record| record.command == whole[0].command));
        }
        assert_eq!(
            subject.log.read_all(school, None, 1, Filter::All).await.unwrap()[0].position,
            Position(0)
        );
    }
    println!("{} acknowledged, {events} events", acknowledged.len());
    assert!(4 * STEPS as usize + 25 + 70 <= acknowledged.len());
    subject.log.close().await;
}
