//! Reading: the feed, its checkpoints and limits, filters, instants, subscriptions, and schools side by side.

use registro_eventlog::event::{CommandId, Expected, Position, Recorded, SchoolId, Version};
use registro_eventlog::log::{Filter, Head, LogError, School};
use uuid::Uuid;

use super::{MORNING, Subject, append, assert_dense, at, exactly, positions, stream, write};

/// Eight events over four streams of three categories.
async fn some_events(subject: &Subject) -> SchoolId {
    let school = subject.school().await;
    for name in ["case-1", "lesson-1", "case-2", "case-1", "school", "lesson-1", "case-2", "case-1"] {
        subject.write(school, name).await;
    }
    school
}

pub(crate) async fn every_checkpoint_resumes(subject: &Subject) {
    let school = some_events(subject).await;
    let feed = subject.everything(school).await;
    assert_dense(&feed);
    for next in 0..=feed.len() {
        let after = next.checked_sub(1).map(|last| feed[last].position);
        for limit in [0, 1, 3, feed.len(), feed.len() + 1, usize::MAX] {
            let page = subject.log.read_all(school, after, limit, Filter::All).await.unwrap();
            let until = feed.len().min(limit.saturating_add(next));
            assert_eq!(page, feed[next..until]);
        }
    }
    for beyond in [100, u64::MAX - 1, u64::MAX] {
        let page = subject.log.read_all(school, Some(Position(beyond)), 5, Filter::All).await.unwrap();
        assert_eq!(page, []);
    }
}

pub(crate) async fn nothing_is_nothing(subject: &Subject) {
    let (log, school) = (&subject.log, subject.school().await);
    assert_eq!(subject.everything(school).await, []);
    assert_eq!(log.read_all(school, None, 5, Filter::Categories(&["case"])).await.unwrap(), []);
    assert_eq!(log.read_all(school, None, 5, Filter::Categories(&[])).await.unwrap(), []);
    assert_eq!(log.read_stream(school, &stream("case-1"), Version(0)).await.unwrap(), []);
    assert_eq!(log.read_at(school, &[Position(0)]).await.unwrap(), []);
    assert_eq!(log.read_at(school, &[]).await.unwrap(), []);
    assert_eq!(log.position_at(school, at(MORNING)).await.unwrap(), None);
    assert_eq!(*log.subscribe(school).await.unwrap().borrow(), None);

    subject.write(school, "case-1").await;
    for unknown in ["case", "case-", "case-10", "CASE-1"] {
        assert_eq!(log.read_stream(school, &stream(unknown), Version(0)).await.unwrap(), []);
    }
    assert_eq!(log.read_stream(school, &stream("case-1"), Version(u64::MAX)).await.unwrap(), []);
}

pub(crate) async fn an_unknown_school_is_said_to_be_unknown(subject: &Subject) {
    let (log, school) = (&subject.log, SchoolId(Uuid::new_v4()));
    let unknown = |error| matches!(error, Some(LogError::UnknownSchool(named)) if named == school);
    assert!(unknown(log.read_all(school, None, 5, Filter::All).await.err()));
    assert!(unknown(log.read_stream(school, &stream("case-1"), Version(0)).await.err()));
    assert!(unknown(log.read_streams(school, &[stream("case-1")]).await.err()));
    assert!(unknown(log.read_at(school, &[Position(0)]).await.err()));
    assert!(unknown(log.position_at(school, at(MORNING)).await.err()));
    assert!(unknown(log.subscribe(school).await.err()));
    assert!(unknown(log.find_command(school, CommandId(Uuid::new_v4())).await.err()));
}

