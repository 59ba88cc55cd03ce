//! A server that comes back from an older state, and reaches the place where we left it by another way.

use registro_eventlog::event::{Expected, Version};
use sqlx::{Executor, query, raw_sql};

use super::super::contract::{append, conflict, exactly, stream, write};
use super::Database;

/// What was remembered of its streams is of a history that is no more: the head alone does not tell.
#[tokio::test]
async fn nothing_is_remembered_across_a_lost_connection() {
    let Some(database) = Database::new().await else { return };
    let subject = database.subject().await;
    let school = subject.school().await;
    let resting_on_case = |name| append([write(name, Expected::NoStream, 1), write("case-1", exactly(0), 0)]);
    subject.write(school, "case-1").await;
    subject.log.append(school, resting_on_case("lesson-1")).await.unwrap();
    subject.log.append(school, resting_on_case("lesson-2")).await.unwrap();

    // The other history is as long, and its first event is of another case.
    let mut superuser = database.as_superuser().await;
    let another = "BEGIN; ALTER TABLE registro_log.stream DISABLE TRIGGER stream_is_never_changed; \
                   UPDATE registro_log.stream SET name = 'case-2' WHERE name = 'case-1'; \
                   ALTER TABLE registro_log.stream ENABLE ALWAYS TRIGGER stream_is_never_changed; COMMIT";
    superuser.execute(raw_sql(another)).await.unwrap();
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
               AND pid <> pg_backend_pid()";
    assert!(!query(cut).fetch_all(&mut superuser).await.unwrap().is_empty());

    // The first append after it is looked up with care, whatever is remembered; the next would rest on it.
    subject.write(school, "lesson-3").await;
    let refused = subject.log.append(school, resting_on_case("lesson-4")).await;
    assert_eq!(conflict(refused), None, "there is no such case in this history");
    let case = subject.log.read_stream(school, &stream("case-2"), Version(0)).await.unwrap();
    assert_eq!((case.len(), subject.everything(school).await.len()), (1, 4));
    subject.log.close().await;
}
