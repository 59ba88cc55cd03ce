//! Names for the files that belong to a server's database.

use std::fmt::Write as _;

/// A name for files that only letters, digits and a few signs are in, as different as the text.
pub(crate) fn of(text: &str) -> String {
    let mut name = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-' => name.push(char::from(byte)),
            other => write!(name, "%{other:02x}").expect("a String takes any text"),
        }
    }
    name
}
