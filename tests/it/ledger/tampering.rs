//! Each manipulation, done to a real database file, and what the auditor's program says of it.

use std::fs;

use registro_eventlog::event::{Position, SchoolId};
use sqlx::{AssertSqlSafe, SqliteConnection};
use uuid::Uuid;

use super::lab::{Lab, PER_COMMAND, SCHOOL, Verdict};

const EARLY: u64 = 200 * PER_COMMAND;

/// A school whose history is done, with `early.txt` and `late.txt` outside, and an older backup `early.db`.
pub(super) async fn school() -> Lab {
    school_of(SCHOOL).await
}

async fn school_of(school: SchoolId) -> Lab {
    let lab = Lab::of(school);
    let log = lab.log("log.db").await;
    let ledger = lab.ledger(&log).await.unwrap();
    lab.grow(&*log, 200, "x").await;
    ledger.checkpoint_now().await.unwrap();
    lab.keep("early.txt");
    lab.copy("log.db", "early.db").await;
    lab.grow(&*log, 200, "x").await;
    ledger.checkpoint_now().await.unwrap();
    lab.keep("late.txt");
    ledger.close().await;
    log.close().await;
    lab.copy("log.db", "copy.db").await;
    lab
}

impl Lab {
    fn tiles(&self) -> String {
        self.ledger_folder().to_str().unwrap().to_owned()
    }

    fn with_tiles(&self, db: &str, checkpoint: &str) -> Verdict {
        self.verify(&["--db", db, "--tiles", &self.tiles(), "--checkpoint", checkpoint])
    }

    fn without_tiles(&self, db: &str, checkpoint: &str) -> Verdict {
        self.verify(&["--db", db, "--checkpoint", checkpoint])
    }

    async fn run(&self, statements: &[&str]) {
        let mut database = self.attack("copy.db").await;
        run(&mut database, statements).await;
    }
}

async fn run(database: &mut SqliteConnection, statements: &[&str]) {
    for statement in statements {
        sqlx::query(AssertSqlSafe((*statement).to_owned())).execute(&mut *database).await.unwrap();
    }
}

#[tokio::test]
async fn an_untouched_copy_is_proved_up_to_the_checkpoint() {
    let lab = school().await;
    let late = lab.with_tiles("copy.db", "late.txt");
    assert_eq!((late.code, late.first_bad()), (0, None), "{}", late.says);
    assert!(
        late.says.contains("gli eventi da 0 a 1199 sono quelli che late.txt ha firmato"),
        "{}",
        late.says
    );
    assert!(late.says.contains("nessun testimone"), "{}", late.says);
    let early = lab.without_tiles("copy.db", "early.txt");
    assert_eq!(early.code, 0, "{}", early.says);
    assert!(early.says.contains("la coda, dall'evento 600 al 1199"), "{}", early.says);
    // From the published tiles alone.
    let tiles =
        lab.verify(&["--tiles", &lab.tiles(), "--checkpoint", "early.txt", "--checkpoint", "late.txt"]);
    assert_eq!(tiles.code, 0, "{}", tiles.says);
    // With nothing from outside nothing is proved.
    let alone = lab.verify(&["--db", "copy.db"]);
    assert_eq!(alone.code, 2, "{}", alone.says);
}

#[tokio::test]
async fn an_edited_byte() {
    let lab = school().await;
    let mut database = lab.attack("copy.db").await;
    let mut record: Vec<u8> = sqlx::query_scalar("SELECT record FROM event WHERE position = 400")
        .fetch_one(&mut database)
        .await
        .unwrap();
    *record.last_mut().unwrap() ^= 1;
    sqlx::query("UPDATE event SET record = ? WHERE position = 400")
        .bind(record)
        .execute(&mut database)
        .await
        .unwrap();
    drop(database);
    let exact = lab.with_tiles("copy.db", "late.txt");
    assert_eq!((exact.code, exact.first_bad()), (1, Some(400)), "{}", exact.says);
    // Without tiles it is certain that something was changed, and between which events.
    let vague = lab.without_tiles("copy.db", "early.txt");
    assert_eq!(vague.code, 1, "{}", vague.says);
    assert!(vague.says.contains("non si può dire quale evento"), "{}", vague.says);
}

#[tokio::test]
async fn a_column_only() {
    let lab = school().await;
    for (column, value) in [
        ("category", "'case'"),
        ("recorded_at", "recorded_at + 1"),
        ("version", "version + 100000"),
        ("stream", "stream + 1000"),
        ("id", "randomblob(16)"),
    ] {
        lab.copy("log.db", "copy.db").await;
        lab.run(&[&format!("UPDATE event SET {column} = {value} WHERE position = 400")]).await;
        let verdict = lab.without_tiles("copy.db", "late.txt");
        assert_eq!((verdict.code, verdict.first_bad()), (1, Some(400)), "{column}: {}", verdict.says);
        assert!(verdict.says.contains("la colonna"), "{column}: {}", verdict.says);
    }
}

