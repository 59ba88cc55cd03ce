//! The layout on disk: paths as others write them, and the same tree whenever it was flushed.

use super::*;
use crate::ledger::tree;

#[test]
fn paths_are_those_of_the_specification() {
    assert_eq!(path(Of::Hashes(0), 1_234_067, WIDTH), "tile/0/x001/x234/067");
    assert_eq!(path(Of::Hashes(1), 5, 17), "tile/1/005.p/17");
    assert_eq!(path(Of::Entries, 1_000, WIDTH), "tile/entries/x001/000");
    for (index, width) in [(0, 256), (999, 1), (1_234_067, 255)] {
        let theirs = tlog_tiles::Tile::new(8, 0, index, width, false).path();
        let ours = path(Of::Hashes(0), index, u64::from(width));
        assert_eq!(theirs.replace("tile/8/", "tile/"), ours);
    }
}

#[test]
fn a_tree_grown_in_any_steps_has_the_same_tiles_and_proofs() {
    let folder = tempfile::tempdir().unwrap();
    let at_once = Tiles { folder: folder.path().join("once") };
    let in_steps = Tiles { folder: folder.path().join("steps") };
    let size = 66_000u64; // More than one tile of the second level.
    let entry = |number: u64| format!("entry {number}").into_bytes();

    let mut once = Growing::open(at_once.clone(), 0).unwrap();
    (0..size).try_for_each(|number| once.push(entry(number))).unwrap();
    once.flush().unwrap();

    let mut frontier = Frontier::default();
    let (mut done, mut step) = (0, 1);
    while done < size {
        // Opened anew each time, as after a crash.
        let mut growing = Growing::open(in_steps.clone(), done).unwrap();
        assert_eq!(growing.root(), frontier.root(), "at {done}");
        let until = (done + step).min(size);
        for number in done..until {
            growing.push(entry(number)).unwrap();
            frontier.push(leaf_hash(&entry(number)));
        }
        growing.flush().unwrap();
        growing.tidy().unwrap();
        (done, step) = (until, step * 3 + 1);
    }
    assert_eq!(once.root(), frontier.root());
    for index in [0, 255, 256, 65_535, 65_536, size - 1] {
        assert_eq!(in_steps.entry(index, size).unwrap(), entry(index));
        let proof = tree::inclusion(index, size, &in_steps.at(size)).unwrap();
        assert!(tree::includes(&leaf_hash(&entry(index)), index, size, &proof, &once.root()));
        assert_eq!(proof, tree::inclusion(index, size, &at_once.at(size)).unwrap());
    }
    let full = |tiles: &Tiles| fs::read(tiles.path(Of::Hashes(1), 0, WIDTH)).unwrap();
    assert_eq!(full(&at_once), full(&in_steps));
}
