//! A receipt (C2SP tlog-proof): an entry, where it stands, and the checkpoint that covers it.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::merkle::Hash;

pub(crate) struct Receipt {
    pub(crate) entry: Vec<u8>,
    pub(crate) index: u64,
    pub(crate) proof: Vec<Hash>,
    /// The signed checkpoint.
    pub(crate) note: String,
}

impl Receipt {
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (head, note) = text.split_once("\n\n")?;
        let mut lines = head.split('\n');
        if lines.next()? != "c2sp.org/tlog-proof@v1" {
            return None;
        }
        let entry = STANDARD.decode(lines.next()?.strip_prefix("extra ")?).ok()?;
        let number = lines.next()?.strip_prefix("index ")?;
        let index: u64 = number.parse().ok()?;
        let proof: Option<Vec<Hash>> =
            lines.map(|line| STANDARD.decode(line).ok()?.try_into().ok()).collect();
        (index.to_string() == number).then_some(Self { entry, index, proof: proof?, note: note.to_owned() })
    }
}

/// The first 80 bits of an entry's hash in Crockford's base 32, as the page of an event shows them.
pub(crate) fn short_code(leaf: &Hash) -> String {
    const LETTERS: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut code = String::new();
    for group in 0..16usize {
        if group % 4 == 0 && group != 0 {
            code.push('-');
        }
        let bits = (0..5).fold(0, |bits, place| {
            let bit = group * 5 + place;
            bits << 1 | usize::from(leaf[bit / 8] >> (7 - bit % 8) & 1)
        });
        code.push(char::from(LETTERS[bits]));
    }
    code
}
