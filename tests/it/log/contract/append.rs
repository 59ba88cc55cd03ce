//! Appending: expected versions, idempotency, all or nothing, and what is refused whatever the state.

use futures::future::join_all;
use registro_eventlog::event::{CommandId, EventId, Expected, Position, SchoolId, Version};
use registro_eventlog::log::{Append, AppendError, Appended, LogError};
use uuid::Uuid;

use super::{MORNING, Subject, append, assert_dense, at, conflict, event, exactly, stream, write};

/// Stream absent, at 0 and at 2, against each expectation.
pub(crate) async fn expected_versions(subject: &Subject) {
    for length in [0, 1, 3] {
        let actual = Expected::from(u64::checked_sub(length, 1).map(Version));
        let ahead = [exactly(3), exactly(i64::MAX as u64), exactly(u64::MAX - 1), exactly(u64::MAX)];
        let expectations = [Expected::NoStream, exactly(0), exactly(1), exactly(2)].into_iter().chain(ahead);
        for expected in expectations {
            let school = subject.school().await;
            for _ in 0..length {
                subject.write(school, "case-1").await;
            }
            let outcome = subject.log.append(school, append([write("case-1", expected, 2)])).await;
            if expected == actual {
                assert_eq!(outcome.unwrap().first, Position(length));
                assert_eq!(subject.everything(school).await.len() as u64, length + 2);
            } else {
                assert_eq!(Expected::from(conflict(outcome)), actual, "{expected:?}");
                assert_eq!(subject.everything(school).await.len() as u64, length);
            }
            assert_dense(&subject.everything(school).await);
        }
    }
}

/// Everything that was sent comes back, with what the log added.
pub(crate) async fn what_is_recorded(subject: &Subject) {
    let school = subject.school().await;
    subject.clock.set(MORNING);
    let sent = append([write("case-1", Expected::NoStream, 2), write("lesson-1", Expected::NoStream, 1)]);
    let appended = subject.log.append(school, sent.clone()).await.unwrap();
    let expected =
        Appended { first: Position(0), last: Position(2), recorded_at: at(MORNING), repeated: false };
    assert_eq!(appended, expected);

    let records = subject.everything(school).await;
    assert_dense(&records);
    let events =
        sent.writes.iter().flat_map(|write| (0..).zip(&write.events).map(move |event| (write, event)));
    for (record, (write, (index, event))) in records.iter().zip(events) {
        assert_eq!((&record.kind, &record.data, &record.about), (&event.kind, &event.data, &event.about));
        assert_eq!(
            (record.school, &record.stream, record.version.0),
            (school, &write.stream, u64::from(index))
        );
        assert_eq!((record.effective_on, record.recorded_at), (event.effective_on, at(MORNING)));
        assert_eq!((record.command, record.correlation), (sent.command, sent.correlation));
        assert_eq!(record.actor, sent.actor);
        assert_eq!(record.id, EventId::derive(school, sent.command, &write.stream, index));
    }
    assert_eq!(subject.log.read_stream(school, &stream("case-1"), Version(0)).await.unwrap(), records[..2]);
    assert_eq!(subject.log.read_stream(school, &stream("case-1"), Version(1)).await.unwrap(), records[1..2]);
    assert_eq!(subject.log.read_stream(school, &stream("case-1"), Version(2)).await.unwrap(), []);
    assert_eq!(subject.log.read_stream(school, &stream("lesson-1"), Version(0)).await.unwrap(), records[2..]);
}

