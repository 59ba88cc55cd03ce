//! A key file: what opens it, what is refused, what is left beside it.

use super::*;

const CHEAP: Cost = Cost { memory_kib: 8, passes: 1 };

#[test]
fn a_key_file_opens_with_its_passphrase_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chiavi.kek");
    let vault = FileVault::open_or_make(&path, b"una frase", CHEAP).unwrap();
    let by = vault.held().unwrap()[0];
    let wrapped = vault.wrap(by, b"here", &[7; 32]).unwrap();

    let again = FileVault::open_or_make(&path, b"una frase", CHEAP).unwrap();
    assert_eq!(*again.unwrap(by, b"here", &wrapped).unwrap(), [7; 32]);
    assert!(matches!(again.unwrap(by, b"there", &wrapped), Err(VaultError::NotWrapped(_))));
    assert!(matches!(FileVault::open(&path, b"un'altra"), Err(VaultError::WrongPassphrase(_))));

    let good = fs::read(&path).unwrap();
    for at in 0..good.len() {
        let mut changed = good.clone();
        changed[at] ^= 1;
        fs::write(&path, &changed).unwrap();
        assert!(FileVault::open(&path, b"una frase").is_err(), "byte {at}");
    }
}

#[test]
fn what_a_foreign_file_costs_is_looked_at_before_it_is_paid() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chiavi.kek");
    FileVault::open_or_make(&path, b"una frase", CHEAP).unwrap();
    assert!(FileVault::open_foreign(&path, b"una frase", CHEAP).is_ok());
    let good = fs::read(&path).unwrap();
    let bytes = good.strip_prefix(MAGIC).unwrap();
    let (mut header, rest): (Header, &[u8]) = postcard::take_from_bytes(bytes).unwrap();
    for cost in [Cost { memory_kib: u32::MAX, ..CHEAP }, Cost { passes: u32::MAX, ..CHEAP }] {
        header.cost = cost;
        let bomb = [MAGIC, &postcard::to_stdvec(&header).unwrap(), rest].concat();
        fs::write(&path, bomb).unwrap();
        let opened = FileVault::open_foreign(&path, b"una frase", CHEAP);
        assert!(matches!(opened, Err(VaultError::TooCostly(_))));
    }
    // Nor is a whole disk read as a key file.
    File::create(&path).unwrap().set_len(LARGEST + 1).unwrap();
    assert!(matches!(FileVault::open(&path, b"una frase"), Err(VaultError::NotAKeyFile(_))));
}

#[test]
fn a_destroyed_key_unwraps_nothing_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chiavi.kek");
    let vault = FileVault::open_or_make(&path, b"una frase", CHEAP).unwrap();
    let (old, new) = (vault.held().unwrap()[0], vault.make().unwrap());
    let wrapped = vault.wrap(old, b"", &[7; 32]).unwrap();
    vault.destroy(old).unwrap();
    for vault in [vault, FileVault::open(&path, b"una frase").unwrap()] {
        assert_eq!(vault.held().unwrap(), [new]);
        assert!(matches!(vault.unwrap(old, b"", &wrapped), Err(VaultError::NotHeld(_))));
    }
}

#[test]
fn what_a_crash_left_beside_it_goes_with_the_next_change() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chiavi.kek");
    let vault = FileVault::open_or_make(&path, b"una frase", CHEAP).unwrap();
    let left = folder.path().join(format!("chiavi.kek.{}", Uuid::new_v4().simple()));
    let others = ["chiavi.kek.copia", "altre.kek", "passphrase"].map(|name| folder.path().join(name));
    fs::copy(&path, &left).unwrap();
    others.iter().for_each(|other| fs::write(other, b"mine").unwrap());
    vault.make().unwrap();
    assert!(!left.exists());
    assert!(others.iter().all(|other| other.exists()));
}

#[cfg(unix)]
#[test]
fn nobody_else_reads_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chiavi.kek");
    FileVault::open_or_make(&path, b"una frase", CHEAP).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}
