//! On a token of SoftHSM: what the key file promises, and that a key does not leave the module.

use std::time::Instant;

use super::super::key::KeyId;
use super::super::{Cost, FileVault, KeyStore, Scope, SealError};
use super::*;
use crate::event::SchoolId;
use crate::hsm::tests::token;

const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(1));

#[test]
fn what_a_module_has_wrapped_it_alone_unwraps() {
    let Some(place) = token(concat!(module_path!(), "::what_a_module_has_wrapped_it_alone_unwraps")) else {
        return;
    };
    let vault = HsmVault::new(Token::open(place).unwrap(), "registro/kek");
    assert!(vault.held().unwrap().is_empty());
    let by = vault.make().unwrap();
    for context in [&b"here"[..], b""] {
        let wrapped = vault.wrap(by, context, &[7; 32]).unwrap();
        assert_eq!(*vault.unwrap(by, context, &wrapped).unwrap(), [7; 32]);
        assert_ne!(wrapped, vault.wrap(by, context, &[7; 32]).unwrap(), "never the same bytes");
        assert!(matches!(vault.unwrap(by, b"there", &wrapped), Err(VaultError::NotWrapped(_))));
        for at in 0..wrapped.len() {
            let mut changed = wrapped.clone();
            changed[at] ^= 1;
            assert!(
                matches!(vault.unwrap(by, context, &changed), Err(VaultError::NotWrapped(_))),
                "byte {at}"
            );
            assert!(
                matches!(vault.unwrap(by, context, &wrapped[..at]), Err(VaultError::NotWrapped(_))),
                "{at}"
            );
        }
        assert_eq!(*vault.unwrap(by, context, &wrapped).unwrap(), [7; 32], "and it goes on");
    }
}

#[test]
fn the_key_cannot_be_taken_out() {
    let Some(place) = token(concat!(module_path!(), "::the_key_cannot_be_taken_out")) else { return };
    let token = Token::open(place).unwrap();
    let vault = HsmVault::new(Arc::clone(&token), "registro/kek");
    let by = vault.make().unwrap();
    let key = |session: &Session| vault.keys(session).map(|keys| keys[0].2);
    let told = token.with(|session| session.get_attributes(key(session)?, &[AttributeType::Value]));
    assert!(!matches!(told.as_deref(), Ok([_, ..])), "its bytes are told: {told:?}");
    let opened =
        token.with(|session| session.update_attributes(key(session)?, &[Attribute::Extractable(true)]));
    assert!(opened.is_err());

    // One that could is not used, though it has the name.
    let mut loose = wrapping();
    loose.retain(|attribute| !matches!(attribute, Attribute::Extractable(_) | Attribute::Sensitive(_)));
    loose.extend([
        Attribute::Extractable(true),
        Attribute::Sensitive(false),
        Attribute::ValueLen(32.into()),
        Attribute::Label(b"registro/kek/9".to_vec()),
        Attribute::Id(Uuid::from_u128(9).as_bytes().to_vec()),
    ]);
    token.with(|session| session.generate_key(&Mechanism::AesKeyGen, &loose)).unwrap();
    assert_eq!(vault.held().unwrap(), [by]);
}

#[test]
fn a_destroyed_key_is_gone_and_the_newest_is_last() {
    let Some(place) = token(concat!(module_path!(), "::a_destroyed_key_is_gone_and_the_newest_is_last"))
    else {
        return;
    };
    let token = Token::open(place).unwrap();
    let vault = HsmVault::new(Arc::clone(&token), "registro/kek");
    let neighbour = HsmVault::new(token, "altra-scuola/kek");
    let theirs = neighbour.make().unwrap();
    let made: Vec<WrappedBy> = (0..12).map(|_| vault.make().unwrap()).collect();
    assert_eq!(vault.held().unwrap(), made, "the tenth comes after the ninth");
    let wrapped = vault.wrap(made[0], b"", &[7; 32]).unwrap();
    vault.destroy(made[0]).unwrap();
    assert_eq!(vault.held().unwrap(), made[1..]);
    assert!(matches!(vault.unwrap(made[0], b"", &wrapped), Err(VaultError::NotHeld(_))));
    assert!(matches!(vault.destroy(made[0]), Err(VaultError::NotHeld(_))));
    assert_eq!(neighbour.held().unwrap(), [theirs], "who shares a token shares no key");
}

