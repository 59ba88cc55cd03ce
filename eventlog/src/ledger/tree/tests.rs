//! The tree against two other implementations, over generated trees and spoiled proofs.

use std::convert::Infallible;

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash, digest};
use proptest::prelude::*;
use sha2_of_ct_merkle::Sha256 as TheirSha256;
use tlog_tiles::{Error as TlogError, HashReader};

use super::*;

/// All complete subtrees of a small tree, by level.
struct All(Vec<Vec<Hash>>);

impl All {
    fn of(leaves: &[Vec<u8>]) -> Self {
        let mut rows = vec![leaves.iter().map(|leaf| leaf_hash(leaf)).collect::<Vec<_>>()];
        while let Some(row) = rows.last().filter(|row| 1 < row.len()) {
            let above = row.as_chunks().0.iter().map(|[left, right]| node_hash(left, right)).collect();
            rows.push(above);
        }
        Self(rows)
    }
}

impl Nodes for All {
    type Error = Infallible;
    fn node(&self, level: u32, index: u64) -> Result<Hash, Infallible> {
        Ok(self.0[level as usize][index as usize])
    }
}

/// The storage of the Go team's implementation, as Cloudflare ported it.
struct Stored(Vec<tlog_tiles::Hash>);

impl HashReader for Stored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, TlogError> {
        Ok(indexes.iter().map(|index| self.0[*index as usize]).collect())
    }
}

impl Stored {
    fn of(leaves: &[Vec<u8>]) -> Self {
        let mut stored = Self(Vec::new());
        for (number, leaf) in leaves.iter().enumerate() {
            let more = tlog_tiles::stored_hashes(number as u64, leaf, &stored).unwrap();
            stored.0.extend(more);
        }
        stored
    }
}

fn root_of(leaves: &[Vec<u8>]) -> Hash {
    let mut frontier = Frontier::default();
    leaves.iter().for_each(|leaf| frontier.push(leaf_hash(leaf)));
    frontier.root()
}

fn theirs(root: Hash, size: u64) -> RootHash<TheirSha256> {
    RootHash::new(digest::Output::<TheirSha256>::from(root), size)
}

fn trees() -> impl Strategy<Value = Vec<Vec<u8>>> {
    proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 1..90)
}