pub(crate) async fn a_retry_is_the_same_append(subject: &Subject) {
    let school = subject.school().await;
    subject.clock.set(MORNING);
    let sent = append([write("case-1", Expected::NoStream, 2)]);
    assert_eq!(subject.log.find_command(school, sent.command).await.unwrap(), None);
    let first = subject.log.append(school, sent.clone()).await.unwrap();
    subject.write(school, "case-1").await;
    subject.clock.set(MORNING + 60_000_000);

    // The stream has moved on, and it is still the same command: its versions are not looked at again.
    let repeated = Appended { repeated: true, ..first };
    assert_eq!(subject.log.append(school, sent.clone()).await.unwrap(), repeated);
    assert_eq!(subject.log.find_command(school, sent.command).await.unwrap(), Some((repeated, [1; 32])));
    let asked = [CommandId(Uuid::nil()), sent.command];
    let found = subject.log.find_commands(school, &asked).await.unwrap();
    assert_eq!(found, [None, Some((repeated, [1; 32]))]);

    // The body is told by its fingerprint alone.
    let mut other_body = sent.clone();
    other_body.fingerprint = [2; 32];
    let refused = subject.log.append(school, other_body).await;
    assert!(matches!(refused, Err(AppendError::CommandReused(command)) if command == sent.command));
    assert_eq!(subject.everything(school).await.len(), 3);

    // And not by its streams: these have not moved. Whoever is served beside it has nothing to do with it.
    let mut other_streams = append([write("case-2", Expected::NoStream, 1)]);
    (other_streams.command, other_streams.fingerprint) = (sent.command, sent.fingerprint);
    let beside = append([write("case-3", Expected::NoStream, 1)]);
    let answers = join_all([other_streams, beside].map(|append| subject.log.append(school, append))).await;
    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    assert_eq!((answers[0], answers[1].repeated), (repeated, false));
    assert_eq!(subject.everything(school).await.len(), 4);
    assert_eq!(subject.log.read_stream(school, &stream("case-2"), Version(0)).await.unwrap(), []);

    // Another school has commands of its own, and other events come of them.
    let elsewhere = subject.school().await;
    assert!(!subject.log.append(elsewhere, sent).await.unwrap().repeated);
    assert_ne!(subject.everything(elsewhere).await[0].id, subject.everything(school).await[0].id);
}

pub(crate) async fn sixteen_at_once_are_one(subject: &Subject) {
    let school = subject.school().await;
    let sent = append([write("case-1", Expected::NoStream, 3)]);
    let answers = join_all((0..16).map(|_| subject.log.append(school, sent.clone()))).await;
    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers.iter().filter(|answer| !answer.repeated).count(), 1);
    assert!(answers.iter().all(|answer| (answer.first, answer.last) == (Position(0), Position(2))));
    assert_eq!(subject.everything(school).await.len(), 3);

    // Sixteen different bodies under one new command: one is taken.
    let sent = append([write("case-2", Expected::NoStream, 1)]);
    let bodies = (0..16).map(|number| Append { fingerprint: [number; 32], ..sent.clone() });
    let answers = join_all(bodies.map(|body| subject.log.append(school, body))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let reused = |answer: &&Result<_, _>| matches!(answer, Err(AppendError::CommandReused(_)));
    assert_eq!(answers.iter().filter(reused).count(), 15);
}

