// Checks a bundle with Go's own note and tlog packages, which know nothing of Countersign:
// every checkpoint's signature that note knows, every entry's inclusion, and every older
// checkpoint's root from the tiles. Prints "ok <proofs> <checkpoints>".
//
//	verify DIRECTORY
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

var root string

func must(err error, what string) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}

func read(path string) []byte {
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path)))
	must(err, path)
	return data
}

func hash(text string) (h tlog.Hash) {
	data, err := base64.StdEncoding.DecodeString(text)
	must(err, text)
	copy(h[:], data)
	return h
}

// checkpoint reads the three lines of a checkpoint's text.
func checkpoint(text string) tlog.Tree {
	lines := strings.Split(text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "size")
	return tlog.Tree{N: size, Hash: hash(lines[2])}
}

// reader reads tiles where C2SP puts them: Go's path has the height in it, C2SP's has not.
type reader struct{}

func (reader) Height() int { return height }
func (reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		path := "log/tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		found = append(found, read(path))
	}
	return found, nil
}
func (reader) SaveTiles([]tlog.Tile, [][]byte) {}

func main() {
	root = os.Args[1]
	vkey := strings.SplitN(string(read("keys/checkpoint.vkey")), "\n", 2)[0]
	verifier, err := note.NewVerifier(vkey)
	must(err, "keys/checkpoint.vkey")
	opened, err := note.Open(read("log/checkpoint"), note.VerifierList(verifier))
	must(err, "log/checkpoint")
	tree := checkpoint(opened.Text)

	proofs, err := filepath.Glob(filepath.Join(root, "proofs", "*.tlog-proof"))
	must(err, "proofs")
	for _, path := range proofs {
		name := strings.TrimSuffix(filepath.Base(path), ".tlog-proof")
		parts := strings.SplitN(string(read("proofs/"+filepath.Base(path))), "\n\n", 2)
		inner, err := note.Open([]byte(parts[1]), note.VerifierList(verifier))
		must(err, path)
		if inner.Text != opened.Text {
			must(fmt.Errorf("another checkpoint"), path)
		}
		lines := strings.Split(parts[0], "\n")
		index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
		must(err, path)
		var proof tlog.RecordProof
		for _, line := range lines[2:] {
			proof = append(proof, hash(line))
		}
		leaf := tlog.RecordHash(read("entries/" + name + ".json"))
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf), path)
	}

	older, err := filepath.Glob(filepath.Join(root, "log", "checkpoints", "*"))
	must(err, "log/checkpoints")
	hashes := tlog.TileHashReader(tree, reader{})
	for _, path := range older {
		text := strings.SplitN(string(read("log/checkpoints/"+filepath.Base(path))), "\n\n", 2)[0] + "\n"
		old := checkpoint(text)
		made, err := tlog.TreeHash(old.N, hashes)
		must(err, path)
		if made != old.Hash {
			must(fmt.Errorf("another root"), path)
		}
		proof, err := tlog.ProveTree(tree.N, old.N, hashes)
		must(err, path)
		must(tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash), path)
	}
	fmt.Println("ok", len(proofs), len(older))
}
