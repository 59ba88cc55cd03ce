//! A ledger signed by a token of SoftHSM: the same notes, verified by the same verifier.

use uuid::Uuid;

use super::super::keeper::Keeper;
use super::super::note::{Checkpoint, Verifier};
use super::*;
use crate::hsm::tests::token;

const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(1));

fn refused(opened: Result<Keeper, LedgerError>) -> bool {
    matches!(opened, Err(LedgerError::Damaged { .. }))
}

#[test]
fn a_module_signs_what_the_key_of_the_ledger_verifies() {
    let Some(place) = token(concat!(module_path!(), "::a_module_signs_what_the_key_of_the_ledger_verifies"))
    else {
        return;
    };
    let token = Token::open(place).unwrap();
    let signer =
        |name: &str| -> Option<Arc<dyn Module>> { Some(Arc::new(HsmSigner::new(token.clone(), name))) };
    let module = signer("registro").unwrap();
    let public = module.public_key(SCHOOL).unwrap();
    assert_eq!(module.public_key(SCHOOL).unwrap(), public, "made once");
    assert_ne!(module.public_key(SchoolId(Uuid::from_u128(2))).unwrap(), public, "each school has its own");

    let checkpoint = Checkpoint { origin: "scuola/2025".to_owned(), size: 7, root: [9; 32] };
    let verifier = Verifier::of_key("scuola/2025", &public).unwrap();
    let signature = module.sign(SCHOOL, checkpoint.text().as_bytes()).unwrap();
    let note = verifier.signed(&checkpoint.text(), &signature);
    assert_eq!(Checkpoint::open(&note, &verifier).unwrap(), checkpoint);

    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().join("module");
    let keeper = Keeper::open(&here, SCHOOL, signer("registro")).unwrap();
    assert_eq!(keeper.verifier(), Verifier::of_key(&keeper.verifier().name, &public).unwrap());
    drop(keeper);
    assert!(!here.join("key").exists(), "no private key on the disk");
    assert!(refused(Keeper::open(&here, SCHOOL, None)), "no key is made in the place of the module's");
    assert!(refused(Keeper::open(&here, SCHOOL, signer("altro"))), "nor is another of the module used");
    drop(Keeper::open(&here, SCHOOL, signer("registro")).unwrap());

    let by_file = folder.path().join("file");
    drop(Keeper::open(&by_file, SCHOOL, None).unwrap());
    assert!(refused(Keeper::open(&by_file, SCHOOL, signer("registro"))), "a ledger keeps its key");
}
