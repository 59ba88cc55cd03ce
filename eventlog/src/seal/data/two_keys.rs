//! One ciphertext that AES-GCM opens under two keys, as two texts; and that it opens as one of them here, and never as both.
//!
//! The tag is a polynomial in a value that follows from the key (GHASH), so that one free block makes the tags of two keys
//! equal: the equation is linear in that block.

use aws_lc_rs::cipher::{AES_256, EncryptingKey, UnboundCipherKey};
use jiff::Timestamp;

use super::super::key::{WrappedBy, cipher};
use super::super::{Cost, FileVault, KeyStore, Scope, Vault};
use super::*;
use crate::event::StreamName;

type Block = u128;

/// Multiplication in GF(2^128) as GCM has it: the first bit is the lowest power.
fn times(a: Block, b: Block) -> Block {
    let (mut product, mut b) = (0, b);
    for bit in (0..128).rev() {
        if a >> bit & 1 == 1 {
            product ^= b;
        }
        b = b >> 1 ^ if b & 1 == 1 { 0xe1 << 120 } else { 0 };
    }
    product
}

const ONE: Block = 1 << 127;

fn power(a: Block, exponent: u32) -> Block {
    (0..exponent).fold(ONE, |power, _| times(power, a))
}

/// a^(2^128 - 2).
fn inverse(a: Block) -> Block {
    let (mut inverse, mut square) = (ONE, a);
    for _ in 1..128 {
        square = times(square, square);
        inverse = times(inverse, square);
    }
    inverse
}

/// The block cipher itself.
fn aes(key: &[u8; 32], block: Block) -> Block {
    let key = EncryptingKey::ecb(UnboundCipherKey::new(&AES_256, key).unwrap()).unwrap();
    let mut block = block.to_be_bytes();
    key.encrypt(&mut block).unwrap();
    Block::from_be_bytes(block)
}

/// The counter block of a nonce.
fn counter(nonce: &[u8; NONCE_LEN], number: u32) -> Block {
    let mut block = [0; 16];
    block[..NONCE_LEN].copy_from_slice(nonce);
    block[NONCE_LEN..].copy_from_slice(&number.to_be_bytes());
    Block::from_be_bytes(block)
}

fn blocks(bytes: &[u8]) -> Vec<Block> {
    let padded = |part: &[u8]| {
        let mut block = [0; 16];
        block[..part.len()].copy_from_slice(part);
        Block::from_be_bytes(block)
    };
    bytes.chunks(16).map(padded).collect()
}

/// What the tag is of: associated data, ciphertext, their lengths in bits.
fn hashed(associated: &[u8], ciphertext: &[Block]) -> Vec<Block> {
    let lengths = ((associated.len() as u128 * 8) << 64) | (ciphertext.len() as u128 * 128);
    [blocks(associated), ciphertext.to_vec(), vec![lengths]].concat()
}

fn tag(key: &[u8; 32], nonce: &[u8; NONCE_LEN], associated: &[u8], ciphertext: &[Block]) -> Block {
    let h = aes(key, 0);
    let hash = hashed(associated, ciphertext).into_iter().fold(0, |hash, block| times(hash ^ block, h));
    hash ^ aes(key, counter(nonce, 1))
}

/// Two keys, what is bound under each, and a text under each: what is sealed for both. Text of the first key in the first
/// block, of the second in the second; the third makes the tags equal.
fn for_two(
    keys: [&[u8; 32]; 2],
    associated: [&[u8]; 2],
    texts: [&[u8; 16]; 2],
    nonce: &[u8; NONCE_LEN],
) -> Vec<u8> {
    let mut ciphertext = vec![0; 3];
    for place in 0..2 {
        let number = u32::try_from(place).unwrap() + 2;
        ciphertext[place] = Block::from_be_bytes(*texts[place]) ^ aes(keys[place], counter(nonce, number));
    }
    // The free block is followed by the lengths alone: its factor is h squared.
    let factors = [0, 1].map(|which| power(aes(keys[which], 0), 2));
    let tags = [0, 1].map(|which| tag(keys[which], nonce, associated[which], &ciphertext));
    ciphertext[2] = times(tags[0] ^ tags[1], inverse(factors[0] ^ factors[1]));
    let made = tag(keys[0], nonce, associated[0], &ciphertext);
    ciphertext.push(made);
    ciphertext.iter().flat_map(|block| block.to_be_bytes()).collect()
}

#[tokio::test]
async fn a_ciphertext_made_for_two_keys_opens_under_the_one_that_it_names() {
    let secrets = [7, 9].map(|byte| zeroize::Zeroizing::new([byte; 32]));
    let keys = [DataKey::new(&secrets[0]).unwrap(), DataKey::new(&secrets[1]).unwrap()];
    let stream = StreamName::new("assessment-1-2025").unwrap();
    let (school, version) = (SchoolId(uuid::Uuid::from_u128(1)), Version(3));
    let place = Place { school, stream: &stream, version, kind: "k.v1" };
    let texts: [&[u8; 16]; 2] = [b"\x01VOTO: 4 non suf", b"\x01VOTO: 9 ottimo!"];
    let nonce = [5; NONCE_LEN];
    // Whoever makes it names the first key, also in what is bound.
    let bound = place.associated(keys[0].id);
    let both = for_two([&secrets[0], &secrets[1]], [&bound, &bound], texts, &nonce);

    // AES-GCM says yes to both.
    let mut read = Vec::new();
    for secret in &secrets {
        let mut text = both.clone();
        let nonce = Nonce::assume_unique_for_key(nonce);
        read.push(
            cipher(secret).unwrap().open_in_place(nonce, Aad::from(&bound), &mut text).unwrap().to_vec(),
        );
    }
    assert!(read[0].starts_with(texts[0]) && read[1][16..].starts_with(texts[1]), "{read:?}");
    assert_ne!(read[0], read[1]);

    // Sealed data say which key they are under: the other is not even tried.
    let mut sealed = vec![SEALED];
    sealed.extend_from_slice(&keys[0].id.0);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&both);
    assert_eq!(open(&keys[0], &place, sealed.clone()).unwrap(), read[0]);
    assert!(open(&keys[1], &place, sealed.clone()).is_err());
    // Renamed, it is another ciphertext: the name is bound to it.
    sealed[1..33].copy_from_slice(&keys[1].id.0);
    assert!(open(&keys[1], &place, sealed.clone()).is_err());

    // Nor does the key store give the second key under the name of the first, whoever has the vault and puts it there.
    let folder = tempfile::tempdir().unwrap();
    let cheap = Cost { memory_kib: 8, passes: 1 };
    let vault = FileVault::open_or_make(&folder.path().join("kek"), b"frase", cheap).unwrap();
    let by: WrappedBy = vault.held().unwrap()[0];
    let forged = vault.wrap(by, &keys[0].id.0, &secrets[1]).unwrap();
    let path = folder.path().join("keys.db");
    let store = KeyStore::open(&path, std::sync::Arc::new(vault)).await.unwrap();
    let scope = Scope { owner: None, class: "valutazioni", part: "x".to_owned() };
    store.of_scopes(school, &[scope]).await.unwrap();
    sqlx::query("UPDATE keys SET id = ?, wrapped = ?, made_at = ?")
        .bind(&keys[0].id.0[..])
        .bind(forged)
        .bind(Timestamp::now().as_microsecond())
        .execute(&sqlx::SqlitePool::connect(path.to_str().unwrap()).await.unwrap())
        .await
        .unwrap();
    assert!(store.by_id([keys[0].id]).await.unwrap().is_empty());
}
