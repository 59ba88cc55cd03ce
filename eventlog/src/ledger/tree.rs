//! The Merkle tree of RFC 6962: hashes, proofs and their verifiers. Pure, and without recursion.

use sha2::{Digest, Sha256};

pub type Hash = [u8; 32];

/// The hash of an entry.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

/// The hash of two subtrees side by side.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of a tree without entries.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// Where the hashes of complete subtrees are kept: number `index` of those of `2^level` leaves.
pub trait Nodes {
    type Error;
    fn node(&self, level: u32, index: u64) -> Result<Hash, Self::Error>;
}

/// The complete subtrees of a growing tree, largest first: all that is needed to extend it and to know its root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<Hash>,
}

impl Frontier {
    /// The frontier of a tree of `size` leaves whose nodes are known.
    pub fn read<N: Nodes>(size: u64, nodes: &N) -> Result<Self, N::Error> {
        let roots: Result<_, _> =
            complete(0, size).into_iter().map(|(level, index)| nodes.node(level, index)).collect();
        Ok(Self { size, roots: roots? })
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            let left = self.roots.pop().expect("one root for each bit of the size");
            hash = node_hash(&left, &hash);
        }
        self.roots.push(hash);
        self.size += 1;
    }

    pub fn root(&self) -> Hash {
        joined(&self.roots)
    }
}

/// The complete subtrees that the leaves from `from` (inclusive) to `to` (exclusive) divide into, as (level, index).
/// `from` is where a subtree as large as the range may begin.
fn complete(from: u64, to: u64) -> Vec<(u32, u64)> {
    let mut parts = Vec::new();
    let mut at = from;
    while at < to {
        let level = (to - at).ilog2();
        parts.push((level, at >> level));
        at += 1 << level;
    }
    parts
}

fn joined(roots: &[Hash]) -> Hash {
    let Some((last, before)) = roots.split_last() else { return empty_root() };
    before.iter().rev().fold(*last, |right, left| node_hash(left, &right))
}

fn range<N: Nodes>((from, to): (u64, u64), nodes: &N) -> Result<Hash, N::Error> {
    let roots: Result<Vec<_>, _> =
        complete(from, to).into_iter().map(|(level, index)| nodes.node(level, index)).collect();
    Ok(joined(&roots?))
}

/// The largest power of two below `width`, where a subtree of that width divides. `width` is at least two.
fn half(width: u64) -> u64 {
    1 << (width - 1).ilog2()
}

/// Proof that the leaf `index` is in the tree of `size` leaves, nearest sibling first. `index` is below `size`.
pub fn inclusion<N: Nodes>(index: u64, size: u64, nodes: &N) -> Result<Vec<Hash>, N::Error> {
    let (mut from, mut to, mut siblings) = (0, size, Vec::new());
    while 1 < to - from {
        let middle = from + half(to - from);
        if index < middle {
            siblings.push((middle, to));
            to = middle;
        } else {
            siblings.push((from, middle));
            from = middle;
        }
    }
    siblings.into_iter().rev().map(|part| range(part, nodes)).collect()
}

/// Proof that the tree of `old` leaves is the beginning of that of `new`. `old` is at most `new`; from nothing, or to the
/// same tree, there is nothing to prove.
pub fn consistency<N: Nodes>(old: u64, new: u64, nodes: &N) -> Result<Vec<Hash>, N::Error> {
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let (mut from, mut to, mut parts) = (0, new, Vec::new());
    while old < to {
        let middle = from + half(to - from);
        if old <= middle {
            parts.push((middle, to));
            to = middle;
        } else {
            parts.push((from, middle));
            from = middle;
        }
    }
    // The old tree itself, if it is one subtree of the new: whoever checks has its root.
    if 0 < from {
        parts.push((from, to));
    }
    parts.into_iter().rev().map(|part| range(part, nodes)).collect()
}

/// Whether the proof shows that `leaf` is number `index` of the tree (RFC 9162, 2.1.3.2).
pub fn includes(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if size <= index {
        return false;
    }
    let (mut node, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether the proof shows that the old tree is the beginning of the new one (RFC 9162, 2.1.4.2).
pub fn extends(old: (u64, &Hash), new: (u64, &Hash), proof: &[Hash]) -> bool {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    if old_size == 0 {
        return proof.is_empty() && *old_root == empty_root();
    }
    if new_size <= old_size {
        return new_size == old_size && proof.is_empty() && old_root == new_root;
    }
    let first = if old_size.is_power_of_two() { Some(old_root) } else { None };
    let mut parts = first.into_iter().chain(proof);
    let Some(first) = parts.next() else { return false };
    let (mut node, mut last) = (old_size - 1, new_size - 1);
    let shift = node.trailing_ones();
    node >>= shift;
    last >>= shift;
    let (mut of_old, mut of_new) = (*first, *first);
    for part in parts {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            of_old = node_hash(part, &of_old);
            of_new = node_hash(part, &of_new);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            of_new = node_hash(&of_new, part);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && of_old == *old_root && of_new == *new_root
}

#[cfg(test)]
mod tests;
