//! RFC 6962, as an auditor needs it: leaves, roots of a growing tree, proofs of inclusion.

use sha2::{Digest, Sha256};

pub(crate) type Hash = [u8; 32];

pub(crate) fn leaf(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0x00]).chain_update(entry).finalize().into()
}

fn parent(left: &Hash, right: &Hash) -> Hash {
    let mut input = [0x01; 65];
    input[1..33].copy_from_slice(left);
    input[33..].copy_from_slice(right);
    Sha256::digest(input).into()
}

/// The roots over the first so many leaves, for each of the sizes. Those beyond the leaves are None.
pub(crate) fn roots(leaves: impl Iterator<Item = Hash>, sizes: &[u64]) -> Vec<Option<Hash>> {
    let mut found = vec![None; sizes.len()];
    let mut stack: Vec<Hash> = Vec::new();
    let mut count = 0u64;
    let mut note = |count: u64, stack: &[Hash]| {
        for (place, _) in sizes.iter().enumerate().filter(|(_, size)| **size == count) {
            found[place] = Some(top(stack));
        }
    };
    note(0, &stack);
    for hash in leaves {
        let mut node = hash;
        let mut carry = count;
        while carry & 1 == 1 {
            node = parent(&stack.pop().unwrap_or_default(), &node);
            carry >>= 1;
        }
        stack.push(node);
        count += 1;
        note(count, &stack);
    }
    found
}

fn top(stack: &[Hash]) -> Hash {
    match stack.split_last() {
        None => Sha256::digest([]).into(),
        Some((last, rest)) => rest.iter().rev().fold(*last, |node, left| parent(left, &node)),
    }
}

/// The root that a proof of inclusion leads to; None if it cannot be one.
pub(crate) fn climbed(leaf: Hash, index: u64, size: u64, proof: &[Hash]) -> Option<Hash> {
    if size <= index {
        return None;
    }
    // At each level: a node with a sibling to its left, to its right, or alone at the right edge.
    let (mut at, mut edge, mut node, mut proof) = (index, size - 1, leaf, proof.iter());
    while edge != 0 {
        if at & 1 == 1 {
            node = parent(proof.next()?, &node);
        } else if at != edge {
            node = parent(&node, proof.next()?);
        }
        at >>= 1;
        edge >>= 1;
    }
    proof.next().is_none().then_some(node)
}
