//! Authenticated encryption of a small thing: a nonce, then the ciphertext with its tag.

use aws_lc_rs::aead::{Aad, LessSafeKey, NONCE_LEN, Nonce};
use aws_lc_rs::error::Unspecified;
use zeroize::Zeroizing;

/// `plain` under a key, bound to `context`.
pub(super) fn close(key: &LessSafeKey, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, Unspecified> {
    let mut nonce = [0; NONCE_LEN];
    aws_lc_rs::rand::fill(&mut nonce)?;
    let mut closed = Vec::with_capacity(NONCE_LEN + plain.len() + 16);
    closed.extend_from_slice(&nonce);
    let mut text = Zeroizing::new(plain.to_vec());
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut *text)?;
    closed.extend_from_slice(&text);
    Ok(closed)
}

/// What was closed in the same context, or nothing if a bit of it has changed.
pub(super) fn open(
    key: &LessSafeKey,
    context: &[u8],
    closed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Unspecified> {
    let (nonce, text) = closed.split_at_checked(NONCE_LEN).ok_or(Unspecified)?;
    let mut text = Zeroizing::new(text.to_vec());
    let length =
        key.open_in_place(Nonce::try_assume_unique_for_key(nonce)?, Aad::from(context), &mut text)?.len();
    text.truncate(length);
    Ok(text)
}
