package file

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// Limits bound what is taken. The zero value stands for the defaults.
type Limits struct {
	File   int64 // bytes of one file
	Object int64 // bytes of all files of one object
	Count  int   // files of one object
}

// Defaults are the limits of TRUST.md 2.8, with room for an item whose measures run over years.
var Defaults = Limits{File: 200 << 20, Object: 2 << 30, Count: 500}

func (l Limits) orDefault() Limits {
	if l.File <= 0 {
		l.File = Defaults.File
	}
	if l.Object <= 0 {
		l.Object = Defaults.Object
	}
	if l.Count <= 0 {
		l.Count = Defaults.Count
	}
	return l
}

// Owner is what a room knows of an object that files are attached to.
type Owner struct {
	Unit string // id of the unit that the object belongs to, for the record
}

// See answers nil if the actor may see the object's files, else a fault.
type See func(tx *db.Tx, actor who.Actor, ref string) error

// Attach answers with the object if the actor may attach files to it or withdraw them now, else with
// a fault.
type Attach func(tx *db.Tx, actor who.Actor, ref string) (Owner, error)

type guard struct {
	see    See
	attach Attach
}

// Store is the evidence store of one house.
type Store struct {
	// Unsynced leaves the syncing to the system, as db.Options.Bulk does: for loading a demo or a
	// benchmark, where a power cut costs the whole folder anyway. Set it before the first upload.
	Unsynced bool

	db     *db.DB
	root   *os.Root
	limits Limits
	guards map[string]guard
	busy   sync.Map      // upload id → in use
	draw   chan struct{} // one large picture is decoded at a time
	laying sync.RWMutex  // held for reading from laying bytes down to their row, so that no sweep comes between
	seen   sync.Map      // hash → sighting of a large file
}

// Open opens the store in the data folder, making it at the first start. A folder that cannot be
// used is a *db.ErrPlace with one sentence.
func Open(d *db.DB, dataFolder string, limits Limits) (*Store, error) {
	dir := filepath.Join(dataFolder, Folder)
	if err := os.MkdirAll(filepath.Join(dir, uploads), 0o700); err != nil {
		return nil, &db.ErrPlace{Sentence: fmt.Sprintf("the folder for evidence, %s, cannot be made: %v", dir, err)}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, &db.ErrPlace{Sentence: fmt.Sprintf("the folder for evidence, %s, cannot be opened: %v", dir, err)}
	}
	s := &Store{db: d, root: root, limits: limits.orDefault(), guards: map[string]guard{}, draw: make(chan struct{}, 1)}
	if err := s.syncDir("."); err != nil { // what cannot be synced cannot be promised
		return nil, &db.ErrPlace{Sentence: fmt.Sprintf("the folder for evidence, %s, cannot be synced to disk: %v", dir, err)}
	}
	return s, nil
}

// Close lets go of the folder.
func (s *Store) Close() error { return s.root.Close() }

// Limits are the limits in force.
func (s *Store) Limits() Limits { return s.limits }

// Guard registers who may see and who may change the files of objects of a kind; the room that owns
// the kind calls it once, before the house serves. A kind without a guard has no files.
func (s *Store) Guard(kind string, see See, attach Attach) {
	s.guards[kind] = guard{see, attach}
}

func (s *Store) maySee(tx *db.Tx, kind, ref string) error {
	g, ok := s.guards[kind]
	if !ok || g.see == nil {
		return fault.NotFound()
	}
	return g.see(tx, tx.Who, ref)
}

func (s *Store) mayAttach(tx *db.Tx, kind, ref string) (Owner, error) {
	g, ok := s.guards[kind]
	if !ok || g.attach == nil {
		return Owner{}, fault.NotFound()
	}
	return g.attach(tx, tx.Who, ref)
}
