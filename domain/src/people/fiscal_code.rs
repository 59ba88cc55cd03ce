//! The `codice fiscale`: whether what is typed can be one, and what the register keeps in its place.
//!
//! Only its form and its check letter are looked at. What it tells of birth and sex is never read.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A code of the right form. It is never stored, and not shown by mistake.
#[derive(Clone, PartialEq, Eq)]
pub struct FiscalCode(String);

/// What is stored of a code: its hash under a key of the school, which nobody computes without that key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct FiscalKey(pub [u8; 32]);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFiscalCode {
    #[error("il codice fiscale ha sedici caratteri, lettere e cifre al loro posto")]
    Form,
    #[error("la lettera di controllo del codice fiscale non torna: c'è un errore di battitura")]
    CheckLetter,
}

/// Letters, digits and the month's letter, place by place.
const FORM: &[u8; 15] = b"LLLLLLDDMDDLDDD";
/// Letters in the place of the digits 0 to 9 where two people would have the same code (`omocodia`).
const FOR_DIGITS: &[u8; 10] = b"LMNPQRSTUV";
const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";
/// What the characters in odd places count: those of 0 to 9 are those of A to J.
const ODD: [u8; 26] =
    [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

impl FiscalCode {
    /// Norm: D.M. 23 December 1976.
    pub fn new(typed: &str) -> Result<Self, InvalidFiscalCode> {
        let code = typed.trim().to_ascii_uppercase();
        let (body, check) = code.as_bytes().split_at_checked(FORM.len()).ok_or(InvalidFiscalCode::Form)?;
        let fits = |(place, c): (&u8, &u8)| match place {
            b'L' => c.is_ascii_uppercase(),
            b'M' => MONTHS.contains(c),
            _ => c.is_ascii_digit() || FOR_DIGITS.contains(c),
        };
        let &[check] = check else { return Err(InvalidFiscalCode::Form) };
        if !FORM.iter().zip(body).all(fits) || !check.is_ascii_uppercase() {
            return Err(InvalidFiscalCode::Form);
        }
        if check != check_letter(body) { Err(InvalidFiscalCode::CheckLetter) } else { Ok(Self(code)) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The letter that follows fifteen characters of a code.
pub fn check_letter(body: &[u8]) -> u8 {
    let value =
        |c: u8| if c.is_ascii_digit() { c - b'0' } else { c.to_ascii_uppercase().saturating_sub(b'A') };
    let counts = |(place, c): (usize, &u8)| {
        let value = value(*c);
        // The first place is odd.
        let counted = if place % 2 == 0 { ODD.get(usize::from(value)).copied() } else { Some(value) };
        u32::from(counted.unwrap_or_default())
    };
    let sum: u32 = body.iter().enumerate().map(counts).sum();
    b'A' + u8::try_from(sum % 26).unwrap_or_default()
}

impl fmt::Debug for FiscalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FiscalCode(…)")
    }
}

#[derive(Debug, thiserror::Error)]
#[error("not a hash of 32 bytes in hexadecimal")]
pub struct NotAFiscalKey;

impl TryFrom<String> for FiscalKey {
    type Error = NotAFiscalKey;

    fn try_from(written: String) -> Result<Self, NotAFiscalKey> {
        let mut key = [0; 32];
        if written.len() != 2 * key.len() {
            return Err(NotAFiscalKey);
        }
        for (byte, pair) in key.iter_mut().zip(written.as_bytes().chunks(2)) {
            let pair = str::from_utf8(pair).map_err(|_| NotAFiscalKey)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotAFiscalKey)?;
        }
        Ok(Self(key))
    }
}

impl From<FiscalKey> for String {
    fn from(key: FiscalKey) -> Self {
        key.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Debug for FiscalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from(*self))
    }
}
