//! One key for a scope, durable before it is used, gone from every copy when it is destroyed.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use super::super::vault::{Cost, FileVault};
use super::*;

pub(super) const CHEAP: Cost = Cost { memory_kib: 8, passes: 1 };
pub(super) const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(1));

pub(super) fn scope(part: &str) -> Scope {
    Scope { owner: Some(Uuid::from_u128(7)), class: "assenze", part: part.to_owned() }
}

fn vault(folder: &Path) -> Arc<dyn Vault> {
    Arc::new(FileVault::open_or_make(&folder.join("kek"), b"frase", CHEAP).unwrap())
}

async fn store(folder: &Path) -> KeyStore {
    KeyStore::open(&folder.join("keys.db"), vault(folder)).await.unwrap()
}

pub(super) async fn key(store: &KeyStore, part: &str) -> KeyId {
    store.of_scopes(SCHOOL, &[scope(part)]).await.unwrap()[0].id
}

#[tokio::test]
async fn a_scope_has_one_key_whoever_asks() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (Arc::new(store(folder.path()).await), Arc::new(store(folder.path()).await));
    let asked = (0..40).map(|n| {
        let (store, part) = (Arc::clone(if n % 2 == 0 { &one } else { &other }), format!("{}", n % 5));
        tokio::spawn(async move { (n % 5, key(&store, &part).await) })
    });
    let mut keys = HashMap::new();
    for asked in asked.collect::<Vec<_>>() {
        let (part, id) = asked.await.unwrap();
        assert_eq!(*keys.entry(part).or_insert(id), id);
    }
    assert_eq!(keys.len(), 5);
    let later = store(folder.path()).await;
    assert_eq!(key(&later, "0").await, keys[&0]);
    assert_eq!(later.list(SCHOOL).await.unwrap().len(), 5);
}

#[tokio::test]
async fn a_destroyed_key_is_gone_from_older_copies_too() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path()).await;
    let (gone, kept) = (key(&store, "gone").await, key(&store, "kept").await);
    let backup = folder.path().join("backup.db");
    store.copy_to(&backup).await.unwrap();

    assert_eq!(store.destroy(&[gone]).await.unwrap(), 1);
    assert_eq!(store.destroy(&[gone]).await.unwrap(), 0, "destroying again is nothing to do");
    let found = store.by_id([gone, kept]).await.unwrap();
    assert_eq!(found.keys().copied().collect::<Vec<_>>(), [kept]);
    assert_eq!(key(&store, "kept").await, kept, "the survivors are the same keys");
    assert_ne!(key(&store, "gone").await, gone, "the scope gets another key");

    let restored = KeyStore::open(&backup, vault(folder.path())).await;
    assert!(matches!(restored, Err(SealError::OfAnotherVault(_))));
}

#[tokio::test]
async fn a_retired_key_seals_nothing_more_and_still_opens() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (store(folder.path()).await, store(folder.path()).await);
    let id = key(&one, "1").await;
    assert_eq!(key(&other, "1").await, id);
    one.retire(&[id]).await.unwrap();
    let next = key(&other, "1").await;
    assert_ne!(next, id);
    assert_eq!(key(&one, "1").await, next);
    assert_eq!(one.by_id([id, next]).await.unwrap().len(), 2);
    assert_eq!(one.list(SCHOOL).await.unwrap().len(), 2);
}

/// Another process has a key in memory for at most a moment after it was destroyed.
#[tokio::test]
async fn another_process_forgets_it_too() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (store(folder.path()).await, store(folder.path()).await);
    let id = key(&one, "1").await;
    assert_eq!(key(&other, "1").await, id);
    one.destroy(&[id]).await.unwrap();
    tokio::time::sleep(LOOK + Duration::from_millis(100)).await;
    assert!(other.by_id([id]).await.unwrap().is_empty());
    assert_ne!(key(&other, "1").await, id);
}

