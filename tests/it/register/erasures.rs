//! Data erased by two persons: what is left, what is not touched, and where nothing is found any more.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use jiff::civil::date;
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act as PersonAct, People};
use registro::erasing::watch;
use registro_domain::calendar::SchoolYear;
use registro_domain::people::Office;
use registro_eventlog::codec::encode_record;
use registro_eventlog::event::Recorded;
use registro_eventlog::log::{EventLog, Filter};
use registro_projections::conduct::{self, Conducts};
use registro_projections::rebuild::rebuild;
use serde_json::{Value, json};
use uuid::Uuid;

use super::exported::{events, exported, says};
use super::support::*;

pub(super) const OFFICER: (registro_domain::ids::PersonId, Capacity) = (person(5), Capacity::Dpo);
pub(super) const HEAD: (registro_domain::ids::PersonId, Capacity) = (PRINCIPAL, Capacity::Principal);
const TEACHER: (registro_domain::ids::PersonId, Capacity) = (MATHS, Capacity::Teacher);
/// What must be found nowhere afterwards.
pub(super) const CANARY: &str = "canarino giallo";

pub(super) async fn school() -> School {
    let school = School::open().await;
    let office = PersonAct::AssignOffice { office: Office::Dpo, from: date(2025, 9, 1), until: None };
    let (given_name, family_name) = ("Responsabile".to_owned(), "Prova".to_owned());
    let acts = vec![PersonAct::Register { given_name, family_name, born_on: date(1975, 1, 1) }, office];
    school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: OFFICER.0, acts })).await;
    school
}

pub(super) async fn note(school: &School, student: registro_domain::ids::PersonId, facts: &str) {
    let act = json!({ "write-note": { "on": TUESDAY, "period": 1, "kind": "disciplinary", "facts": facts } });
    let said =
        school.post(TEACHER, "conduct?confirmed=true", &json!({ "student": student, "act": act })).await;
    assert_eq!(said.0, StatusCode::CREATED, "{}", said.1);
}

/// The keys of a student's notes, the first written first.
pub(super) async fn notes_of(school: &School, student: registro_domain::ids::PersonId) -> Vec<Value> {
    let (status, sealed) = school.get(OFFICER, &format!("people/{student}/sealed-data")).await;
    assert_eq!(status, StatusCode::OK, "{sealed}");
    let mut notes: Vec<Value> = sealed.as_array().expect("a list").clone();
    notes.retain(|key| key["class"] == "note");
    notes.sort_by_key(|key| key["made_at"].to_string());
    notes
}

pub(super) async fn act(
    school: &School,
    who: (registro_domain::ids::PersonId, Capacity),
    erasure: Uuid,
    act: Value,
) -> StatusCode {
    let body = json!({ "erasure": erasure, "act": act });
    school.post(who, "erasures?confirmed=true", &body).await.0
}

/// Asks for the erasure of a target and has it assessed.
pub(super) async fn assessed(
    school: &School,
    student: registro_domain::ids::PersonId,
    target: &Value,
) -> Uuid {
    let erasure = Uuid::new_v4();
    let target = json!({ "class": target["class"], "part": target["part"] });
    let ask = json!({ "ask": {
        "person": student, "targets": [target], "ground": "unlawful", "reasons": "non andava scritto"
    } });
    assert_eq!(act(school, OFFICER, erasure, ask).await, StatusCode::CREATED);
    let assess = json!({ "assess": { "reasons": "il dato è illecito" } });
    assert_eq!(act(school, OFFICER, erasure, assess).await, StatusCode::CREATED);
    erasure
}

/// The same, and approved.
pub(super) async fn erase(school: &School, student: registro_domain::ids::PersonId, target: &Value) -> Uuid {
    let erasure = assessed(school, student, target).await;
    let approve = json!({ "approve": {} });
    assert_eq!(
        act(school, OFFICER, erasure, approve.clone()).await,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a second person"
    );
    assert_eq!(act(school, HEAD, erasure, approve).await, StatusCode::CREATED);
    erasure
}

