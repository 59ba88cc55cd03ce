//! A program that misbehaves in the place of the real one: what is told of it, and that nothing of it is left.

use super::*;

const SOON: Limits = Limits { longest: Duration::from_secs(30), largest: 1 << 20 };

fn shell(script: &str) -> Command {
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", script]);
    shell
}

#[test]
fn what_goes_in_comes_out() {
    let model = vec![b'x'; 200_000];
    assert_eq!(run(shell("cat"), model.clone(), SOON).expect("it runs"), model);
}

/// The passphrase of the keys may be in this process's environment.
#[test]
fn it_sees_nothing_of_the_environment() {
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some(), "cargo gives it to every test");
    let seen = run(shell("cat > /dev/null; printf %s \"${CARGO_MANIFEST_DIR-}${HOME-}\""), Vec::new(), SOON);
    assert_eq!(seen.expect("it runs"), b"");
}

#[test]
fn its_reason_is_told() {
    let script = "echo 'registro-documents: il documento non si scrive' >&2; echo '  perché: un carattere' >&2; exit 1";
    let refused = run(shell(script), Vec::new(), SOON).expect_err("it is refused");
    assert!(refused.is_for_good());
    let told = refused.to_string();
    assert!(told.ends_with("il documento non si scrive; perché: un carattere"), "{told}");
    // Much of it holds nobody up.
    let long = run(shell("head -c 300000 /dev/zero | tr '\\0' a >&2; exit 1"), Vec::new(), SOON);
    assert!(matches!(long, Err(NotMade::Refused(said)) if said.chars().count() == 501));
    assert!(matches!(run(shell("exit 1"), Vec::new(), SOON), Err(NotMade::Refused(_))));
}

#[test]
fn too_large_in_and_too_large_out_are_said() {
    let most = SOON.largest;
    let model = vec![0; 1 + most as usize];
    let large = run(shell("exit 0"), model, SOON);
    assert!(matches!(large, Err(NotMade::ModelTooLarge { bytes, .. }) if bytes == most + 1));
    let large = run(shell("head -c 3000000 /dev/zero"), Vec::new(), SOON);
    assert!(matches!(large, Err(NotMade::FileTooLarge(told)) if told == most));
    assert_eq!(
        run(shell("head -c 1048576 /dev/zero"), Vec::new(), SOON).expect("it runs").len() as u64,
        most
    );
}

/// Nothing is left of it: a process that nobody has waited for still has its number.
#[cfg(target_os = "linux")]
#[test]
fn one_that_does_not_end_is_ended_and_waited_for() {
    let number = std::env::temp_dir().join(uuid::Uuid::new_v4().to_string());
    let limits = Limits { longest: Duration::from_millis(500), ..SOON };
    for rest in ["exec sleep 600", "exec 1>&-; exec sleep 600", "exec yes"] {
        let script = format!("echo $$ > '{}'; {rest}", number.display());
        let ended = run(shell(&script), Vec::new(), limits);
        assert!(matches!(ended, Err(NotMade::TooLong(_) | NotMade::FileTooLarge(_))), "{rest}: {ended:?}");
        let process = std::fs::read_to_string(&number).expect("it runs");
        assert!(!std::path::Path::new("/proc").join(process.trim()).exists(), "{rest}");
        std::fs::remove_file(&number).expect("it runs");
    }
}
