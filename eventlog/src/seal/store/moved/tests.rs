//! Broken off at any step, a move is finished by asking for it again, and no key is lost on the way.

use super::super::tests::{CHEAP, Failing, SCHOOL, key, scope};
use super::*;
use crate::seal::FileVault;

fn vault(folder: &Path, name: &str) -> Arc<dyn Vault> {
    Arc::new(FileVault::open_or_make(&folder.join(name), b"frase", CHEAP).unwrap())
}

async fn to_move(folder: &Path, from: Arc<dyn Vault>) -> KeyStore {
    KeyStore::open_to_move(&folder.join("keys.db"), from).await.unwrap()
}

#[tokio::test]
async fn broken_off_at_any_step_a_move_is_finished_later() {
    // What fails: the first vault, which has one key destroyed; or the second, which wraps three anew.
    for (first_fails, steps) in [(true, 1), (false, 3)] {
        for (after, step) in
            [false, true].into_iter().flat_map(|after| (0..steps).map(move |step| (after, step)))
        {
            let told = format!("first: {first_fails}, after: {after}, step {step}");
            let folder = tempfile::tempdir().unwrap();
            let (from, to) = (vault(folder.path(), "from"), vault(folder.path(), "to"));
            let mut kept = Vec::new();
            {
                let store = KeyStore::open(&folder.path().join("keys.db"), Arc::clone(&from)).await.unwrap();
                for part in ["1", "2", "3"] {
                    kept.push(key(&store, part).await);
                }
            }
            let failing = |vault: &Arc<dyn Vault>| Failing::at(Arc::clone(vault), step, after);
            let broken = match first_fails {
                true => to_move(folder.path(), Arc::new(failing(&from))).await.move_to(&*to, false).await,
                false => to_move(folder.path(), Arc::clone(&from)).await.move_to(&failing(&to), false).await,
            };
            assert!(broken.is_err(), "{told}");

            let again = to_move(folder.path(), Arc::clone(&from)).await;
            let done = again.move_to(&*to, first_fails).await;
            assert_eq!(done.unwrap(), 3, "{told}");
            assert!(from.held().unwrap().is_empty(), "{told}");
            let store = KeyStore::open(&folder.path().join("keys.db"), Arc::clone(&to)).await.unwrap();
            assert_eq!(store.by_id(kept.iter().copied()).await.unwrap().len(), 3, "{told}");
            // Once more there is nothing to do.
            assert_eq!(to_move(folder.path(), from).await.move_to(&*to, false).await.unwrap(), 3, "{told}");
        }
    }
}

/// A key file that wraps nothing here may be another school's: its keys are not destroyed by mistake.
#[tokio::test]
async fn a_vault_that_wraps_nothing_here_is_left_alone_unless_a_move_is_resumed() {
    let folder = tempfile::tempdir().unwrap();
    let (ours, others) = (vault(folder.path(), "ours"), vault(folder.path(), "others"));
    let store = KeyStore::open(&folder.path().join("keys.db"), Arc::clone(&ours)).await.unwrap();
    store.of_scopes(SCHOOL, &[scope("1")]).await.unwrap();
    let moved = to_move(folder.path(), Arc::clone(&others)).await.move_to(&*ours, false).await;
    assert!(matches!(moved, Err(SealError::WrapsNothing(1))), "{moved:?}");
    assert_eq!(others.held().unwrap().len(), 1);
    // Nor is anything taken for moved that neither of them opens.
    let third = vault(folder.path(), "third");
    let moved = to_move(folder.path(), Arc::clone(&others)).await.move_to(&*third, true).await;
    assert!(matches!(moved, Err(SealError::OfAnotherVault(_))), "{moved:?}");
    assert_eq!(others.held().unwrap().len(), 1);
}
