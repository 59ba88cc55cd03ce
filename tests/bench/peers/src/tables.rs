//! SQLite alone, with group commit, on the tables and guards of the register's log: what those cost, whoever fills them.

use std::path::Path;

use rusqlite::{Connection, Transaction, params};
use uuid::Uuid;

use crate::floors::Row;

const TABLES: [&str; 2] = [
    include_str!("../../../../eventlog/migrations/0001_sqlite_log.sql"),
    include_str!("../../../../eventlog/migrations/0002_sqlite_log.sql"),
];
const FINGERPRINT: [u8; 32] = [1; 32];

pub fn open(path: &Path) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;",
    )?;
    TABLES.iter().try_for_each(|tables| connection.execute_batch(tables))?;
    connection.execute("INSERT INTO school VALUES (1, ?, 1)", [Uuid::new_v4().as_bytes().as_slice()])?;
    Ok(connection)
}

/// One append: a command with its events, all of one stream.
pub fn append(transaction: &Transaction<'_>, rows: &[Row]) -> Result<(), rusqlite::Error> {
    let next = "SELECT coalesce(max(position) + 1, 0) FROM event WHERE school = 1";
    let first: i64 = transaction.prepare_cached(next)?.query_row([], |row| row.get(0))?;
    for ((stream, version, data), position) in rows.iter().zip(first..) {
        if *version == 0 {
            let insert = "INSERT INTO stream (school, name) VALUES (1, ?)";
            transaction.prepare_cached(insert)?.execute([stream])?;
        }
        let insert = "INSERT INTO event SELECT 1, ?, id, ?, 'attendance', ?, ?, ? FROM stream WHERE school = 1 AND name = ?";
        let (id, record) = (Uuid::new_v4(), data.as_bytes());
        let row = params![position, version, position, id.as_bytes().as_slice(), record, stream];
        transaction.prepare_cached(insert)?.execute(row)?;
    }
    let (id, last) = (Uuid::now_v7(), first + rows.len() as i64 - 1);
    let insert = "INSERT INTO command VALUES (1, ?, ?, ?, ?, ?)";
    let row = params![id.as_bytes().as_slice(), FINGERPRINT.as_slice(), first, last, first];
    transaction.prepare_cached(insert)?.execute(row)?;
    Ok(())
}
