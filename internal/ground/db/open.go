package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	_ "github.com/jackc/pgx/v5/stdlib" // the PostgreSQL driver
	_ "modernc.org/sqlite"             // the SQLite driver, pure Go

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/disk"
	"plumbline/internal/ground/keyring"
	"plumbline/internal/ground/who"
)

// Options of Open. The zero value is right for a program; tests set the clock.
type Options struct {
	Clock clock.Clock
	// Bulk drops the sync of each commit: only for filling an empty database that can be thrown
	// away (demo, benchmark). Close writes everything out.
	Bulk bool
	// Before is called when an existing house has an older schema, before anything of it is changed;
	// its error stops the upgrade. Within it the database can be read and not written.
	Before func(ctx context.Context, d *DB, missing []string) error
	// Keep is asked before and after an upgrade, in its transaction; another answer undoes it.
	Keep func(*Tx) (string, error)
	// Migrations are the program's own if nil; tests of the upgrade add one.
	Migrations fs.FS
	// NoMigrate opens without touching the schema, for programs that only look.
	NoMigrate bool
	// Unsafe takes a database whose settings break the promise that what was answered is kept, and
	// on SQLite syncs at checkpoints only: for tests of that promise.
	Unsafe bool
	// Spare is the spare file of the disk that the database stands on; nil for none.
	Spare *disk.Spare
}

// DB is an open database.
type DB struct {
	clock    clock.Clock
	dialect  string
	place    string
	write    *sql.DB
	read     *sql.DB
	jobs     chan *job
	done     chan struct{}
	closing  sync.Once
	reads    chan struct{} // one for each snapshot that may be open; the pool has one connection more
	stmts    sync.Map      // SQL text → *sql.Stmt on the readers
	nstmts   int32
	onRefuse func(ctx context.Context, actor who.Actor, err error)
	spare    *disk.Spare
	trouble  atomic.Value // Trouble
	watch    *watch

	onStatement func(together ...string)
	ring        atomic.Pointer[keyring.Ring]
}

// ErrPlace is a database address that cannot be used: Error() is one sentence for the person at
// the terminal.
type ErrPlace struct{ Sentence string }

func (e *ErrPlace) Error() string { return e.Sentence }

func placeErr(format string, args ...any) error {
	return &ErrPlace{Sentence: fmt.Sprintf(format, args...)}
}

// Open opens the database at place (a file path, or a postgres:// address) and brings its schema up
// to date. It returns *ErrPlace when the place cannot be used, and *ErrNewer when the schema was
// made by a newer program; in both cases nothing was changed.
func Open(ctx context.Context, place string, opt Options) (*DB, error) {
	if opt.Clock == nil {
		opt.Clock = clock.System
	}
	d := &DB{clock: opt.Clock, place: place, done: make(chan struct{}), spare: opt.Spare}
	var err error
	if strings.HasPrefix(place, "postgres://") || strings.HasPrefix(place, "postgresql://") {
		err = d.openPostgres(ctx)
	} else {
		err = d.openSQLite(ctx, opt)
	}
	if err != nil {
		return nil, err
	}
	if !opt.NoMigrate {
		if err := d.migrate(ctx, opt); err != nil {
			d.closePools()
			return nil, err
		}
	}
	if d.dialect == sqlite {
		if err := d.startWriter(ctx); err != nil {
			d.closePools()
			return nil, err
		}
	}
	if !opt.Bulk && !opt.Unsafe {
		if err := d.checkSettings(ctx); err != nil {
			d.Close()
			return nil, err
		}
	}
	return d, nil
}

const (
	sqlite   = "sqlite"
	postgres = "postgres"
)

func (d *DB) openSQLite(ctx context.Context, opt Options) error {
	if strings.Contains(d.place, "://") || strings.HasPrefix(d.place, "postgres:") || strings.HasPrefix(d.place, "postgresql:") {
		return placeErr("%s is neither a file nor a postgres:// address", Redact(d.place))
	}
	abs, err := filepath.Abs(d.place)
	if err != nil {
		return placeErr("%s cannot be used as a database file: %v", d.place, err)
	}
	if err := checkFile(abs); err != nil {
		return err
	}
	if err := closeOff(abs); err != nil {
		return err
	}
	sync, secure := "FULL", "1"
	switch {
	case opt.Bulk:
		sync, secure = "OFF", "0"
	case opt.Unsafe:
		sync = "NORMAL"
	}
	common := "_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(" + sync + ")&_pragma=foreign_keys(1)" +
		"&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)&_pragma=secure_delete(" + secure + ")&_pragma=temp_store(MEMORY)&_pragma=cache_size(-16000)"
	path := fileURL(abs)
	d.dialect = sqlite
	if d.write, err = sql.Open("sqlite", path+"?"+common); err != nil {
		return placeErr("%s cannot be opened: %v", d.place, err)
	}
	d.write.SetMaxOpenConns(1)
	if d.read, err = sql.Open("sqlite", path+"?"+common+"&_pragma=query_only(1)"); err != nil {
		return placeErr("%s cannot be opened: %v", d.place, err)
	}
	// A statement is prepared on a connection of its own while its snapshot holds another. The one spare
	// connection is for that: without it, as many snapshots as connections would wait for each other.
	n := max(4, 2*runtime.NumCPU())
	d.reads = make(chan struct{}, n)
	d.read.SetMaxOpenConns(n + 1)
	d.read.SetMaxIdleConns(n + 1)
	if err := d.write.PingContext(ctx); err != nil {
		d.closePools()
		return placeErr("%s is not a database of this program, or is damaged: %v", d.place, err)
	}
	return nil
}