/// Each command once, with the places and the instant of its events; what it was sent as is proved by nothing.
#[tokio::test]
async fn the_table_of_commands() {
    let lab = school().await;
    let of = "WHERE first <= 400 AND 400 <= last";
    let absent = "INSERT INTO command SELECT school, randomblob(16), fingerprint, 400, 401, recorded_at FROM command LIMIT 1";
    for (change, says) in [
        (format!("UPDATE command SET first = first + 1 {of}"), "altri posti"),
        (format!("UPDATE command SET last = last + 1 {of}"), "altri posti"),
        (format!("UPDATE command SET recorded_at = recorded_at - 1 {of}"), "un altro istante"),
        (format!("DELETE FROM command {of}"), "manca nella tabella"),
        (absent.to_owned(), "nessun evento nomina"),
    ] {
        lab.copy("log.db", "copy.db").await;
        lab.run(&[&change]).await;
        let verdict = lab.without_tiles("copy.db", "late.txt");
        assert_eq!(verdict.code, 1, "{change}: {}", verdict.says);
        let first = verdict.first_bad().unwrap();
        assert!((399..=402).contains(&first) && verdict.says.contains(says), "{change}: {}", verdict.says);
    }
    lab.copy("log.db", "copy.db").await;
    lab.run(&[&format!("UPDATE command SET fingerprint = randomblob(32) {of}")]).await;
    let unseen = lab.without_tiles("copy.db", "late.txt");
    assert_eq!(unseen.code, 0, "{}", unseen.says);
}

#[tokio::test]
async fn a_deleted_event() {
    let lab = school().await;
    lab.run(&["DELETE FROM event WHERE position = 400"]).await;
    let gap = lab.without_tiles("copy.db", "late.txt");
    assert_eq!((gap.code, gap.first_bad()), (1, Some(400)), "{}", gap.says);
    // Closed up.
    lab.run(&[
        "UPDATE event SET position = -position WHERE position > 400",
        "UPDATE event SET position = -position - 1 WHERE position < 0",
    ])
    .await;
    let closed = lab.with_tiles("copy.db", "late.txt");
    assert_eq!((closed.code, closed.first_bad()), (1, Some(400)), "{}", closed.says);
}

#[tokio::test]
async fn an_inserted_event() {
    let lab = school().await;
    lab.run(&[
        "UPDATE event SET position = -position - 1 WHERE position >= 400",
        "UPDATE event SET position = -position WHERE position < 0",
        "INSERT INTO event SELECT school, 400, stream, version + 100000, category, recorded_at, id, record FROM event \
         WHERE position = 399",
    ])
    .await;
    let verdict = lab.with_tiles("copy.db", "late.txt");
    assert_eq!((verdict.code, verdict.first_bad()), (1, Some(400)), "{}", verdict.says);
}

#[tokio::test]
async fn two_swapped_events() {
    let lab = school().await;
    lab.run(&[
        "UPDATE event SET position = -1 WHERE position = 400",
        "UPDATE event SET position = 400 WHERE position = 403",
        "UPDATE event SET position = 403 WHERE position = -1",
    ])
    .await;
    let verdict = lab.with_tiles("copy.db", "late.txt");
    assert_eq!((verdict.code, verdict.first_bad()), (1, Some(400)), "{}", verdict.says);
}

#[tokio::test]
async fn a_truncated_history_and_an_older_backup() {
    let lab = school().await;
    lab.run(&["DELETE FROM event WHERE position >= 1000"]).await;
    let cut = lab.without_tiles("copy.db", "late.txt");
    assert_eq!((cut.code, cut.first_bad()), (1, Some(1000)), "{}", cut.says);
    let older = lab.with_tiles("early.db", "late.txt");
    assert_eq!((older.code, older.first_bad()), (1, Some(EARLY)), "{}", older.says);
    // To whoever holds only the old checkpoint, the backup is a history like any other: the tool says so.
    let unseen = lab.without_tiles("early.db", "early.txt");
    assert_eq!(unseen.code, 0, "{}", unseen.says);
    assert!(unseen.says.contains("un checkpoint vecchio ma valido"), "{}", unseen.says);
}

#[tokio::test]
async fn a_fork_signed_with_the_real_key() {
    let lab = school().await;
    // Whoever has the machine begins again from the backup, with the key and a ledger of that day.
    let key = fs::read(lab.ledger_folder().join("key")).unwrap();
    let genuine = lab.path("genuine");
    fs::rename(lab.ledger_folder(), &genuine).unwrap();
    fs::create_dir_all(lab.ledger_folder()).unwrap();
    fs::write(lab.ledger_folder().join("key"), key).unwrap();
    let log = lab.log("early.db").await;
    let ledger = lab.ledger(&log).await.unwrap();
    lab.grow(&*log, 200, "another past").await;
    ledger.checkpoint_now().await.unwrap();
    lab.keep("fork.txt");
    ledger.close().await;
    log.close().await;

    let forked = lab.with_tiles("early.db", "fork.txt");
    assert_eq!(forked.code, 0, "by itself a fork is a history: {}", forked.says);
    let two = lab.verify(&["--db", "early.db", "--checkpoint", "fork.txt", "--checkpoint", "late.txt"]);
    assert_eq!(two.code, 1, "{}", two.says);
    assert!(two.says.contains("biforcazione"), "{}", two.says);
    let genuine = genuine.to_str().unwrap();
    let found = lab.verify(&["--db", "early.db", "--tiles", genuine, "--checkpoint", "late.txt"]);
    assert_eq!((found.code, found.first_bad()), (1, Some(EARLY)), "{}", found.says);
}