/// One thing spoiled: a bit turned, a hash too many, one too few, two exchanged.
fn spoil(proof: &mut Vec<Hash>, how: u8, at: usize) -> bool {
    let before = proof.clone();
    match how % 4 {
        0 => proof.push([how; 32]),
        _ if proof.is_empty() => return false,
        1 => {
            let place = at % proof.len();
            proof[place][at % 32] ^= 1 << (how % 8);
        }
        2 => drop(proof.remove(at % proof.len())),
        _ => {
            let place = at % proof.len();
            proof.swap(0, place);
        }
    }
    *proof != before
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn two_others_find_the_same_root_and_the_same_proof_of_inclusion(
        leaves in trees(), pick in any::<prop::sample::Index>(), how in any::<u8>(), at in any::<usize>()
    ) {
        let (size, index) = (leaves.len() as u64, pick.index(leaves.len()) as u64);
        let nodes = All::of(&leaves);
        let root = root_of(&leaves);
        prop_assert_eq!(Frontier::read(size, &nodes).unwrap().root(), root);

        let mut tree = MemoryBackedTree::<TheirSha256, Vec<u8>>::new();
        leaves.iter().for_each(|leaf| tree.push(leaf.clone()));
        let of_tree = tree.root();
        prop_assert_eq!(of_tree.as_bytes().as_slice(), root.as_slice());
        let stored = Stored::of(&leaves);
        prop_assert_eq!(tlog_tiles::tree_hash(size, &stored).unwrap().0, root);

        let mut proof = inclusion(index, size, &nodes).unwrap();
        let of_tree = tree.prove_inclusion(index as usize);
        prop_assert_eq!(of_tree.as_bytes(), proof.as_flattened());
        let of_tlog: Vec<Hash> =
            tlog_tiles::prove_record(size, index, &stored).unwrap().iter().map(|hash| hash.0).collect();
        prop_assert_eq!(&of_tlog, &proof);

        let leaf = leaf_hash(&leaves[index as usize]);
        prop_assert!(includes(&leaf, index, size, &proof, &root));
        prop_assert!(!includes(&leaf, index + 1, size, &proof, &root) || leaves.get(index as usize + 1) == leaves.get(index as usize));

        if spoil(&mut proof, how, at) {
            let ours = includes(&leaf, index, size, &proof, &root);
            let digests: Vec<_> = proof.iter().map(|hash| digest::Output::<TheirSha256>::from(*hash)).collect();
            let of_tree = theirs(root, size)
                .verify_inclusion(&leaves[index as usize], index, &InclusionProof::from_digests(digests.iter()))
                .is_ok();
            let of_tlog: Vec<_> = proof.iter().map(|hash| tlog_tiles::Hash(*hash)).collect();
            let of_tlog = tlog_tiles::check_record(
                &of_tlog, size, tlog_tiles::Hash(root), index, tlog_tiles::Hash(leaf)).is_ok();
            prop_assert_eq!((ours, of_tree, of_tlog), (false, false, false));
        }
    }

    #[test]
    fn two_others_find_the_same_proof_of_consistency(
        leaves in trees(), pick in any::<prop::sample::Index>(), how in any::<u8>(), at in any::<usize>()
    ) {
        let (new, old) = (leaves.len() as u64, pick.index(leaves.len()) as u64 + 1);
        let nodes = All::of(&leaves);
        let (old_root, new_root) = (root_of(&leaves[..old as usize]), root_of(&leaves));

        let mut tree = MemoryBackedTree::<TheirSha256, Vec<u8>>::new();
        leaves.iter().for_each(|leaf| tree.push(leaf.clone()));
        let stored = Stored::of(&leaves);

        let mut proof = consistency(old, new, &nodes).unwrap();
        let of_tree = tree.prove_consistency((new - old) as usize);
        prop_assert_eq!(of_tree.as_bytes(), proof.as_flattened());
        let of_tlog: Vec<Hash> =
            tlog_tiles::prove_tree(new, old, &stored).unwrap().iter().map(|hash| hash.0).collect();
        prop_assert_eq!(&of_tlog, &proof);
        prop_assert!(extends((old, &old_root), (new, &new_root), &proof));
        prop_assert!(old == new || !extends((new, &new_root), (old, &old_root), &proof));

        let mut fork = old_root;
        fork[at % 32] ^= 1;
        prop_assert!(!extends((old, &fork), (new, &new_root), &proof));

        if spoil(&mut proof, how, at) {
            let ours = extends((old, &old_root), (new, &new_root), &proof);
            let of_tlog: Vec<_> = proof.iter().map(|hash| tlog_tiles::Hash(*hash)).collect();
            let of_tlog = tlog_tiles::check_tree(
                &of_tlog, new, tlog_tiles::Hash(new_root), old, tlog_tiles::Hash(old_root)).is_ok();
            prop_assert_eq!((ours, of_tlog), (false, false));
            let digests: Vec<_> = proof.iter().map(|hash| digest::Output::<TheirSha256>::from(*hash)).collect();
            let of_tree = theirs(new_root, new)
                .verify_consistency(&theirs(old_root, old), &ConsistencyProof::from_digests(digests.iter()));
            prop_assert!(of_tree.is_err());
        }
    }
}

#[test]
fn every_pair_of_sizes_up_to_seventy() {
    let leaves: Vec<Vec<u8>> = (0..70u8).map(|number| vec![number]).collect();
    let nodes = All::of(&leaves);
    let roots: Vec<Hash> = (0..=70).map(|size| root_of(&leaves[..size])).collect();
    for new in 0..=70u64 {
        for old in 0..=new {
            let proof = consistency(old, new, &nodes).unwrap();
            assert!(
                extends((old, &roots[old as usize]), (new, &roots[new as usize]), &proof),
                "{old} in {new}"
            );
        }
        for index in 0..new {
            let proof = inclusion(index, new, &nodes).unwrap();
            let leaf = leaf_hash(&leaves[index as usize]);
            assert!(includes(&leaf, index, new, &proof, &roots[new as usize]), "{index} of {new}");
        }
    }
}
