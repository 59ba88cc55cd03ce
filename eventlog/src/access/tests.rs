//! The access log on real files: durable, merged, sealed by month, expiring.

use jiff::civil::date;
use sqlx::{ConnectOptions, Connection, Executor};
use uuid::Uuid;

use super::*;
use crate::seal::{Cost, FileVault};

const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(1));
const OTHER: SchoolId = SchoolId(Uuid::from_u128(2));

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_793_000_000 + second).unwrap()
}

fn november() -> Month {
    Month::of(date(2026, 11, 26))
}

fn october() -> Month {
    "2026-10".parse().unwrap()
}

async fn said(log: &AccessLog, school: SchoolId, month: Month) -> Vec<Option<String>> {
    let kept = log.read(school, month, None, 1_000).await.unwrap();
    kept.into_iter().map(|kept| kept.data.map(|data| String::from_utf8(data).unwrap())).collect()
}

async fn keys(folder: &Path) -> Arc<KeyStore> {
    let cost = Cost { memory_kib: 8, passes: 1 };
    let vault = FileVault::open_or_make(&folder.join("kek"), b"frase", cost).unwrap();
    Arc::new(KeyStore::open(&folder.join("keys.db"), Arc::new(vault)).await.unwrap())
}

#[tokio::test]
async fn what_processes_recorded_is_read_together_newest_first_page_by_page() {
    let folder = tempfile::tempdir().unwrap();
    let one = AccessLog::open(folder.path(), None).await.unwrap();
    let two = AccessLog::open(folder.path(), None).await.unwrap();
    for n in 0..10 {
        // Two at each instant, one in each file.
        one.append(SCHOOL, november(), at(n), format!("one {n}").as_bytes()).await.unwrap();
        two.append(SCHOOL, november(), at(n), format!("two {n}").as_bytes()).await.unwrap();
        one.append(OTHER, november(), at(n), b"of another school").await.unwrap();
    }
    let files = AccessLog::files(folder.path()).unwrap();
    let names: Vec<_> = files.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["2026-11-1.db", "2026-11-2.db"]);

    let whole = said(&one, SCHOOL, november()).await;
    let expected: Vec<_> =
        (0..10).rev().flat_map(|n| [Some(format!("two {n}")), Some(format!("one {n}"))]).collect();
    assert_eq!(whole, expected);
    for size in [1, 3, 7] {
        let (mut paged, mut before) = (Vec::new(), None);
        loop {
            let page = two.read(SCHOOL, november(), before, size).await.unwrap();
            let Some(last) = page.last() else { break };
            before = Some(last.cursor.to_string().parse().unwrap());
            paged.extend(page.into_iter().map(|kept| kept.data.map(|data| String::from_utf8(data).unwrap())));
        }
        assert_eq!(paged, expected, "pages of {size}");
    }
    one.close().await;
    // The name is free again, and its file goes on.
    let again = AccessLog::open(folder.path(), None).await.unwrap();
    again.append(SCHOOL, november(), at(11), b"again").await.unwrap();
    assert_eq!(AccessLog::files(folder.path()).unwrap(), files);
    assert_eq!(again.check(november()).await.unwrap(), Ok(31));
}

#[tokio::test]
async fn many_at_once_share_commits_and_all_are_there_in_the_months_they_belong_to() {
    let folder = tempfile::tempdir().unwrap();
    let log = AccessLog::open(folder.path(), None).await.unwrap();
    let appends = (0..500).map(|n| {
        let (log, month) = (log.clone(), if n % 2 == 0 { november() } else { october() });
        tokio::spawn(async move { log.append(SCHOOL, month, at(n), b"x").await })
    });
    for append in appends.collect::<Vec<_>>() {
        append.await.unwrap().unwrap();
    }
    assert_eq!(log.months().unwrap(), [october(), november()]);
    for month in [october(), november()] {
        assert_eq!(said(&log, SCHOOL, month).await.len(), 250);
        assert_eq!(log.check(month).await.unwrap(), Ok(250));
    }
}

#[tokio::test]
async fn nothing_is_changed_and_what_was_changed_around_the_guards_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let log = AccessLog::open(folder.path(), None).await.unwrap();
    for n in 0..5 {
        log.append(SCHOOL, november(), at(n), format!("{n}").as_bytes()).await.unwrap();
    }
    log.close().await;
    let path = file::path(folder.path(), november(), 1);
    let mut connection = file::writer(&path).await.unwrap();
    for refused in [
        "UPDATE access SET data = x'0142'",
        "DELETE FROM access WHERE id = 2",
        "REPLACE INTO access SELECT * FROM access",
    ] {
        assert!(connection.execute(refused).await.is_err(), "{refused}");
    }
    connection.execute("DROP TRIGGER access_is_not_changed").await.unwrap();
    connection.execute("UPDATE access SET data = x'0142' WHERE id = 3").await.unwrap();
    let log = AccessLog::open(folder.path(), None).await.unwrap();
    let first = log.check(november()).await.unwrap().unwrap_err().to_string();
    assert!(first.ends_with(".1.3"), "{first}");
}

