package durable

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
)

// inspect opens the house as it was left and answers everything that is not as promised.
func inspect(t testing.TB, s *site, acks []line) []string {
	t.Helper()
	h := s.open(t)
	defer h.Close()
	c := &check{h: h, s: s}
	if err := h.DB.Read(ctx, who.Job("check"), func(tx *db.Tx) error {
		c.tx = tx
		for _, a := range acks {
			c.acknowledged(a)
		}
		c.whole()
		c.sound()
		return nil
	}); err != nil {
		c.add("reading: %v", err)
	}
	c.record()
	return c.findings
}

type check struct {
	h        *doors.House
	s        *site
	tx       *db.Tx
	findings []string
}

func (c *check) add(format string, args ...any) {
	c.findings = append(c.findings, fmt.Sprintf(format, args...))
}

// one reads a number.
func (c *check) one(q string, args ...any) (n int64) {
	if err := c.tx.Row(q, args...).Scan(&n); err != nil {
		c.add("%s: %v", q, err)
	}
	return n
}

// acknowledged wants what was answered as saved to be there, and identical.
func (c *check) acknowledged(a line) {
	switch a.Op {
	case "person", "edit":
		c.person(a)
	case "item":
		c.item(a)
	case "note":
		if a.Sum != a.Key { // a note without an item became an item
			c.item(a)
		} else if c.one(`select count(*) from rectify_note where item_id = $1 and body = $2`, a.ID, a.Sum) != 1 {
			c.add("lost: note %s of %s", a.Key, a.ID)
		}
	case "approval":
		c.approval(a)
	case "file":
		c.file(a)
	}
}

func (c *check) approval(a line) {
	if a.Sum != "minor" { // an approval without an item became an item
		c.item(a)
	} else if c.one(`select count(*) from rectify_item where id = $1 and severity = 'minor'`, a.ID) != 1 {
		c.add("lost: the approval %s of %s", a.Key, a.ID)
	}
}

func (c *check) person(a line) {
	if a.V == 0 {
		return
	}
	var version int64
	var phone string
	if err := c.tx.Row(`select version, phone from org_person where id = $1`, a.ID).Scan(&version, &phone); err != nil || version < a.V || version == a.V && phone != a.Sum {
		c.add("lost: %s %s of person %s: version %d and %q, acknowledged %d and %q (%v)", a.Op, a.Key, a.ID, version, phone, a.V, a.Sum, err)
	}
	if n := c.one(`select count(*) from audit_entry where kind = 'person' and ref = $1 and version = $2`, a.ID, a.V); n != 1 {
		c.add("record: %d entries for version %d of person %s", n, a.V, a.ID)
	}
}

func (c *check) item(a line) {
	var title string
	if err := c.tx.Row(`select title from rectify_item where id = $1`, a.ID).Scan(&title); err != nil || title != a.Sum {
		c.add("lost: item %s %s: %q (%v)", a.Key, a.ID, title, err)
	}
}

