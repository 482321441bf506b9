// Judge what panlong.log made with an implementation that is not ours: golang.org/x/mod/sumdb, which the Go command itself uses.
//
// It reads one JSON document and prints the first thing that is wrong; it prints nothing if everything is right.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type inclusion struct {
	Size, Index int64
	Root, Leaf  tlog.Hash
	Proof       tlog.RecordProof
}

type consistency struct {
	Old, New         int64
	OldRoot, NewRoot tlog.Hash
	Proof            tlog.TreeProof
}

type document struct {
	Key, Checkpoint string
	Entries         [][]byte
	Roots           []tlog.Hash
	Tiles           map[string][]byte
	Inclusion       []inclusion
	Consistency     []consistency
}

func fail(format string, values ...any) {
	fmt.Printf(format+"\n", values...)
	os.Exit(1)
}

func main() {
	var given document
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		fail("the document: %v", err)
	}
	judgeTree(given)
	for _, one := range given.Inclusion {
		if err := tlog.CheckRecord(one.Proof, one.Size, one.Root, one.Index, one.Leaf); err != nil {
			fail("inclusion of %d in %d: %v", one.Index, one.Size, err)
		}
	}
	for _, one := range given.Consistency {
		if err := tlog.CheckTree(one.Proof, one.New, one.NewRoot, one.Old, one.OldRoot); err != nil {
			fail("consistency of %d with %d: %v", one.Old, one.New, err)
		}
	}
	verifier, err := note.NewVerifier(given.Key)
	if err != nil {
		fail("the key: %v", err)
	}
	if _, err := note.Open([]byte(given.Checkpoint), note.VerifierList(verifier)); err != nil {
		fail("the checkpoint: %v", err)
	}
}

// judgeTree builds the tree itself and compares every root and every tile.
func judgeTree(given document) {
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var found []tlog.Hash
		for _, index := range indexes {
			found = append(found, stored[index])
		}
		return found, nil
	})
	for index, entry := range given.Entries {
		hashes, err := tlog.StoredHashes(int64(index), entry, read)
		if err != nil {
			fail("entry %d: %v", index, err)
		}
		stored = append(stored, hashes...)
		root, err := tlog.TreeHash(int64(index)+1, read)
		if err != nil || root != given.Roots[index+1] {
			fail("the root of %d entries: %v %v", index+1, root, err)
		}
	}
	// Older versions of the library list every width up to the last one; the widest of each is what a log must have.
	wanted := map[[2]int64]tlog.Tile{}
	for _, tile := range tlog.NewTiles(8, 0, int64(len(given.Entries))) {
		place := [2]int64{int64(tile.L), tile.N}
		if tile.W > wanted[place].W {
			wanted[place] = tile
		}
	}
	if len(wanted) != len(given.Tiles) {
		fail("%d tiles instead of %d", len(given.Tiles), len(wanted))
	}
	for _, tile := range wanted {
		data, err := tlog.ReadTileData(tile, read)
		if err != nil || string(given.Tiles[tile.Path()]) != string(data) {
			fail("%s: %v", tile.Path(), err)
		}
	}
}