#[tokio::test]
async fn a_key_that_its_name_does_not_commit_to_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (id, other) = {
        let store = store(folder.path()).await;
        (key(&store, "1").await, key(&store, "2").await)
    };
    // Somebody who has the vault wraps another key under this name.
    let vault = vault(folder.path());
    let wrapped = vault.wrap(vault.held().unwrap()[0], &id.0, &[9; 32]).unwrap();
    let store = store(folder.path()).await;
    let file = SqliteConnectOptions::new().filename(folder.path().join("keys.db"));
    sqlx::query("UPDATE keys SET wrapped = ? WHERE id = ?")
        .bind(wrapped)
        .bind(&id.0[..])
        .execute(&mut file.connect().await.unwrap())
        .await
        .unwrap();
    let found = store.by_id([id, other]).await.unwrap();
    assert_eq!(found.keys().copied().collect::<Vec<_>>(), [other]);
}

/// A vault that fails at its n-th change, before or after having made it: a crash at that step.
pub(super) struct Failing {
    vault: Arc<dyn Vault>,
    until: AtomicU32,
    after: bool,
}

impl Failing {
    pub(super) fn at(vault: Arc<dyn Vault>, step: u32, after: bool) -> Self {
        Self { vault, until: AtomicU32::new(step), after }
    }

    fn step<R>(&self, change: impl FnOnce() -> Result<R, VaultError>) -> Result<R, VaultError> {
        let fails = self.until.fetch_sub(1, Ordering::Relaxed) == 0;
        if fails && !self.after {
            return Err(VaultError::Cipher);
        }
        let changed = change()?;
        if fails { Err(VaultError::Cipher) } else { Ok(changed) }
    }
}

impl Vault for Failing {
    fn held(&self) -> Result<Vec<WrappedBy>, VaultError> {
        self.vault.held()
    }
    fn make(&self) -> Result<WrappedBy, VaultError> {
        self.step(|| self.vault.make())
    }
    fn destroy(&self, key: WrappedBy) -> Result<(), VaultError> {
        self.step(|| self.vault.destroy(key))
    }
    fn wrap(&self, by: WrappedBy, context: &[u8], secret: &[u8; 32]) -> Result<Vec<u8>, VaultError> {
        self.step(|| self.vault.wrap(by, context, secret))
    }
    fn unwrap(&self, by: WrappedBy, context: &[u8], wrapped: &[u8]) -> Result<Secret, VaultError> {
        self.vault.unwrap(by, context, wrapped)
    }
}

#[tokio::test]
async fn broken_off_at_any_step_a_destruction_is_finished_later() {
    for after in [false, true] {
        for step in 0..6 {
            let folder = tempfile::tempdir().unwrap();
            let (kept, gone) = {
                let store = store(folder.path()).await;
                (
                    [key(&store, "1").await, key(&store, "2").await, key(&store, "3").await],
                    key(&store, "x").await,
                )
            };
            let until = AtomicU32::new(step);
            let failing = Arc::new(Failing { vault: vault(folder.path()), until, after });
            let broken = KeyStore::open(&folder.path().join("keys.db"), failing).await.unwrap();
            let broken_off = broken.destroy(&[gone]).await.is_err();
            // Making a key, wrapping three anew, destroying one.
            assert_eq!(broken_off, step < 5, "step {step}");
            drop(broken);

            let store = store(folder.path()).await;
            store.destroy(&[gone]).await.unwrap();
            let mut found: Vec<_> =
                store.by_id(kept.into_iter().chain([gone])).await.unwrap().into_keys().collect();
            found.sort_unstable();
            let mut expected = kept.to_vec();
            expected.sort_unstable();
            assert_eq!(found, expected, "step {step}");
            assert_eq!(store.vault.held().unwrap().len(), 1, "step {step}");
        }
    }
}