#[tokio::test]
async fn a_month_is_sealed_and_expires_from_its_copies_too() {
    let (folder, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let keys = keys(folder.path()).await;
    let dir = folder.path().join("access");
    let log = AccessLog::open(&dir, Some(Arc::clone(&keys))).await.unwrap();
    log.append(SCHOOL, october(), at(0), b"CANARY october").await.unwrap();
    log.append(SCHOOL, november(), at(1), b"CANARY november").await.unwrap();
    log.append(OTHER, october(), at(1), b"CANARY other").await.unwrap();
    assert_eq!(said(&log, SCHOOL, october()).await, [Some("CANARY october".to_owned())]);
    log.close().await;
    for path in AccessLog::files(&dir).unwrap() {
        let bytes = fs::read(&path).unwrap();
        assert!(!bytes.windows(6).any(|window| window == b"CANARY"));
        fs::copy(&path, copy.path().join(path.file_name().unwrap())).unwrap();
    }

    let log = AccessLog::open(&dir, Some(Arc::clone(&keys))).await.unwrap();
    assert_eq!(log.expire(october()).await.unwrap(), 2, "a key for each school");
    assert_eq!(log.expire(october()).await.unwrap(), 0);
    assert_eq!(log.months().unwrap(), [november()]);
    assert_eq!(said(&log, SCHOOL, november()).await, [Some("CANARY november".to_owned())]);

    let copied = AccessLog::open(copy.path(), Some(keys)).await.unwrap();
    assert_eq!(said(&copied, SCHOOL, october()).await, [None]);
    assert_eq!(said(&copied, SCHOOL, november()).await, [Some("CANARY november".to_owned())]);
}

#[tokio::test]
async fn what_cannot_be_written_is_said_and_the_next_is_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let log = AccessLog::open(folder.path(), None).await.unwrap();
    let path = file::path(folder.path(), november(), 1);
    fs::create_dir(&path).unwrap();
    let refused = log.append(SCHOOL, november(), at(0), b"x").await;
    assert!(matches!(refused, Err(AccessError::File(..))), "{refused:?}");
    fs::remove_dir(&path).unwrap();
    log.append(SCHOOL, november(), at(0), b"x").await.unwrap();

    // Somebody holds the file for longer than one waits.
    let mut holder = file::writer(&path).await.unwrap();
    holder.execute("BEGIN IMMEDIATE").await.unwrap();
    let refused = log.append(SCHOOL, november(), at(1), b"y").await;
    assert!(matches!(refused, Err(AccessError::File(..))), "{refused:?}");
    holder.execute("ROLLBACK").await.unwrap();
    log.append(SCHOOL, november(), at(2), b"z").await.unwrap();
    assert_eq!(log.check(november()).await.unwrap(), Ok(2));
}

/// The chain says nothing of an end that was taken away: whoever has seen further does.
#[tokio::test]
async fn an_end_that_is_gone_is_missed_by_who_has_seen_it() {
    let folder = tempfile::tempdir().unwrap();
    let one = AccessLog::open(folder.path(), None).await.unwrap();
    for n in 0..5 {
        one.append(SCHOOL, november(), at(n), b"read").await.unwrap();
    }
    let seen = one.tails(november()).await.unwrap();
    assert_eq!(
        seen.iter().map(|(name, tail)| (name.as_str(), tail.row)).collect::<Vec<_>>(),
        [("2026-11-1.db", 5)]
    );
    one.append(SCHOOL, november(), at(6), b"read").await.unwrap();
    assert_eq!(one.cut(&seen).await.unwrap(), [], "it only grew");
    one.close().await;

    let path = folder.path().join("2026-11-1.db");
    let mut file = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).connect().await.unwrap();
    let cut_off = "DROP TRIGGER access_is_not_deleted; DELETE FROM access WHERE id > 3";
    file.execute(sqlx::raw_sql(cut_off)).await.unwrap();
    file.close().await.unwrap();
    let again = AccessLog::open(folder.path(), None).await.unwrap();
    assert_eq!(again.check(november()).await.unwrap(), Ok(3), "by itself it is whole");
    let cut = |found| Cut { file: "2026-11-1.db".to_owned(), seen: 5, found };
    assert_eq!(again.cut(&seen).await.unwrap(), [cut(Some(3))]);
    // Filled up again with other accesses.
    for n in 0..3 {
        again.append(SCHOOL, november(), at(10 + n), b"another").await.unwrap();
    }
    assert_eq!(again.cut(&seen).await.unwrap(), [cut(Some(6))]);
    again.close().await;
    std::fs::remove_file(&path).unwrap();
    assert_eq!(again.cut(&seen).await.unwrap(), [cut(None)]);
}
