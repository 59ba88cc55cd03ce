//! A feed that is copied is the same feed, into every engine and out of it.

use std::sync::Arc;

use registro_eventlog::copy::{Copied, CopyError, compare_school, copy_school};
use registro_eventlog::event::{Expected, SchoolId};
use registro_eventlog::log::{Append, AppendError, Appended, School};
use registro_eventlog::memory::MemoryLog;
use uuid::Uuid;

use super::{MORNING, Subject, TestClock, append, at, exactly, write};

fn in_memory() -> Subject {
    let clock = TestClock::new();
    Subject { log: Arc::new(MemoryLog::new(clock.clone())), clock }
}

fn any_school() -> School {
    School { id: SchoolId(Uuid::new_v4()), synthetic: true }
}

async fn copy(from: &Subject, to: &Subject, school: School) -> Result<Copied, CopyError> {
    copy_school(&*from.log, &*to.log, school, &mut |_| ()).await
}

async fn compare(from: &Subject, to: &Subject, school: School) -> Result<u64, CopyError> {
    compare_school(&*from.log, &*to.log, school.id).await
}

/// A few commands at different instants: of several streams, of many events, one after another.
async fn some_history(source: &Subject, school: School) -> Vec<Append> {
    source.log.open_school(school.id, school.synthetic).await.unwrap();
    let mut sent = vec![
        append([write("case-1", Expected::NoStream, 2), write("case-2", Expected::NoStream, 1)]),
        append([write("lesson-1", Expected::NoStream, 5_000)]),
        append([write("case-2", exactly(0), 1), write("case-1", exactly(1), 3)]),
    ];
    sent.extend((4_999..5_600).map(|version| append([write("lesson-1", exactly(version), 1)])));
    for (number, append) in (0..).zip(&mut sent) {
        append.fingerprint = [u8::try_from(number % 200).unwrap(); 32];
        source.clock.set(MORNING + number * 1_000);
        source.log.append(school.id, append.clone()).await.unwrap();
    }
    sent
}

pub(crate) async fn a_copy_is_the_same_feed(subject: &Subject) {
    let (source, school) = (in_memory(), any_school());
    let sent = some_history(&source, school).await;
    // Another day, as the clock of the new machine has it.
    subject.clock.set(MORNING + 86_400_000_000);
    let copied = copy(&source, subject, school).await.unwrap();
    assert_eq!(copied, Copied { found: 0, written: 5_608 });
    let feed = source.everything(school.id).await;
    assert_eq!(subject.everything(school.id).await, feed);
    for append in &sent {
        let [there, here] =
            [&source, subject].map(|subject| subject.log.find_command(school.id, append.command));
        assert_eq!(here.await.unwrap(), there.await.unwrap());
    }
    let again: Appended = subject.log.append(school.id, sent[0].clone()).await.unwrap();
    assert!(again.repeated && again.recorded_at == at(MORNING));

    // What came since is copied, what is there is compared; and back again.
    source.clock.set(MORNING + 7_200_000_000);
    source.write(school.id, "case-3").await;
    assert_eq!(copy(&source, subject, school).await.unwrap(), Copied { found: 5_608, written: 1 });
    assert_eq!(copy(&source, subject, school).await.unwrap(), Copied { found: 5_609, written: 0 });
    let back = in_memory();
    assert_eq!(copy(subject, &back, school).await.unwrap(), Copied { found: 0, written: 5_609 });
    assert_eq!(back.everything(school.id).await, source.everything(school.id).await);
}

pub(crate) async fn a_copy_leaves_what_is_not_its_own(subject: &Subject) {
    let (source, school) = (in_memory(), any_school());
    some_history(&source, school).await;

    // It is marked otherwise.
    subject.log.open_school(school.id, school.synthetic).await.unwrap();
    let real = School { synthetic: false, ..school };
    assert!(matches!(copy(&source, subject, real).await, Err(CopyError::Target(_))));

    // It has a history of its own.
    subject.write(school.id, "case-1").await;
    let before = subject.everything(school.id).await;
    assert!(matches!(compare(&source, subject, school).await, Err(CopyError::Differs { .. })));
    assert!(matches!(copy(&source, subject, school).await, Err(CopyError::Differs { .. })));
    assert_eq!(subject.everything(school.id).await, before);

    // It went further.
    let next = any_school();
    some_history(&source, next).await;
    assert_eq!(compare(&source, subject, next).await.unwrap(), 0, "it does not know the school yet");
    let known = subject.log.schools().await.unwrap();
    assert!(known.iter().all(|known| known.id != next.id), "and does not learn of it by that");
    copy(&source, subject, next).await.unwrap();
    assert_eq!(compare(&source, subject, next).await.unwrap(), 5_608);
    subject.clock.set(MORNING + 7_200_000_000);
    subject.write(next.id, "case-9").await;
    assert!(matches!(compare(&source, subject, next).await, Err(CopyError::Beyond(_))));
    assert!(matches!(copy(&source, subject, next).await, Err(CopyError::Beyond(_))));
}

pub(crate) async fn an_import_does_not_go_back_in_time(subject: &Subject) {
    let school = subject.school().await;
    let import = |name: &'static str, micros: i64| {
        subject.log.import(school, append([write(name, Expected::NoStream, 1)]), at(MORNING + micros))
    };
    subject.clock.set(MORNING + 50);
    assert_eq!(import("case-1", 10).await.unwrap().recorded_at, at(MORNING + 10));
    assert_eq!(import("case-2", 10).await.unwrap().recorded_at, at(MORNING + 10));
    assert!(matches!(import("case-3", 9).await, Err(AppendError::Invalid(_))));
    assert_eq!(subject.write(school, "case-4").await.recorded_at, at(MORNING + 50));
    assert!(matches!(import("case-5", 49).await, Err(AppendError::Invalid(_))));
    assert_eq!(subject.everything(school).await.len(), 3);
}
