//! Codes are checked by form and letter; a person is linked to one by its hash.

use proptest::prelude::*;

use super::*;
use crate::people::{FiscalCode, FiscalKey, InvalidFiscalCode, check_letter};

fn link(key: u8, taken: bool) -> Command {
    Command::LinkFiscalCode { code: FiscalKey([key; 32]), taken, on: day("2025-11-12") }
}

fn linked(key: u8, withdrawn: Option<u8>) -> PersonEvent {
    PersonEvent::FiscalCodeLinked {
        person: person(STUDENT),
        code: FiscalKey([key; 32]),
        withdrawn: withdrawn.map(|key| FiscalKey([key; 32])),
        on: day("2025-11-12"),
        because: vec![Norm::SignInByProvider],
    }
}

#[test]
fn the_ministrys_own_example_is_valid_and_so_are_its_twins() {
    // The one of the decree's explanation, and the same with letters for its last digits.
    for code in ["MRTMTT25D09F205Z", "mrtmtt25d09f205z ", "MRTMTT25D09F20RU"] {
        assert!(FiscalCode::new(code).is_ok(), "{code}");
    }
    for (code, why) in [
        ("", InvalidFiscalCode::Form),
        ("MRTMTT25D09F205", InvalidFiscalCode::Form),
        ("MRTMTT25D09F205ZZ", InvalidFiscalCode::Form),
        ("MRTMTT25F09F205Z", InvalidFiscalCode::Form), // No month is F.
        ("MRTMTT25D09F2A5Z", InvalidFiscalCode::Form), // A stands for no digit.
        ("M1TMTT25D09F205Z", InvalidFiscalCode::Form),
        ("MRTMTT25D09F2051", InvalidFiscalCode::Form),
        ("MRTMTT25D09F205é", InvalidFiscalCode::Form),
        ("MRTMTT25D09F205A", InvalidFiscalCode::CheckLetter),
        ("MRTMTT25D90F205Z", InvalidFiscalCode::CheckLetter), // Two digits swapped.
    ] {
        assert_eq!(FiscalCode::new(code).map(|_| ()), Err(why), "{code}");
    }
    assert_eq!(format!("{:?}", FiscalCode::new("MRTMTT25D09F205Z")), "Ok(FiscalCode(…))");
}

proptest! {
    #[test]
    fn one_letter_alone_closes_a_body(body in "[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}") {
        let right = check_letter(body.as_bytes());
        for letter in b'A'..=b'Z' {
            let code = format!("{body}{}", char::from(letter));
            prop_assert_eq!(FiscalCode::new(&code).is_ok(), letter == right);
        }
    }

    #[test]
    fn whatever_is_typed_is_judged(typed in any::<String>()) {
        let _ = FiscalCode::new(&typed);
    }
}

#[test]
fn a_key_is_written_in_hexadecimal() {
    let written = serde_json::json!(FiscalKey([0xa5; 32]));
    assert_eq!(written, serde_json::json!("a5".repeat(32)));
    assert_eq!(serde_json::from_value::<FiscalKey>(written).ok(), Some(FiscalKey([0xa5; 32])));
    for bad in ["", "a5", &"g5".repeat(32), &"é".repeat(32)] {
        assert!(serde_json::from_value::<FiscalKey>(serde_json::json!(bad)).is_err(), "{bad}");
    }
}

/// E-07
#[test]
fn a_person_is_linked_to_one_code_at_a_time_and_a_code_to_one_person() {
    assert_eq!(after(&student(), &link(1, false)), Ok(vec![linked(1, None)]));
    assert_eq!(after(&student(), &link(1, true)), Err(Rejection::LinkedToAnother));
    let once = and(student(), &[link(1, false)]);
    assert_eq!(after(&once, &link(1, false)), Ok(vec![]));
    assert_eq!(after(&once, &link(2, false)), Ok(vec![linked(2, Some(1))]));
    assert_eq!(after(&once, &link(2, true)), Err(Rejection::LinkedToAnother));
    let twice = and(once, &[link(2, false)]);
    assert_eq!(profile(&twice).fiscal_key, Some(FiscalKey([2; 32])));
    assert_eq!(after(&[], &link(1, false)), Err(Rejection::Unknown));
}
