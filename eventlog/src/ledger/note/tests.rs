//! Notes against the examples of Go's `note` package, and what must not pass.

use super::*;

const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\n\
    — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

#[test]
fn the_example_of_go_opens_and_no_spoiled_one_does() {
    let peter = [Verifier::parse(PETER).unwrap()];
    assert_eq!(peter[0].to_string(), PETER);
    let opened = open(NOTE, &peter).unwrap();
    assert_eq!(opened.by, [&peter[0]]);
    assert!(opened.text.ends_with("problem is.\n"));
    let spoiled = NOTE.replace("answer", "Answer");
    assert!(matches!(open(&spoiled, &peter), Err(NoteError::WrongSignature(_))));
    for malformed in ["", "text\n", "text\n\nno dash\n", "text\n\n— Peter x08go\n", &NOTE[..NOTE.len() - 1]]
    {
        assert!(matches!(open(malformed, &peter), Err(NoteError::Malformed)), "{malformed:?}");
    }
    for no_key in
        ["", "a+b", "a+c74f20a3+ARpc", &PETER.replace("c74f", "c74e"), &PETER.replace("Peter", "P ")]
    {
        assert!(matches!(Verifier::parse(no_key), Err(NoteError::Key(_))), "{no_key:?}");
    }
}

#[test]
fn a_checkpoint_is_of_the_log_whose_key_signed_it() {
    let signer = Signer::new("registro.example/a/2025".to_owned(), &[7; 32]);
    let checkpoint = Checkpoint { origin: "registro.example/a/2025".to_owned(), size: 3, root: [1; 32] };
    let note = signer.sign(&checkpoint.text());
    assert_eq!(Checkpoint::open(&note, signer.verifier()).unwrap(), checkpoint);

    let other = Signer::new("registro.example/b/2025".to_owned(), &[8; 32]);
    assert!(matches!(Checkpoint::open(&note, other.verifier()), Err(NoteError::Unsigned(_))));
    let replayed = other.sign(&checkpoint.text());
    assert!(matches!(Checkpoint::open(&replayed, other.verifier()), Err(NoteError::OtherOrigin(_))));
    for text in ["a\n03\nAAAA\n", "a\n-3\nAAAA\n", "a\n3\nAAAA\n", "a\n3\n"] {
        assert!(Checkpoint::parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn the_other_implementation_reads_our_checkpoints() {
    let checkpoint = Checkpoint { origin: "registro.example/a/2025".to_owned(), size: 12, root: [9; 32] };
    let text = checkpoint.text();
    let read = tlog_tiles::Checkpoint::from_bytes(text.as_bytes()).unwrap();
    assert_eq!((read.origin(), read.size(), read.hash().0), (checkpoint.origin.as_str(), 12, [9; 32]));
    assert_eq!(read.to_bytes(), text.as_bytes());
}
