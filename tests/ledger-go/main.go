// Verifies one shard of a ledger with the Go team's own implementation of notes and tiled logs: nothing here is ours
// but the names of the files.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o verify main.go
//	./verify FOLDER PUBLIC-KEY
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func fail(what string, err error) {
	fmt.Fprintln(os.Stderr, what+":", err)
	os.Exit(1)
}

// folder reads tiles where C2SP puts them: sumdb's tile/8/L/N is tile/L/N there.
type folder string

func (f folder) Height() int { return 8 }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			full := tile
			full.W = 256
			path = strings.Replace(full.Path(), "tile/8/", "tile/", 1)
			if bytes, err = os.ReadFile(filepath.Join(string(f), path)); err != nil {
				return nil, err
			}
			bytes = bytes[:tile.W*tlog.HashSize]
		}
		data = append(data, bytes)
	}
	return data, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

// bundle gives the entries of a bundle that holds this many.
func (f folder) bundle(number, width int64) ([][]byte, error) {
	tile := tlog.Tile{H: 8, L: 0, N: number, W: int(width)}
	path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
	rest, err := os.ReadFile(filepath.Join(string(f), path))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for 0 < len(rest) {
		if len(rest) < 2 || len(rest)-2 < int(binary.BigEndian.Uint16(rest)) {
			return nil, fmt.Errorf("bundle %d ends early", number)
		}
		length := int(binary.BigEndian.Uint16(rest))
		entries = append(entries, rest[2:2+length])
		rest = rest[2+length:]
	}
	if int64(len(entries)) != width {
		return nil, fmt.Errorf("bundle %d holds %d entries, not %d", number, len(entries), width)
	}
	return entries, nil
}

func main() {
	if len(os.Args) != 3 {
		fail("usage", fmt.Errorf("verify FOLDER PUBLIC-KEY"))
	}
	log := folder(os.Args[1])
	verifier, err := note.NewVerifier(os.Args[2])
	if err != nil {
		fail("key", err)
	}
	signed, err := os.ReadFile(filepath.Join(string(log), "checkpoint"))
	if err != nil {
		fail("checkpoint", err)
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		fail("signature", err)
	}
	var origin, root64 string
	var size int64
	if _, err := fmt.Sscanf(opened.Text, "%s\n%d\n%s\n", &origin, &size, &root64); err != nil {
		fail("checkpoint", err)
	}
	root, err := tlog.ParseHash(root64)
	if err != nil || origin != verifier.Name() {
		fail("checkpoint", fmt.Errorf("origin %q, root %q: %v", origin, root64, err))
	}

	// The whole tree again, from the entries.
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for place, index := range indexes {
			hashes[place] = stored[index]
		}
		return hashes, nil
	})
	for number := int64(0); number*256 < size; number++ {
		width := size - number*256
		if 256 < width {
			width = 256
		}
		entries, err := log.bundle(number, width)
		if err != nil {
			fail("entries", err)
		}
		for place, entry := range entries {
			more, err := tlog.StoredHashes(number*256+int64(place), entry, reader)
			if err != nil {
				fail("hashes", err)
			}
			stored = append(stored, more...)
		}
	}
	found, err := tlog.TreeHash(size, reader)
	if err != nil || found != root {
		fail("root", fmt.Errorf("entries lead to %v, signed is %v: %v", found, root, err))
	}

	// The tiles: sumdb checks every one that it reads against the root.
	tiles := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, log)
	const page = 2048
	for from := int64(0); from < size; from += page {
		var indexes []int64
		for leaf := from; leaf < size && leaf < from+page; leaf++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, leaf))
		}
		hashes, err := tiles.ReadHashes(indexes)
		if err != nil {
			fail("tiles", err)
		}
		for place, hash := range hashes {
			if hash != stored[indexes[place]] {
				fail("tiles", fmt.Errorf("leaf %d is another", from+int64(place)))
			}
		}
	}

	// Proofs of inclusion and of consistency, made from the tiles.
	proofs := 0
	for leaf := int64(0); leaf < size; leaf += 1 + size/97 {
		proof, err := tlog.ProveRecord(size, leaf, tiles)
		if err == nil {
			err = tlog.CheckRecord(proof, size, root, leaf, stored[tlog.StoredHashIndex(0, leaf)])
		}
		if err != nil {
			fail("inclusion", err)
		}
		old, err := tlog.TreeHash(leaf+1, reader)
		if err != nil {
			fail("old root", err)
		}
		consistency, err := tlog.ProveTree(size, leaf+1, tiles)
		if err == nil {
			err = tlog.CheckTree(consistency, size, root, leaf+1, old)
		}
		if err != nil {
			fail("consistency", err)
		}
		proofs += 2
	}
	fmt.Printf("%s: %d entries, all tiles and %d proofs verified\n", origin, size, proofs)
}