pub(super) async fn until_done(school: &School, erasure: Uuid) {
    for _ in 0..200 {
        let (_, all) = school.get(OFFICER, "erasures").await;
        let erasures = all["erasures"].as_array().expect("a list");
        if erasures.iter().any(|it| it["erasure"] == json!(erasure) && !it["executed"].is_null()) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("not carried out in ten seconds");
}

async fn all(log: &dyn EventLog) -> Vec<Recorded> {
    log.read_all(SCHOOL, None, usize::MAX, Filter::All).await.expect("the log")
}

fn bytes(records: &[Recorded]) -> Vec<Vec<u8>> {
    records.iter().map(encode_record).collect()
}

/// C4-03: what must go is unreadable everywhere, and nothing else has changed by a byte.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_erased_is_found_nowhere_and_the_rest_is_as_it_was() {
    let school = school().await;
    school.call_roll(&[GIULIA], &[]).await;
    note(&school, GIULIA, &format!("porta in classe un {CANARY}")).await;
    note(&school, GIULIA, "esce senza permesso").await;
    note(&school, ANNA, "porta in classe un gatto").await;
    let targets = notes_of(&school, GIULIA).await;
    assert_eq!(targets.len(), 2, "each note has a key of its own");
    let older = school.dir.path().join("older.keys.db");
    school.app.register.keys.as_ref().expect("keys").copy_to(&older).await.expect("a backup");
    let (stored, opened) = (all(&*school.stored).await, all(&*school.app.register.log).await);

    let erasure = erase(&school, GIULIA, &targets[0]).await;
    until_done(&school, erasure).await;

    // The log holds what it held, byte for byte: every proof of it stands.
    let (stored_after, opened_after) = (all(&*school.stored).await, all(&*school.app.register.log).await);
    assert_eq!(bytes(&stored_after[..stored.len()]), bytes(&stored));
    // Everything but that note reads as it did.
    let changed: Vec<usize> = (0..opened.len()).filter(|at| opened[*at] != opened_after[*at]).collect();
    assert_eq!(changed.len(), 1);
    assert!(opened[changed[0]].kind.starts_with("note-written"));

    // It is told as erased, now and as of then, and the other note is still there.
    let position = opened[changed[0]].position.0;
    let (status, event) = school.get(OFFICER, &format!("events/{position}")).await;
    assert_eq!((status, &event["data"]), (StatusCode::OK, &json!({ "erased": true })), "{event}");
    for query in ["", "?as_of=2025-11-11T08:15:59"] {
        let (status, history) = school.get(HEAD, &format!("students/{GIULIA}/history{query}")).await;
        assert_eq!(status, StatusCode::OK, "{history}");
        let (says, text) = (history.to_string().contains("dato cancellato"), history.to_string());
        assert!(says && !text.contains(CANARY), "{query}: {text}");
        assert!(text.contains("esce senza permesso"), "{query}: {text}");
    }
    let (_, conduct) = school.get(HEAD, &format!("students/{GIULIA}/conduct")).await;
    assert!(conduct.to_string().contains("esce senza permesso") && !conduct.to_string().contains(CANARY));
    let (status, _) = school.get(HEAD, &format!("students/{GIULIA}/conduct?as_of=2025-11-11T08:15:59")).await;
    assert_eq!(status, StatusCode::OK);

    // Nor does it leave the school with it.
    let files = exported(&school);
    assert_eq!(says(&files, CANARY), Vec::<String>::new());
    assert!(!says(&files, "esce senza permesso").is_empty());
    let shown = |event: &Value| event["data"]["shown"] == "erased";
    assert_eq!(events(&files).iter().position(shown), Some(changed[0]));
    assert_eq!(events(&files)[changed[0]]["data"]["says"], Value::Null);

    // Folding everything again over it is no error.
    let (log, store) = (school.app.register.log.clone(), school.app.store.clone());
    rebuild(log, store, &mut |_, _| ()).await.expect("a rebuild");

    // Not in the log, not in the read models, not in the key store, not in any file beside them.
    let folders = [school.dir.path().to_owned(), school.access_folder()];
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(folder).expect("the folder"));
    for path in entries.map(|entry| entry.expect("a file").path()).filter(|path| path.is_file()) {
        let bytes = std::fs::read(&path).expect("its bytes");
        let found = bytes.windows(CANARY.len()).any(|part| part == CANARY.as_bytes());
        assert!(!found, "{}", path.display());
    }

    // A copy of the key store from before opens nothing.
    let cost = registro_eventlog::seal::Cost { memory_kib: 8, passes: 1 };
    let vault = registro_eventlog::seal::FileVault::open_or_make(
        &school.dir.path().join("log.kek"),
        b"una frase",
        cost,
    );
    let older =
        registro_eventlog::seal::KeyStore::open(&older, std::sync::Arc::new(vault.expect("a vault"))).await;
    assert!(older.is_err());

    // The next note has the next number, and a key.
    note(&school, GIULIA, "disturba la lezione").await;
    assert_eq!(notes_of(&school, GIULIA).await.len(), 2);
    let (_, conduct) = school.get(HEAD, &format!("students/{GIULIA}/conduct")).await;
    assert!(conduct.to_string().contains("disturba la lezione"), "{conduct}");
}

