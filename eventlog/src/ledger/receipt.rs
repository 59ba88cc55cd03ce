//! A receipt (C2SP tlog-proof): that an entry is in a log that somebody signed. And the short code of an entry.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};

use super::tree::Hash;

/// Letters and digits that are not taken for each other (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// An entry, its place, and the proof of it. Written as text, it is the file that people keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub entry: Vec<u8>,
    pub index: u64,
    pub proof: Vec<Hash>,
    /// The signed checkpoint, as it was published.
    pub checkpoint: String,
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c2sp.org/tlog-proof@v1\nextra {}\nindex {}\n", BASE64.encode(&self.entry), self.index)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{}", BASE64.encode(hash)))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

/// The first 80 bits of an entry's hash, in four groups that can be read out.
pub fn short_code(leaf: &Hash) -> String {
    let bits = leaf[..10].iter().fold(0u128, |bits, byte| bits << 8 | u128::from(*byte));
    let mut code = String::with_capacity(19);
    for place in (0..16u32).rev() {
        code.push(char::from(LETTERS[(bits >> (5 * place) & 31) as usize]));
        if place % 4 == 0 && place != 0 {
            code.push('-');
        }
    }
    code
}