#[tokio::test]
async fn an_altered_tile() {
    let lab = school().await;
    let tile = lab.ledger_folder().join("2024/tile/0/001");
    let mut bytes = fs::read(&tile).unwrap();
    bytes[32 * 44] ^= 1;
    fs::write(&tile, bytes).unwrap();
    let verdict = lab.with_tiles("copy.db", "late.txt");
    assert_eq!((verdict.code, verdict.first_bad()), (1, Some(256)), "{}", verdict.says);
    assert!(verdict.says.contains("evento 300: l'evento e il tassello"), "{}", verdict.says);
}

#[tokio::test]
async fn another_schools_checkpoint() {
    let lab = school().await;
    let other = school_of(SchoolId(Uuid::from_u128(0x0ddba11))).await;
    fs::copy(other.path("late.txt"), lab.path("other.txt")).unwrap();
    let verdict = lab.without_tiles("copy.db", "other.txt");
    assert_eq!(verdict.code, 1, "{}", verdict.says);
    assert!(verdict.says.contains("di un altro libro mastro"), "{}", verdict.says);
    // With that school's key too.
    let key = other.ledger_folder().join("public-key");
    let arguments = ["--key", key.to_str().unwrap(), "--db", "copy.db", "--checkpoint", "other.txt"];
    let verdict = lab.verify_with(&arguments);
    assert_eq!((verdict.code, verdict.first_bad()), (1, Some(0)), "{}", verdict.says);
    // Our name over its root.
    let text = fs::read_to_string(lab.path("other.txt")).unwrap();
    let renamed = text.replace(&format!("{}", Uuid::from_u128(0x0ddba11)), &SCHOOL.0.to_string());
    fs::write(lab.path("renamed.txt"), renamed).unwrap();
    let verdict = lab.without_tiles("copy.db", "renamed.txt");
    assert_eq!(verdict.code, 1, "{}", verdict.says);
    assert!(verdict.says.contains("la firma della scuola manca o non è valida"), "{}", verdict.says);
}

#[tokio::test]
async fn a_tail_rewritten_after_the_checkpoint_is_not_seen_and_said_to_be_unproved() {
    let lab = school().await;
    let log = lab.log("early.db").await;
    lab.grow(&*log, 100, "another past").await;
    log.close().await;
    let verdict = lab.without_tiles("early.db", "early.txt");
    assert_eq!(verdict.code, 0, "{}", verdict.says);
    assert!(verdict.says.contains("la coda, dall'evento 600 al 899: nessuna firma"), "{}", verdict.says);
}

#[tokio::test]
async fn receipts() {
    let lab = school().await;
    let log = lab.log("log.db").await;
    let ledger = lab.ledger(&log).await.unwrap();
    let receipt = ledger.receipt(Position(700)).await.unwrap().to_string();
    ledger.close().await;
    log.close().await;
    fs::write(lab.path("r.tlog-proof"), &receipt).unwrap();
    let verdict = lab.verify(&["--receipt", "r.tlog-proof", "--db", "copy.db"]);
    assert!(verdict.says.contains("l'evento 700 (something-happened.v1"), "{}", verdict.says);
    assert!(verdict.says.contains("la copia contiene lo stesso evento 700"), "{}", verdict.says);
    let alone = lab.verify(&["--receipt", "r.tlog-proof"]);
    assert_eq!(alone.code, 0, "{}", alone.says);

    for (part, number) in [("extra ", 0), ("index ", 0), ("\n", 4)] {
        let at = receipt.match_indices(part).nth(number).unwrap().0 + part.len();
        let mut bytes = receipt.clone().into_bytes();
        bytes[at] = if bytes[at] == b'B' || bytes[at] == b'2' { b'3' } else { b'2' };
        fs::write(lab.path("bad.tlog-proof"), bytes).unwrap();
        let verdict = lab.verify(&["--receipt", "bad.tlog-proof"]);
        assert_eq!(verdict.code, 1, "{part:?}: {}", verdict.says);
    }
    lab.run(&["DELETE FROM event WHERE position = 700"]).await;
    let gone = lab.verify(&["--receipt", "r.tlog-proof", "--db", "copy.db"]);
    assert_eq!((gone.code, gone.first_bad()), (1, Some(700)), "{}", gone.says);
}