/// A key that is gone without anybody having asked is an alarm: it is not told as an erasure.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_key_is_no_erasure() {
    let school = school().await;
    note(&school, GIULIA, "esce senza permesso").await;
    let before = all(&*school.app.register.log).await;
    let key = notes_of(&school, GIULIA).await.remove(0);
    let keys = school.app.register.keys.clone().expect("keys");
    let lost =
        keys.list(SCHOOL).await.expect("a list").into_iter().find(|it| key["key"] == it.id.to_string());
    keys.destroy(&[lost.expect("its key").id]).await.expect("destroyed");

    let after = all(&*school.app.register.log).await;
    let changed: Vec<&Recorded> = after.iter().zip(&before).filter(|(a, b)| a != b).map(|(a, _)| a).collect();
    assert_eq!(changed.len(), 1);
    let read =
        registro_projections::event::open(changed[0].clone(), &registro_projections::event::upcasters());
    let why = std::error::Error::source(&read.expect_err("no event")).map(ToString::to_string);
    assert!(why.is_some_and(|why| why.contains("an alarm, not an erasure")));
}

/// Approved and not done, since the process was killed: the next start finishes it.
#[tokio::test(flavor = "multi_thread")]
async fn killed_after_the_approval_it_is_done_at_the_next_start() {
    let school = school().await;
    note(&school, GIULIA, &format!("porta in classe un {CANARY}")).await;
    let target = notes_of(&school, GIULIA).await.remove(0);
    // As if nothing could be carried out: somebody else is at it.
    let erasure = {
        let _busy = school.app.erasing.lock().await;
        erase(&school, GIULIA, &target).await
    };
    registro::erasing::carry_out(&school.app).await.expect("carried out");
    until_done(&school, erasure).await;
    assert_eq!(registro::erasing::carry_out(&school.app).await.expect("nothing to do"), 0);
    assert!(notes_of(&school, GIULIA).await.is_empty());
}