#[tokio::test]
async fn a_keyed_hash_stays_the_same_when_the_keys_are_wrapped_anew() {
    let folder = tempfile::tempdir().unwrap();
    let before = store(folder.path()).await;
    let of_codes = Scope { owner: None, class: "identificazione", part: "codici".to_owned() };
    let hash =
        async |store: &KeyStore, school, what: &[u8]| store.hashed(school, &of_codes, &[what]).await.unwrap();
    let first = hash(&before, SCHOOL, b"a").await;
    let gone = key(&before, "gone").await;
    assert_eq!(before.destroy(&[gone]).await.unwrap(), 1);
    assert_eq!(hash(&before, SCHOOL, b"a").await, first);
    let again = store(folder.path()).await;
    assert_eq!(hash(&again, SCHOOL, b"a").await, first);
    assert_ne!(hash(&again, SCHOOL, b"b").await, first);
    assert_ne!(hash(&again, SchoolId(Uuid::from_u128(2)), b"a").await, first);
}

/// A store in a folder of its own below this one.
async fn another(folder: &Path, name: &str) -> KeyStore {
    let folder = folder.join(name);
    std::fs::create_dir(&folder).unwrap();
    store(&folder).await
}

#[tokio::test]
async fn keys_go_to_another_store_but_those_that_do_not_go() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (another(folder.path(), "from").await, another(folder.path(), "to").await);
    let (kept, left, retired) = (key(&from, "kept").await, key(&from, "left").await, key(&from, "old").await);
    let of_accesses = Scope { owner: None, class: crate::access::CLASS, part: "2026-03".to_owned() };
    from.of_scopes(SCHOOL, &[of_accesses]).await.unwrap();
    from.retire(&[retired]).await.unwrap();

    let goes = |key: &KeyInfo| key.id != left;
    assert_eq!(from.hand_over(SCHOOL, &to, &goes).await.unwrap(), 2);
    assert_eq!(from.hand_over(SCHOOL, &to, &goes).await.unwrap(), 0, "it holds them all");
    let there: Vec<KeyId> = to.list(SCHOOL).await.unwrap().into_iter().map(|key| key.id).collect();
    assert_eq!(there, [kept, retired]);
    assert!(to.by_id([retired]).await.unwrap().contains_key(&retired), "what it sealed opens");
    assert_ne!(key(&to, "old").await, retired, "there too it seals nothing more");
}

#[tokio::test]
async fn what_a_store_has_destroyed_is_not_given_back_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (another(folder.path(), "from").await, another(folder.path(), "to").await);
    let (gone, kept) = (key(&from, "gone").await, key(&from, "kept").await);
    let all = |_: &KeyInfo| true;
    assert_eq!(from.hand_over(SCHOOL, &to, &all).await.unwrap(), 2);
    to.destroy(&[gone]).await.unwrap();
    assert!(matches!(from.hand_over(SCHOOL, &to, &all).await, Err(SealError::MayBeDestroyed)));
    assert!(!to.by_id([gone, kept]).await.unwrap().contains_key(&gone));
    // Of another school it has destroyed nothing.
    let other = SchoolId(Uuid::from_u128(2));
    from.of_scopes(other, &[scope("1")]).await.unwrap();
    assert_eq!(from.hand_over(other, &to, &all).await.unwrap(), 1);
}

/// A file that was emptied, or never held a key, holds none: whoever opens it knows before one is made.
#[tokio::test]
async fn whether_a_file_holds_keys_is_looked_up_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.db");
    let holds = async || file::holds_keys(&path).await;
    assert!(!holds().await.unwrap());
    assert!(!path.exists(), "nothing is made by looking");
    let empty = store(folder.path()).await;
    assert!(!holds().await.unwrap());
    key(&empty, "1").await;
    assert!(holds().await.unwrap());
    empty.close_file().await.unwrap();
    assert!(holds().await.unwrap());
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, b"").unwrap();
    assert!(!holds().await.unwrap());
    std::fs::write(&path, &whole[..whole.len() / 2 + 7]).unwrap();
    assert!(!matches!(holds().await, Ok(false)), "half a file is no empty one");
}