/// A copy of a token restored beside the other, or two hands at once: neither key is used, and it is said what to do.
#[test]
fn of_two_keys_of_one_name_none_is_chosen() {
    let Some(place) = token(concat!(module_path!(), "::of_two_keys_of_one_name_none_is_chosen")) else {
        return;
    };
    let token = Token::open(place).unwrap();
    let vault = HsmVault::new(Arc::clone(&token), "registro/kek");
    let by = vault.make().unwrap();
    let wrapped = vault.wrap(by, b"", &[7; 32]).unwrap();
    let add = |label: &str, id: Uuid| {
        let mut twin = wrapping();
        twin.extend([
            Attribute::ValueLen(32.into()),
            Attribute::Label(label.as_bytes().to_vec()),
            Attribute::Id(id.as_bytes().to_vec()),
        ]);
        token.with(|session| session.generate_key(&Mechanism::AesKeyGen, &twin)).unwrap()
    };
    let refused = |told: Result<(), VaultError>| {
        let Err(VaultError::Module(two @ HsmError::Objects(..))) = told else { panic!("{told:?}") };
        assert!(two.to_string().contains("--delete-object"), "{two}");
    };
    let same_label = add("registro/kek/1", Uuid::from_u128(9));
    refused(vault.held().map(drop));
    assert_eq!(*vault.unwrap(by, b"", &wrapped).unwrap(), [7; 32], "by its id it is one");
    token.with(|session| session.destroy_object(same_label)).unwrap();
    assert_eq!(vault.held().unwrap(), [by]);
    add("registro/kek/2", by.0);
    refused(vault.held().map(drop));
    refused(vault.unwrap(by, b"", &wrapped).map(drop));
    refused(vault.destroy(by));
}

/// From a key file to a module and back: the same data keys, and what they were wrapped by before opens nothing.
#[tokio::test]
async fn a_key_store_moves_to_a_module_and_back() {
    let Some(place) = token(concat!(module_path!(), "::a_key_store_moves_to_a_module_and_back")) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let module = Arc::new(HsmVault::new(Token::open(place).unwrap(), "registro/kek"));
    let cheap = Cost { memory_kib: 8, passes: 1 };
    let by_file = || Arc::new(FileVault::open_or_make(&folder.path().join("kek"), b"frase", cheap).unwrap());
    let scope = |part: &str| Scope { owner: None, class: "assenze", part: part.to_owned() };
    let path = folder.path().join("keys.db");
    let store = KeyStore::open(&path, by_file()).await.unwrap();
    let keys = store.of_scopes(SCHOOL, &[scope("1"), scope("2")]).await.unwrap();
    let ids: Vec<KeyId> = keys.iter().map(|key| key.id).collect();
    assert_eq!(store.move_to(&*module, false).await.unwrap(), 2);
    drop(store);

    assert!(matches!(KeyStore::open(&path, by_file()).await, Err(SealError::OfAnotherVault(_))));
    let store = KeyStore::open(&path, module.clone()).await.unwrap();
    assert_eq!(store.by_id(ids.iter().copied()).await.unwrap().len(), 2);
    assert_eq!(store.of_scopes(SCHOOL, &[scope("2")]).await.unwrap()[0].id, ids[1], "the same keys");
    assert_eq!(store.move_to(&*by_file(), false).await.unwrap(), 2);
    assert!(module.held().unwrap().is_empty());
    assert_eq!(KeyStore::open(&path, by_file()).await.unwrap().by_id(ids).await.unwrap().len(), 2);
}

/// The order of a key store with a module: survivors are wrapped by a new key, the old one is destroyed in the module.
#[tokio::test]
async fn a_destroyed_data_key_is_gone_from_older_copies_of_the_store() {
    let name = concat!(module_path!(), "::a_destroyed_data_key_is_gone_from_older_copies_of_the_store");
    let Some(place) = token(name) else { return };
    let folder = tempfile::tempdir().unwrap();
    let vault = Arc::new(HsmVault::new(Token::open(place).unwrap(), "registro/kek"));
    let scope = |part: usize| Scope { owner: None, class: "assenze", part: part.to_string() };
    let store = KeyStore::open(&folder.path().join("keys.db"), vault.clone()).await.unwrap();
    let scopes: Vec<Scope> = (0..2_000).map(scope).collect();
    let keys: Vec<KeyId> = store.of_scopes(SCHOOL, &scopes).await.unwrap().iter().map(|key| key.id).collect();
    let backup = folder.path().join("backup.db");
    store.copy_to(&backup).await.unwrap();
    let before = vault.held().unwrap();

    let begun = Instant::now();
    assert_eq!(store.destroy(&keys[..1]).await.unwrap(), 1);
    println!("1,999 keys wrapped anew in {:?}", begun.elapsed());
    let after = vault.held().unwrap();
    assert_eq!(after.len(), 1);
    assert_ne!(after, before);
    let there = store.by_id(keys.iter().copied()).await.unwrap();
    assert_eq!(there.len(), 1_999);

    let older = KeyStore::open(&backup, vault).await;
    assert!(matches!(older, Err(SealError::OfAnotherVault(_))), "an older copy opens nothing");
}