/// What must be kept is not erased on request, and who has no part in it does not even see it.
#[tokio::test(flavor = "multi_thread")]
async fn what_must_be_kept_is_refused_with_its_norm() {
    let school = school().await;
    school.call_roll(&[GIULIA], &[]).await;
    let (_, sealed) = school.get(OFFICER, &format!("people/{GIULIA}/sealed-data")).await;
    let absences =
        sealed.as_array().expect("a list").iter().find(|key| key["class"] == "assenze").expect("a key");
    assert_eq!(absences["is_over"], json!(false));
    let erasure = Uuid::new_v4();
    let target = json!({ "class": "assenze", "part": absences["part"] });
    let ask = json!({ "ask": {
        "person": GIULIA, "targets": [target], "ground": "no-longer-needed", "reasons": "non servono più"
    } });
    assert_eq!(act(&school, OFFICER, erasure, ask).await, StatusCode::CREATED);
    let assess = json!({ "erasure": erasure, "act": { "assess": { "reasons": "lo chiede la famiglia" } } });
    let (status, refused) = school.post(OFFICER, "erasures", &assess).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused["type"], "urn:registro:problem:erasure:retention-not-over");
    assert!(refused.to_string().contains("C4-02"), "{refused}");

    for who in [TEACHER, (MOTHER, Capacity::Guardian)] {
        assert_eq!(school.get(who, "erasures").await.0, StatusCode::NOT_FOUND);
        assert_eq!(school.get(who, &format!("people/{GIULIA}/sealed-data")).await.0, StatusCode::NOT_FOUND);
        assert!(act(&school, who, erasure, json!({ "approve": {} })).await.is_client_error());
    }
    let forged = json!({ "erasure": erasure, "act": { "execute": { "keys": 1 } } });
    assert_eq!(school.post(HEAD, "erasures", &forged).await.0, StatusCode::BAD_REQUEST);
}

/// C4-05: while it is decided, a restricted note is seen by who decides and by nobody else; lifted, it is as before.
#[tokio::test(flavor = "multi_thread")]
async fn restricted_data_are_hidden_from_all_but_who_decides() {
    let school = school().await;
    note(&school, GIULIA, "esce senza permesso").await;
    note(&school, GIULIA, &format!("porta in classe un {CANARY}")).await;
    let position = school.head();
    let target = notes_of(&school, GIULIA).await.remove(1);
    let erasure = Uuid::new_v4();
    let target = json!({ "class": target["class"], "part": target["part"] });
    let ask = json!({ "ask": {
        "person": GIULIA, "targets": [target], "ground": "unlawful", "reasons": "non andava scritto"
    } });
    assert_eq!(act(&school, OFFICER, erasure, ask).await, StatusCode::CREATED);
    let restrict = json!({ "restrict": { "ground": "unlawful" } });
    assert_eq!(act(&school, OFFICER, erasure, restrict).await, StatusCode::CREATED);

    school.with_reason(OFFICER).await;
    let mother = (MOTHER, Capacity::Guardian);
    let seen = async |who| {
        let (_, conduct) = school.get(who, &format!("students/{GIULIA}/conduct")).await;
        let (status, _) = school.get(who, &format!("events/{position}")).await;
        assert!(conduct.to_string().contains("esce senza permesso"), "{conduct}");
        (conduct.to_string().contains(CANARY), status)
    };
    for who in [TEACHER, mother] {
        assert_eq!(seen(who).await, (false, StatusCode::NOT_FOUND));
    }
    for who in [OFFICER, HEAD] {
        assert_eq!(seen(who).await, (true, StatusCode::OK));
    }
    let lift = json!({ "lift-restriction": { "reasons": "i fatti sono esatti" } });
    assert_eq!(act(&school, HEAD, erasure, lift).await, StatusCode::CREATED);
    for who in [TEACHER, mother, OFFICER, HEAD] {
        assert_eq!(seen(who).await, (true, StatusCode::OK));
    }
}

/// Whoever asks for one person's data gets nobody else's, and nothing that is not one person's.
#[tokio::test(flavor = "multi_thread")]
async fn only_the_data_of_the_person_asked_about_can_be_named() {
    let school = school().await;
    school.call_roll(&[GIULIA], &[]).await;
    note(&school, ANNA, "porta in classe un gatto").await;
    let others = notes_of(&school, ANNA).await.remove(0);
    let lessons = json!({ "class": "registro", "part": "lesson-2025" });
    for target in [json!({ "class": "note", "part": others["part"] }), lessons] {
        let ask = json!({ "ask": {
            "person": GIULIA, "targets": [target], "ground": "unlawful", "reasons": "non andava scritto"
        } });
        assert_eq!(act(&school, OFFICER, Uuid::new_v4(), ask).await, StatusCode::NOT_FOUND);
    }
}