pub(crate) async fn all_or_nothing(subject: &Subject) {
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    let before = subject.everything(school).await;
    let mut half_wrong = append([
        write("case-2", Expected::NoStream, 2),
        write("case-1", Expected::NoStream, 1),
        write("case-3", Expected::NoStream, 1),
    ]);
    let refused = subject.log.append(school, half_wrong.clone()).await;
    assert_eq!(conflict(refused), Some(Version(0)));
    assert_eq!(subject.everything(school).await, before);
    assert_eq!(subject.log.find_command(school, half_wrong.command).await.unwrap(), None);

    // A refused command was never recorded, so it may be sent again with another plan.
    half_wrong.writes[1].expected = exactly(0);
    let appended = subject.log.append(school, half_wrong).await.unwrap();
    assert_eq!((appended.first, appended.last), (Position(1), Position(4)));
    assert_dense(&subject.everything(school).await);

    // Refused appends do not disturb those that come together with them.
    let together = [
        append([write("case-4", Expected::NoStream, 1)]),
        append([write("case-4", Expected::NoStream, 1)]),
        append([write("case-4", exactly(0), 1), write("case-1", exactly(1), 1)]),
    ];
    let outcomes = join_all(together.map(|append| subject.log.append(school, append))).await;
    assert_eq!(outcomes.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    assert_dense(&subject.everything(school).await);
}

/// A write without events: nothing becomes of its stream, and it must be where it was.
pub(crate) async fn what_was_looked_at_is_still_so(subject: &Subject) {
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    let resting_on =
        |expected, other, name| append([write(name, Expected::NoStream, 1), write(other, expected, 0)]);
    let wrong = [(Expected::NoStream, "case-1"), (exactly(1), "case-1"), (exactly(0), "case-2")];
    for (expected, other) in wrong {
        let refused = subject.log.append(school, resting_on(expected, other, "lesson-1")).await;
        assert_eq!(conflict(refused), (other == "case-1").then_some(Version(0)), "{expected:?} of {other}");
    }
    assert_eq!(subject.everything(school).await.len(), 1);

    subject.log.append(school, resting_on(exactly(0), "case-1", "lesson-1")).await.unwrap();
    subject.log.append(school, resting_on(Expected::NoStream, "case-2", "lesson-2")).await.unwrap();
    assert_eq!(subject.log.read_stream(school, &stream("case-2"), Version(0)).await.unwrap(), []);
    subject.write(school, "case-2").await;
    subject.write(school, "case-1").await;

    // Together with who writes to it: before her it is as it was, after her it is not.
    let together = [
        resting_on(Expected::NoStream, "case-3", "lesson-3"),
        append([write("case-3", Expected::NoStream, 1)]),
        resting_on(Expected::NoStream, "case-3", "lesson-4"),
        resting_on(exactly(0), "case-3", "lesson-5"),
        append([write("case-3", exactly(0), 1)]),
    ];
    let outcomes = join_all(together.map(|append| subject.log.append(school, append))).await;
    let taken: Vec<_> = outcomes.iter().map(Result::is_ok).collect();
    assert_eq!(taken, [true, true, false, true, true]);
    let records = subject.everything(school).await;
    assert_eq!(records.len(), 9);
    assert_dense(&records);
}

pub(crate) async fn what_is_never_taken(subject: &Subject) {
    let school = subject.school().await;
    let refusals = [
        append([]),
        append([write("case-1", Expected::NoStream, 0)]),
        append([write("case-1", Expected::NoStream, 1), write("case-1", exactly(0), 1)]),
    ];
    for refused in refusals {
        let outcome = subject.log.append(school, refused).await;
        assert!(matches!(outcome, Err(AppendError::Invalid(_))), "{outcome:?}");
    }
    let nowhere = SchoolId(Uuid::new_v4());
    let outcome = subject.log.append(nowhere, append([write("case-1", Expected::NoStream, 1)])).await;
    assert!(matches!(outcome, Err(AppendError::Log(LogError::UnknownSchool(school))) if school == nowhere));
    assert_eq!(subject.everything(school).await, []);
}

pub(crate) async fn payloads_of_every_kind(subject: &Subject) {
    let school = subject.school().await;
    let payloads: [&[u8]; 5] = [b"", b"\0", "è 教室 🏫\0'\"; --".as_bytes(), &[0xff; 30_000], &[0; 65_000]];
    for (number, payload) in (0u64..).zip(payloads) {
        let expected = number.checked_sub(1).map(Version).into();
        let mut sent = append([write("case-1", expected, 1)]);
        sent.writes[0].events[0].data = payload.to_vec();
        sent.writes[0].events[0].kind = "perché-no.v1".to_owned();
        subject.log.append(school, sent).await.unwrap();
    }
    let stored: Vec<_> = subject.everything(school).await.into_iter().map(|record| record.data).collect();
    assert_eq!(stored, payloads);

    // A record holds at most 65,535 bytes, envelope included, and one too large takes the whole append with it.
    let mut sent = append([write("case-2", Expected::NoStream, 1), write("case-3", Expected::NoStream, 1)]);
    for too_large in [65_500, 1 << 20] {
        sent.writes[1].events.push(event(vec![0; too_large]));
        let outcome = subject.log.append(school, sent.clone()).await;
        assert!(matches!(outcome, Err(AppendError::Invalid(_))), "{outcome:?}");
        assert_eq!(subject.everything(school).await.len(), payloads.len());
        sent.writes[1].events.pop();
    }
    // What was refused was never recorded, and a megabyte goes in as seventeen records.
    sent.writes[1].events.extend((0..17).map(|_| event(vec![7; 62_000])));
    let appended = subject.log.append(school, sent).await.unwrap();
    assert_eq!((appended.first.0, appended.last.0), (5, 23));
    let stored: Vec<_> = subject.everything(school).await.into_iter().map(|record| record.data).collect();
    assert!(stored[7..].iter().all(|data| *data == vec![7; 62_000]));
}
