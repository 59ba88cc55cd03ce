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
    assert_eq!(module.held(SCHOOL).unwrap(), None);
    let public = module.make(SCHOOL).unwrap();
    assert_eq!(module.held(SCHOOL).unwrap(), Some(public));
    assert_ne!(module.make(SchoolId(Uuid::from_u128(2))).unwrap(), public, "each school has its own");

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
    let other = Keeper::open(&here, SCHOOL, signer("altro"));
    assert!(matches!(other, Err(LedgerError::KeyLost(_))), "nor is another of the module made");
    signer("altro").unwrap().make(SCHOOL).unwrap();
    assert!(refused(Keeper::open(&here, SCHOOL, signer("altro"))), "nor used");
    drop(Keeper::open(&here, SCHOOL, signer("registro")).unwrap());

    let by_file = folder.path().join("file");
    drop(Keeper::open(&by_file, SCHOOL, None).unwrap());
    assert!(refused(Keeper::open(&by_file, SCHOOL, signer("registro"))), "a ledger keeps its key");
}

/// Whoever clears a token must not find the ledger signed by another key under the same name.
#[test]
fn a_key_that_is_gone_is_not_made_again_and_of_two_none_is_chosen() {
    let name = concat!(module_path!(), "::a_key_that_is_gone_is_not_made_again_and_of_two_none_is_chosen");
    let Some(place) = token(name) else { return };
    let token = Token::open(place).unwrap();
    let signer = || Arc::new(HsmSigner::new(token.clone(), "registro"));
    let module = || -> Option<Arc<dyn Module>> { Some(signer()) };
    let delete = |class| {
        let wanted = signer().template(SCHOOL, class);
        let delete = |session: &Session| {
            session.find_objects(&wanted)?.into_iter().try_for_each(|key| session.destroy_object(key))
        };
        token.with(delete).unwrap();
    };
    let folder = tempfile::tempdir().unwrap();
    drop(Keeper::open(folder.path(), SCHOOL, module()).unwrap());
    delete(ObjectClass::PRIVATE_KEY);
    let half = Keeper::open(folder.path(), SCHOOL, module());
    assert!(matches!(half, Err(LedgerError::Module(HsmError::HalfAKey(_)))));
    delete(ObjectClass::PUBLIC_KEY);
    for public in [true, false] {
        let gone = Keeper::open(folder.path(), SCHOOL, module());
        assert!(matches!(gone, Err(LedgerError::KeyLost(_))), "published: {public}");
        assert_eq!(signer().held(SCHOOL).unwrap(), None, "none is made");
        if public {
            // Nor where only the years that it signed are left.
            std::fs::remove_file(folder.path().join("public-key")).unwrap();
            std::fs::create_dir(folder.path().join("2025")).unwrap();
            std::fs::write(folder.path().join("2025/signed"), "").unwrap();
        }
    }

    token.with(|session| signer().generate(session, SCHOOL)).unwrap();
    token.with(|session| signer().generate(session, SCHOOL)).unwrap();
    let Err(LedgerError::Module(two @ HsmError::Objects(..))) = signer().held(SCHOOL) else {
        panic!("one of two was chosen");
    };
    assert!(two.to_string().contains("--delete-object"), "{two}");
}