/// What is recorded between the approval and the destruction is under another key, and stays.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_recorded_after_the_approval_is_not_erased_with_it() {
    let school = school().await;
    school.call_roll(&[GIULIA], &[]).await;
    let (_, sealed) = school.get(OFFICER, &format!("people/{GIULIA}/sealed-data")).await;
    let absences =
        sealed.as_array().expect("a list").iter().find(|key| key["class"] == "assenze").expect("a key");
    let erasure = {
        let _busy = school.app.erasing.lock().await;
        let erasure = erase(&school, GIULIA, absences).await;
        school.at(TUESDAY.at(9, 30, 0, 0));
        let entry = json!({ "student": GIULIA, "on": TUESDAY, "at": "09:20:00", "ground": "none" });
        let (status, said) = school.post(TEACHER, "entries", &entry).await;
        assert_eq!(status, StatusCode::CREATED, "{said}");
        erasure
    };
    registro::erasing::carry_out(&school.app).await.expect("carried out");
    until_done(&school, erasure).await;
    let records = all(&*school.app.register.log).await;
    let entry = records.iter().rfind(|record| record.kind.starts_with("entry-recorded")).expect("the entry");
    let upcasters = registro_projections::event::upcasters();
    let read = registro_projections::event::open(entry.clone(), &upcasters).expect("an event");
    assert!(!matches!(read.fact, registro_domain::fact::DomainEvent::Erased(_)));
    let roll =
        records.iter().find(|record| record.kind.starts_with("absence-recorded")).expect("the absence");
    let read = registro_projections::event::open(roll.clone(), &upcasters).expect("an event");
    assert!(matches!(read.fact, registro_domain::fact::DomainEvent::Erased(_)));
}

/// Another machine serves the same log, with read models of its own: it learns of what was erased here.
#[tokio::test(flavor = "multi_thread")]
async fn another_process_forgets_what_was_erased_and_folds_its_rows_again() {
    let school = school().await;
    note(&school, GIULIA, &format!("porta in classe un {CANARY}")).await;
    note(&school, GIULIA, "esce senza permesso").await;
    let other = school.another().await;
    let watching = tokio::spawn(watch::keep(Arc::clone(&other), Duration::from_millis(300)));
    let notes = async || {
        let conduct = other
            .store
            .row::<Conducts>(SCHOOL, &conduct::key(GIULIA, SchoolYear(2025)))
            .await
            .expect("her year");
        format!("{conduct:?}")
    };
    assert!(notes().await.contains(CANARY));

    let target = notes_of(&school, GIULIA).await.remove(0);
    let erasure = erase(&school, GIULIA, &target).await;
    until_done(&school, erasure).await;
    let forgotten = async {
        while notes().await.contains(CANARY) || other.store.cleansed(SCHOOL).await.expect("a place").is_none()
        {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), forgotten).await.expect("forgotten");
    assert!(notes().await.contains("esce senza permesso"));
    watching.abort();
    for name in ["other.db", "other.db-wal"] {
        let bytes = std::fs::read(school.dir.path().join(name)).unwrap_or_default();
        assert!(!bytes.windows(CANARY.len()).any(|part| part == CANARY.as_bytes()), "{name}");
    }
}

/// Whoever approved was killed: another process that goes on serving carries it out.
#[tokio::test(flavor = "multi_thread")]
async fn what_one_process_leaves_over_another_carries_out() {
    let school = school().await;
    note(&school, GIULIA, &format!("porta in classe un {CANARY}")).await;
    let target = notes_of(&school, GIULIA).await.remove(0);
    let other = school.another().await;
    let _busy = school.app.erasing.lock().await; // It never gets to it.
    let erasure = erase(&school, GIULIA, &target).await;
    let watching = tokio::spawn(watch::keep(other, Duration::from_millis(300)));
    until_done(&school, erasure).await;
    watching.abort();
    assert!(notes_of(&school, GIULIA).await.is_empty());
}
