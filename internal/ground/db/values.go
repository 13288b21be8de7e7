package db

import (
	"crypto/rand"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	lite "modernc.org/sqlite"
)

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// NewID makes an id: 26 characters, 60 bits of time and 68 random bits, so that ids cannot be
// guessed, ascend in the order in which one program made them, and new rows lie beside each other on
// the disk. What must not even tell its time of making (clues) has ids of its own.
func NewID() string { return idAt(nextTick(time.Now())) } //nolint:forbidigo // order on disk, not a fact of the record

// ticks is the tick of the youngest id. Lists are sorted by ids: two steps of one millisecond, or made
// after the machine's clock was set back, must not change places.
var ticks atomic.Uint64

// nextTick is t in 4,096ths of a millisecond, or one more than the last where t is not later.
func nextTick(t time.Time) uint64 {
	now := uint64(t.UnixMilli())<<12 | uint64(t.Nanosecond()%1e6)<<12/1e6
	for {
		last := ticks.Load()
		next := max(now, last+1)
		if ticks.CompareAndSwap(last, next) {
			return next
		}
	}
}

func idAt(tick uint64) string {
	var b [16]byte
	if _, err := rand.Read(b[7:]); err != nil {
		panic(err) // crypto/rand never fails on a working system
	}
	binary.BigEndian.PutUint64(b[:8], tick<<4|uint64(b[7]&15))
	out := make([]byte, 26)
	hi, lo := binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
	for i := 25; i >= 0; i-- {
		out[i] = alphabet[lo&31]
		lo = lo>>5 | hi<<59
		hi >>= 5
	}
	return string(out)
}

const stampLayout = "2006-01-02T15:04:05.000Z"

// Stamp writes an instant as it is stored: RFC 3339 in UTC with milliseconds; "" for none.
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(stampLayout)
}

// ReadStamp reads what Stamp wrote.
func ReadStamp(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.Parse(stampLayout, s)
}

type timeScan struct{ t *time.Time }

func (s timeScan) Scan(v any) error {
	switch x := v.(type) {
	case nil:
		*s.t = time.Time{}
	case string:
		t, err := ReadStamp(x)
		*s.t = t
		return err
	case []byte:
		t, err := ReadStamp(string(x))
		*s.t = t
		return err
	default:
		return fmt.Errorf("%T is not a stored time", v)
	}
	return nil
}

// At scans a stored instant into t.
func At(t *time.Time) interface{ Scan(any) error } { return timeScan{t} }

// Args collects the values of a statement that is put together from parts.
type Args []any

// Add appends v and returns its placeholder.
func (a *Args) Add(v any) string {
	*a = append(*a, v)
	return "$" + strconv.Itoa(len(*a))
}

// In appends every value and returns "($3, $4)"; "(null)" for none, which matches no row.
func In[T any](a *Args, values []T) string {
	if len(values) == 0 {
		return "(null)"
	}
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = a.Add(v)
	}
	return "(" + strings.Join(marks, ", ") + ")"
}

// IsUnique tells whether err is a broken uniqueness rule of the schema.
func IsUnique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var se *lite.Error
	return errors.As(err, &se) && (se.Code() == 2067 || se.Code() == 1555)
}

// Bytes is a blob column that scans on both drivers.
type Bytes []byte

// Value implements driver.Valuer.
func (b Bytes) Value() (driver.Value, error) { return []byte(b), nil }

// Limit is " limit n" as a literal. SQLite plans a bound limit by its value and therefore parses the
// statement anew at every execution (it cost a tenth of the ledger page); n is ours and never typed.
func Limit(n int) string { return " limit " + strconv.Itoa(n) }
