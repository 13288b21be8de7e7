package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	lite "modernc.org/sqlite"

	"plumbline/internal/ground/disk"
)

// ErrUnavailable is a database that cannot take or give anything now: nothing was saved by half, and the
// same may be tried later. Full tells that a disk is full, and then nothing was saved at all; whoever
// loses the connection to a server during the commit cannot know, and looks before trying again.
type ErrUnavailable struct {
	Full bool
	Err  error
}

func (e *ErrUnavailable) Error() string {
	what := "the database does not answer"
	if e.Full {
		what = "the disk is full"
	}
	if e.Err == nil {
		return what
	}
	return what + ": " + e.Err.Error()
}

func (e *ErrUnavailable) Unwrap() error { return e.Err }

// errLow refuses business writes while the spare file is given up.
var errLow = errors.New("business writes wait until there is room again")

type vital struct{}

// Vital marks the context of what must be written even when the disk is full: the record of looks
// and refusals, signing in and out, sealing. It is small, and the spare file keeps room for it.
func Vital(ctx context.Context) context.Context { return context.WithValue(ctx, vital{}, true) }

func isVital(ctx context.Context) bool { return ctx.Value(vital{}) != nil }

// Low tells whether the disk was full and only what is vital is written.
func (d *DB) Low() bool { return d.spare.Low() }

// Room is the state of the spare file and its disk; zero without one.
func (d *DB) Room() disk.State { return d.spare.State() }

// Trouble is the last failure of the disk or the connection since the start.
type Trouble struct {
	At  time.Time
	Err error
}

// LastTrouble is zero when there was none.
func (d *DB) LastTrouble() Trouble {
	t, _ := d.trouble.Load().(Trouble)
	return t
}

// noted turns what the disk or the connection did into ErrUnavailable, gives up the spare file when
// the disk is full, and keeps the failure for the page of the system administrator.
func (d *DB) noted(err error) error {
	var already *ErrUnavailable
	if err == nil || errors.As(err, &already) {
		return err
	}
	full := d.isFull(err)
	if !full && !unreachable(err) {
		return err
	}
	if full {
		d.spare.Give()
	}
	d.trouble.Store(Trouble{At: d.clock.Now(), Err: err})
	return &ErrUnavailable{Full: full, Err: err}
}

const (
	liteIOErr = 10
	liteFull  = 13
	// hardlyAny is so little room that a failed write means a full disk, whatever the system called it.
	hardlyAny = 256 << 10
)

func (d *DB) isFull(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "53100"
	}
	var se *lite.Error
	if !errors.As(err, &se) {
		return disk.Full(err)
	}
	switch se.Code() & 0xff {
	case liteFull:
		return true
	case liteIOErr: // a full quota, or no room for the shared index of the log
		room, err := disk.SpaceOf(filepath.Dir(d.place))
		return err == nil && room.Total > 0 && room.Free < hardlyAny
	}
	return false
}

// unreachable tells a failing disk or lost connection from everything else.
func unreachable(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) { // 08: connection, 53: resources, 57P: being shut down or starting, 58: its disk
		return strings.HasPrefix(pg.Code, "08") || strings.HasPrefix(pg.Code, "53") || strings.HasPrefix(pg.Code, "57P") || strings.HasPrefix(pg.Code, "58")
	}
	var se *lite.Error
	if errors.As(err, &se) {
		return se.Code()&0xff == liteIOErr
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return false // whoever asked has left
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.Is(err, driver.ErrBadConn) || pgconn.SafeToRetry(err) || errors.As(err, &network)
}