// fileURL is the address of a file as the driver takes it.
func fileURL(path string) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}).String()
}

// checkFile says in one sentence why a file cannot be a database, before the driver says it in five.
func checkFile(path string) error {
	st, err := os.Stat(path)
	switch {
	case err == nil && st.IsDir():
		return placeErr("%s is a folder; name a file in it, for example %s", path, filepath.Join(path, "plumbline.db"))
	case err == nil && st.Size() > 0:
		f, err := os.Open(path)
		if err != nil {
			return placeErr("%s cannot be read: %v", path, errors.Unwrap(err))
		}
		defer f.Close()
		head := make([]byte, 16)
		if _, err := f.Read(head); err != nil || string(head) != "SQLite format 3\x00" {
			return placeErr("%s exists and is not a database of this program; name another file", path)
		}
		return nil
	case err == nil:
		return nil
	case !errors.Is(err, os.ErrNotExist):
		return placeErr("%s cannot be used: %v", path, errors.Unwrap(err))
	}
	dir := filepath.Dir(path)
	if st, err := os.Stat(dir); err != nil || !st.IsDir() {
		return placeErr("the folder %s does not exist; make it first or name another", dir)
	}
	probe, err := os.CreateTemp(dir, ".plumbline-*")
	if err != nil {
		return placeErr("the folder %s cannot be written: %v", dir, errors.Unwrap(err))
	}
	probe.Close()
	return os.Remove(probe.Name())
}

// closeOff makes the database file, or takes an existing one away from everybody but its owner.
// SQLite gives its log and index the mode of the file.
func closeOff(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDONLY, 0o600)
	if err == nil {
		err = f.Close()
	}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if e := disk.CloseOff(name); e != nil && !errors.Is(e, os.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	if err != nil {
		return placeErr("the database file %s can be read by others, and that cannot be changed (%v); run: chmod 600 %s", path, err, path)
	}
	return nil
}

func (d *DB) openPostgres(ctx context.Context) error {
	u, err := url.Parse(d.place)
	if err != nil || u.Host == "" && u.Query().Get("host") == "" {
		return placeErr("%s is not a postgres:// address; write postgres://user:password@host:5432/database", Redact(d.place))
	}
	pool, err := sql.Open("pgx", d.place)
	if err != nil {
		return placeErr("%s cannot be used: %v", Redact(d.place), err)
	}
	pool.SetMaxOpenConns(16)
	pool.SetMaxIdleConns(16)
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return placeErr("the database %s does not answer: %s", Redact(d.place), lastCause(err))
	}
	var conforming, encoding string
	if err := pool.QueryRowContext(ctx, "select current_setting('standard_conforming_strings'), current_setting('server_encoding')").Scan(&conforming, &encoding); err != nil {
		pool.Close()
		return err
	}
	if conforming != "on" || encoding != "UTF8" {
		pool.Close()
		return placeErr("the database %s must have standard_conforming_strings=on and encoding UTF8 (it has %s and %s)", Redact(d.place), conforming, encoding)
	}
	d.dialect, d.write, d.read = postgres, pool, pool
	return nil
}

func lastCause(err error) string {
	s := err.Error()
	if i := strings.LastIndex(s, ": "); i >= 0 && i+2 < len(s) {
		return s[i+2:]
	}
	return s
}

// Redact hides the password of a database address.
func Redact(place string) string {
	u, err := url.Parse(place)
	if err != nil || u.Scheme == "" {
		return place
	}
	return u.Redacted()
}

// Dialect is "sqlite" or "postgres"; only hall/search may branch on it.
func (d *DB) Dialect() string { return d.dialect }

// Clock is the clock that dates every transaction.
func (d *DB) Clock() clock.Clock { return d.clock }

// Version is the database program's own name and version, for the set-up page.
func (d *DB) Version(ctx context.Context) string {
	q, name := "select sqlite_version()", "SQLite "
	if d.dialect == postgres {
		q, name = "select current_setting('server_version')", "PostgreSQL "
	}
	var v string
	if err := d.read.QueryRowContext(ctx, q).Scan(&v); err != nil {
		return name + "?"
	}
	return name + v
}

// OnRefusal names the function that records refusals. It is called after the refused transaction
// was rolled back.
func (d *DB) OnRefusal(f func(ctx context.Context, actor who.Actor, err error)) { d.onRefuse = f }

// Close waits for running writes and closes the database; on SQLite it writes the log back first.
func (d *DB) Close() error {
	d.closing.Do(func() {
		if d.jobs != nil {
			close(d.jobs)
			<-d.done
		}
		d.closePools()
	})
	return nil
}

func (d *DB) closePools() {
	if d.read != nil && d.read != d.write {
		d.read.Close()
	}
	if d.write != nil {
		d.write.Close()
	}
}
