//! What readers ask, planned when the tables were empty and asked when they are full: found by place and by name, and not
//! among all that a school has.

use std::time::Duration;

use futures::future::join_all;
use registro_eventlog::event::{CommandId, Expected, Position, Version};
use registro_eventlog::log::{EventLog, Filter};
use registro_eventlog::postgres::PostgresLog;
use sqlx::query_scalar;
use uuid::Uuid;

use super::super::contract::{append, at, stream, write};
use super::{Database, SERVING};

const STREAMS: usize = 600;

/// Entries of the log's indexes read so far, once the sessions that read them are over.
async fn entries_read(database: &Database) -> i64 {
    let mut connection = database.as_superuser().await;
    let at_work = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = $1";
    while 0 < query_scalar::<_, i64>(at_work).bind(SERVING).fetch_one(&mut connection).await.unwrap() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let read = "SELECT sum(idx_tup_read)::bigint FROM pg_stat_user_indexes WHERE schemaname = 'registro_log'";
    query_scalar(read).fetch_one(&mut connection).await.unwrap()
}

#[tokio::test]
async fn a_plan_made_on_empty_tables_does_not_go_through_a_school() {
    let Some(database) = Database::new().await else { return };
    let writing = database.subject().await;
    let school = writing.school().await;
    let reading = PostgresLog::open_read_only(&database.address()).await.unwrap();
    let names = [stream("lesson-300"), stream("case-1")];
    let positions = [450, 5, 300].map(Position);
    let ask = async || {
        let mut found = reading.read_stream(school, &names[0], Version(0)).await.unwrap().len();
        found += reading.read_streams(school, &names).await.unwrap().len();
        found += reading.read_at(school, &positions).await.unwrap().len();
        found += reading.read_all(school, Some(Position(100)), 5, Filter::All).await.unwrap().len();
        found += reading.read_all(school, None, 5, Filter::Categories(&["case"])).await.unwrap().len();
        reading.position_at(school, at(0)).await.unwrap();
        reading.find_command(school, CommandId(Uuid::nil())).await.unwrap();
        reading.find_commands(school, &[CommandId(Uuid::nil())]).await.unwrap();
        found
    };
    assert_eq!(ask().await, 0);
    let lessons =
        (0..STREAMS).map(|number| append([write(&format!("lesson-{number}"), Expected::NoStream, 1)]));
    join_all(lessons.map(|lesson| writing.log.append(school, lesson))).await;
    let last = writing.write(school, "case-1").await.last;
    let mut heard = reading.subscribe(school).await.unwrap();
    heard.wait_for(|head| head.is_some_and(|head| last <= head.position)).await.unwrap();
    writing.log.close().await;

    for _ in 0..10 {
        assert_eq!(ask().await, 1 + 2 + 3 + 5 + 1);
    }
    reading.close().await;
    // A single statement that goes through the school reads it ten times.
    let all = entries_read(&database).await;
    assert!(all < 3 * STREAMS as i64, "{all} entries were read");
}