/// Stream by stream, in the order asked for; those that do not exist, or only in another school, have nothing.
pub(crate) async fn streams_are_read_together(subject: &Subject) {
    let (log, school) = (&subject.log, some_events(subject).await);
    let elsewhere = subject.school().await;
    subject.write(elsewhere, "case-3").await;
    // More than ten, so that numbers are in another order than their digits.
    let asked =
        ["school", "case-10", "case-2", "case-3", "lesson-1", "a", "b", "c", "d", "e", "case-1", "case"];
    let asked = asked.map(stream);
    let mut one_by_one = Vec::new();
    for stream in &asked {
        one_by_one.extend(log.read_stream(school, stream, Version(0)).await.unwrap());
    }
    assert_eq!(one_by_one.len(), 8);
    assert_eq!(log.read_streams(school, &asked).await.unwrap(), one_by_one);
    assert_eq!(log.read_streams(school, &[]).await.unwrap(), []);
    assert_eq!(log.read_streams(elsewhere, &asked).await.unwrap().len(), 1);
}

/// Every set of categories, from every checkpoint, with several limits.
pub(crate) async fn a_filter_is_the_feed_filtered(subject: &Subject) {
    let school = some_events(subject).await;
    let feed = subject.everything(school).await;
    let sets: [&[&str]; 7] = [
        &["case"],
        &["lesson"],
        &["school"],
        &["lesson", "case"],
        &["case", "case", "nothing"],
        &["nothing"],
        &["case", "lesson", "school"],
    ];
    for categories in sets {
        for from in 0..=feed.len() {
            for limit in [0, 1, 2, usize::MAX] {
                let after = from.checked_sub(1).map(|after| Position(after as u64));
                let by_hand: Vec<Recorded> = feed[from..]
                    .iter()
                    .filter(|record| categories.contains(&record.stream.category()))
                    .take(limit)
                    .cloned()
                    .collect();
                let page = subject.log.read_all(school, after, limit, Filter::Categories(categories)).await;
                assert_eq!(page.unwrap(), by_hand, "{categories:?} from {from}, at most {limit}");
            }
        }
    }
}

/// Streams whose names begin alike.
pub(crate) async fn a_category_is_a_whole_word(subject: &Subject) {
    let school = subject.school().await;
    for name in [
        "case", "case-", "case-1", "case--1", "case.x-1", "case_x-1", "case0-1", "cases-1", "cas-1", "CASE-1",
    ] {
        subject.write(school, name).await;
    }
    let found = async |categories: &[&str], limit| {
        let page = subject.log.read_all(school, None, limit, Filter::Categories(categories)).await.unwrap();
        page.into_iter().map(|record| String::from(record.stream)).collect::<Vec<_>>()
    };
    for limit in [4, usize::MAX] {
        assert_eq!(found(&["case"], limit).await, ["case", "case-", "case-1", "case--1"]);
        assert_eq!(found(&["case.x", "cases"], limit).await, ["case.x-1", "cases-1"]);
        assert_eq!(found(&["cas", "case-1"], limit).await, ["cas-1"]);
        assert_eq!(found(&["case-1", "", "c", "case-"], limit).await, [""; 0]);
    }
}

pub(crate) async fn positions_are_read_in_the_order_of_the_feed(subject: &Subject) {
    let school = some_events(subject).await;
    let asked = [7, 0, 3, 3, 99, u64::MAX, 1].map(Position);
    let records = subject.log.read_at(school, &asked).await.unwrap();
    assert_eq!(positions(&records), [0, 1, 3, 7]);
    let many: Vec<_> = (0..5_000).map(Position).collect();
    assert_eq!(subject.log.read_at(school, &many).await.unwrap(), subject.everything(school).await);
}

/// Three instants, the middle one shared by two events, asked for just before, at and just after.
pub(crate) async fn an_instant_has_its_position(subject: &Subject) {
    let school = subject.school().await;
    for micros in [10, 20, 20, 30] {
        subject.clock.set(MORNING + micros);
        subject.write(school, "case-1").await;
    }
    let expected = [
        (9, None),
        (10, Some(0)),
        (11, Some(0)),
        (19, Some(0)),
        (20, Some(2)),
        (21, Some(2)),
        (29, Some(2)),
        (30, Some(3)),
        (31, Some(3)),
    ];
    for (micros, position) in expected {
        let found = subject.log.position_at(school, at(MORNING + micros)).await.unwrap();
        assert_eq!(found, position.map(Position), "at {micros}");
    }
}

