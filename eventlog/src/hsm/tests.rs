//! SoftHSM reads where its tokens are from its process's environment, which a running process may not change safely: a test
//! that needs a token runs itself once more, as a process with one of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::*;

const PIN: &str = "1234";
/// Set in the second process.
const SECOND: &str = "REGISTRO_TEST_TOKEN_FOLDER";

/// The token for a test of this full name; None in the process that has only started the second one, and seen it pass.
pub(crate) fn token(test: &str) -> Option<Place> {
    if std::env::var_os(SECOND).is_some() {
        return Some(place("registro", PIN));
    }
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("softhsm2.conf");
    std::fs::create_dir(folder.path().join("tokens")).unwrap();
    let tokens = folder.path().join("tokens");
    std::fs::write(&config, format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display()))
        .unwrap();
    let run = |command: &mut Command| {
        command.env("SOFTHSM2_CONF", &config).env(SECOND, folder.path());
        let done = command.output().expect("softhsm2-util is of the Debian package softhsm2");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&[done.stdout, done.stderr].concat()));
    };
    let made = ["--init-token", "--free", "--label", "registro", "--pin", PIN, "--so-pin", "12345678"];
    run(Command::new("softhsm2-util").args(made));
    let name = test.split_once("::").map_or(test, |(_, name)| name);
    run(Command::new(std::env::current_exe().unwrap()).args(["--exact", name, "--nocapture"]));
    None
}

pub(crate) fn place(token: &str, pin: &str) -> Place {
    let places = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so"].map(Path::new);
    let library = places.into_iter().find(|path| path.exists()).expect("SoftHSM");
    Place { library: PathBuf::from(library), token: token.to_owned(), pin: pin.to_owned().into() }
}

#[test]
fn a_wrong_pin_or_a_token_that_is_not_there_is_said() {
    let Some(right) = token(concat!(module_path!(), "::a_wrong_pin_or_a_token_that_is_not_there_is_said"))
    else {
        return;
    };
    assert!(matches!(Token::open(place("registro", "4321")), Err(HsmError::WrongPin(_))));
    assert!(matches!(Token::open(place("altro", PIN)), Err(HsmError::NoToken(_))));
    let nowhere = Place { library: "/nowhere.so".into(), ..right.clone() };
    assert!(matches!(Token::open(nowhere), Err(HsmError::Library(..))));
    assert!(!format!("{right:?}").contains(PIN));
    Token::open(right).unwrap();
}

/// A module may close sessions, or log out, as it likes.
#[test]
fn a_session_that_is_lost_is_begun_anew() {
    let Some(place) = token(concat!(module_path!(), "::a_session_that_is_lost_is_begun_anew")) else {
        return;
    };
    let token = Token::open(place).unwrap();
    let before = token.with(|session| Ok(session.handle())).unwrap();
    token.with(Session::logout).unwrap();
    assert!(token.with(|session| Ok(is_logged_in(session))).unwrap());
    assert_ne!(token.with(|session| Ok(session.handle())).unwrap(), before);
}
