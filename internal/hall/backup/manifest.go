package backup

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/audit"
)

// format names the layout of the archive; another one is another name.
const format = "plumbline-backup/1"

// head is the first member: what is needed to make the schema and read the rows.
type head struct {
	Format  string    `json:"format"`
	Program string    `json:"program"`
	Taken   string    `json:"taken"`
	Dialect string    `json:"dialect"`
	Schema  []db.Step `json:"schema"`
	Tables  []table   `json:"tables"`
}

type table struct {
	Name    string      `json:"name"`
	Columns []db.Column `json:"columns"`
	Key     []string    `json:"key"`
	Counter string      `json:"counter,omitempty"`
	Next    int64       `json:"next,omitempty"`
}

func (t table) db() db.Table {
	return db.Table{Name: t.Name, Columns: t.Columns, Key: t.Key, Counter: t.Counter}
}

// Manifest is the last member but its signature: what must be found when the backup is opened.
type Manifest struct {
	Format  string       `json:"format"`
	Program string       `json:"program"` // version that wrote it
	Taken   string       `json:"taken"`   // instant of the snapshot
	Dialect string       `json:"dialect"`
	Schema  string       `json:"schema"` // newest migration
	Tables  []Count      `json:"tables"`
	Left    []string     `json:"left_out"` // tables that are not carried
	Record  audit.Extent `json:"record"`
	Members []Member     `json:"members"`
	Damaged []string     `json:"damaged"` // evidence that was missing or changed on the disk when it was copied
}

// Count is a table's number of rows and the fingerprint of all of them.
type Count struct {
	Name string `json:"name"`
	Rows int64  `json:"rows"`
	Sum  string `json:"sha256"`
}

// Member is one file inside the archive.
type Member struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	Sum  string `json:"sha256"`
}

// Rows is the number of all rows.
func (m Manifest) Rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

// Files is the number of pieces of evidence.
func (m Manifest) Files() (n int64) {
	for _, x := range m.Members {
		if isFile(x.Name) {
			n++
		}
	}
	return n
}

// left names the tables whose rows stay behind, with the reason.
var left = map[string]string{
	"access_session": "whoever was signed in must sign in again",
	"file_upload":    "what was still arriving is sent again; its bytes are not carried",
}