pub(crate) async fn time_never_goes_back(subject: &Subject) {
    let (school, other) = (subject.school().await, subject.school().await);
    let mut recorded = Vec::new();
    let (hour, day) = (3_600_000_000, 86_400_000_000);
    for micros in [100, 50, 99, 101, -1_000_000, -hour, -day, 102] {
        subject.clock.set(MORNING + micros);
        recorded.push(subject.write(school, "case-1").await.recorded_at);
    }
    assert_eq!(recorded, [100, 100, 100, 101, 101, 101, 101, 102].map(|micros| at(MORNING + micros)));
    let stored: Vec<_> = subject.everything(school).await.iter().map(|record| record.recorded_at).collect();
    assert_eq!(stored, recorded);
    // The clock of one school does not hold another's.
    subject.clock.set(MORNING - 1_000_000);
    assert_eq!(subject.write(other, "case-1").await.recorded_at, at(MORNING - 1_000_000));
}

pub(crate) async fn subscribers_hear_of_every_commit(subject: &Subject) {
    let (school, other) = (subject.school().await, subject.school().await);
    subject.clock.set(MORNING);
    let mut heard = subject.log.subscribe(school).await.unwrap();
    assert!(!heard.has_changed().unwrap());
    subject.write(other, "case-1").await;
    assert!(!heard.has_changed().unwrap());

    let sent = append([write("case-1", Expected::NoStream, 3)]);
    subject.log.append(school, sent.clone()).await.unwrap();
    heard.changed().await.unwrap();
    let head = Head { position: Position(2), recorded_at: at(MORNING) };
    assert_eq!(*heard.borrow_and_update(), Some(head));
    assert_eq!(*subject.log.subscribe(school).await.unwrap().borrow(), Some(head));

    // A repeat and a refusal are no news.
    subject.log.append(school, sent).await.unwrap();
    subject.log.append(school, append([write("case-1", exactly(9), 1)])).await.unwrap_err();
    assert!(!heard.has_changed().unwrap());
}

pub(crate) async fn schools_stand_side_by_side(subject: &Subject) {
    let (school, other) = (some_events(subject).await, some_events(subject).await);
    let (feed, others) = (subject.everything(school).await, subject.everything(other).await);
    assert_dense(&feed);
    assert_dense(&others);
    assert!(feed.iter().all(|record| record.school == school));
    assert!(feed.iter().zip(&others).all(|(ours, theirs)| ours.id != theirs.id));
    let cases = Filter::Categories(&["case"]);
    assert!(
        subject
            .log
            .read_all(school, None, 9, cases)
            .await
            .unwrap()
            .iter()
            .all(|record| record.school == school)
    );
}

pub(crate) async fn synthetic_is_for_ever(subject: &Subject) {
    for synthetic in [true, false] {
        let school = SchoolId(Uuid::new_v4());
        subject.log.open_school(school, synthetic).await.unwrap();
        subject.log.open_school(school, synthetic).await.unwrap();
        subject.write(school, "case-1").await;
        let changed = subject.log.open_school(school, !synthetic).await;
        assert!(matches!(changed, Err(LogError::SyntheticForEver(named)) if named == school));
        subject.log.open_school(school, synthetic).await.unwrap();
        assert!(subject.log.schools().await.unwrap().contains(&School { id: school, synthetic }));
        assert_eq!(subject.everything(school).await.len(), 1);
    }
}

pub(crate) async fn a_closed_log_takes_no_more(subject: &Subject) {
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    subject.log.close().await;
    subject.log.close().await;
    let refused = subject.log.append(school, append([write("case-1", exactly(0), 1)])).await;
    assert!(refused.is_err());
    assert!(subject.log.open_school(SchoolId(Uuid::new_v4()), false).await.is_err());
}