func (c *check) file(a line) {
	if strings.HasPrefix(a.Sum, "出入库") { // a file without an item became an item
		c.item(a)
		return
	}
	if a.ID == "" { // the program answers a form with a page, not with the file's id
		if c.one(`select count(*) from file_file where name = $1 and hash = $2`, a.Key+".txt", a.Sum) != 1 {
			c.add("lost: file %s", a.Key)
		}
		return
	}
	var hash string
	if err := c.tx.Row(`select hash from file_file where id = $1`, a.ID).Scan(&hash); err != nil || hash != a.Sum {
		c.add("lost: file %s: %q (%v)", a.Key, hash, err)
	}
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// halves are acts of which one half without the other must never be found.
var halves = []struct{ what, q string }{
	{"persons whose version and entries differ", `select count(*) from org_person p where p.version <> (select count(*) from audit_entry e where e.kind = 'person' and e.ref = p.id) and p.name = '人员'`},
	{"entries of persons that do not exist", `select count(*) from audit_entry e where e.kind = 'person' and not exists (select 1 from org_person p where p.id = e.ref)`},
	{"items without their entry", `select count(*) from rectify_item i where (select count(*) from audit_entry e where e.action = 'rectify.register' and e.ref = i.id) <> 1`},
	{"entries without their item", `select count(*) from audit_entry e where e.action = 'rectify.register' and not exists (select 1 from rectify_item i where i.id = e.ref)`},
	{"items without a promised date", `select count(*) from rectify_item i where not exists (select 1 from calendar_promise p where p.ref = i.id)`},
	{"items that cannot be found", `select count(*) from rectify_item i where (select count(*) from search_doc d where d.kind = 'item' and d.ref = i.id) <> 1`},
	{"items of which nobody was told", `select count(*) from rectify_item i where not exists (select 1 from notify_message m where m.ref = i.id)`},
	{"notes and their entries differ", `select abs((select count(*) from rectify_note) - (select count(*) from audit_entry where action = 'rectify.note'))`},
	{"files and their entries differ", `select abs((select count(*) from file_file) - (select count(*) from audit_entry where action = 'file.attach'))`},
	{"items lowered without a second person", `select count(*) from rectify_item i where i.severity = 'minor' and not exists (select 1 from approve_request r join approve_decision d on d.request_id = r.id where r.ref = i.id and r.state = 'yes' and d.outcome = 'yes')`},
	{"agreements that lowered nothing", `select count(*) from approve_request r join rectify_item i on i.id = r.ref where r.state = 'yes' and i.severity <> 'minor'`},
	{"requests whose state and decision differ", `select count(*) from approve_request r where (r.state <> 'open') <> exists (select 1 from approve_decision d where d.request_id = r.id)`},
	{"entries without details", `select count(*) from audit_entry e where not exists (select 1 from audit_detail d where d.seq = e.seq)`},
	{"finished uploads that still wait", `select count(*) from file_upload u where exists (select 1 from file_file f where f.name = u.name)`},
}

// whole wants every act wholly present or wholly absent, and every file's bytes on the disk.
func (c *check) whole() {
	for _, x := range halves {
		if n := c.one(x.q); n != 0 {
			c.add("half: %d %s", n, x.what)
		}
	}
	rows, err := c.tx.Query(`select hash from file_blob`)
	if err != nil {
		c.add("blobs: %v", err)
		return
	}
	defer rows.Close()
	for rows.Next() {
		var hash string
		if err := rows.Scan(&hash); err != nil {
			c.add("blobs: %v", err)
			return
		}
		raw, err := os.ReadFile(filepath.Join(c.s.Data, "files", hash[:2], hash[2:]))
		if err != nil || sum(raw) != hash {
			c.add("lost: the bytes of %s (%v)", hash, err)
		}
	}
	if err := rows.Err(); err != nil {
		c.add("blobs: %v", err)
	}
}

// sound asks SQLite whether its own structure is.
func (c *check) sound() {
	if c.s.postgres() {
		return
	}
	var verdict string
	if err := c.tx.Row("pragma integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		c.add("integrity: %s (%v)", verdict, err)
	}
	if n := c.one("select count(*) from pragma_foreign_key_check"); n != 0 {
		c.add("foreign keys: %d rows point at nothing", n)
	}
}

// record recomputes the Merkle tree from the rows, seals what is not sealed, and recomputes again.
func (c *check) record() {
	for _, when := range []string{"as left", "after sealing"} {
		res := c.h.Audit.Check(ctx, nil)
		if !res.Sound() {
			c.add("record %s: %v %v", when, res.Err, res.Findings)
		}
		if _, err := c.h.Audit.Seal(ctx); err != nil {
			c.add("sealing: %v", err)
		}
	}
}

// orphans ages every file by two hours, sweeps, and answers what no row names and what is missing.
func orphans(t testing.TB, s *site) []string {
	t.Helper()
	h := s.open(t)
	defer h.Close()
	c := &check{h: h, s: s}
	root := filepath.Join(s.Data, "files")
	old := time.Now().Add(-2 * time.Hour)
	walk := func(fn func(rel, path string)) {
		if err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				rel, _ := filepath.Rel(root, path)
				fn(rel, path)
			}
			return err
		}); err != nil {
			c.add("walking: %v", err)
		}
	}
	walk(func(_, path string) { os.Chtimes(path, old, old) })
	if _, err := h.Files.Sweep(ctx); err != nil {
		c.add("sweep: %v", err)
	}
	if err := h.DB.Read(ctx, who.Job("check"), func(tx *db.Tx) error {
		c.tx = tx
		walk(func(rel, _ string) {
			hash := strings.ReplaceAll(rel, string(filepath.Separator), "")
			if !strings.HasPrefix(rel, "uploads") && c.one(`select count(*) from file_blob where hash = $1 or thumb = $2`, hash, hash) == 0 {
				c.add("orphan: %s", rel)
			}
		})
		c.whole()
		return nil
	}); err != nil {
		c.add("reading: %v", err)
	}
	return c.findings
}
