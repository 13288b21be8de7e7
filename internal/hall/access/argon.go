package access

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/argon2"
)

// Argon2id with 64 MiB and three passes (TRUST.md 2.2), about 150 ms. No more run at once than the
// machine has cores, so that memory is bounded.
const (
	argonTime   = 3
	argonMemory = 64 * 1024
	argonLen    = 32
)

// Busy is the answer while too many people wait for their password to be checked. It is no fault of
// the asker: the door answers 503 and says when to come again.
type Busy struct{ After time.Duration }

func (b *Busy) Error() string { return "too many sign-ins at once; come again in " + b.After.String() }

// mostQueued is how many wait for a slot; a known device waits in a shorter line of its own, so that
// a crowd of strangers cannot fill it.
const (
	mostQueued = 32
	mostKnown  = 16
)

// slots bounds how many hashes are computed at once and how many wait.
type slots struct {
	run    chan struct{}
	queued [2]atomic.Int32
	most   [2]int32
}

func newSlots(n int) *slots {
	return &slots{run: make(chan struct{}, n), most: [2]int32{mostQueued, mostKnown}}
}

var argonSlots = newSlots(runtime.NumCPU())

// enter waits for a slot in one of the two lines; a *Busy when the line is full.
func (s *slots) enter(known bool) (leave func(), err error) {
	line := 0
	if known {
		line = 1
	}
	select {
	case s.run <- struct{}{}:
		return s.leave, nil
	default:
	}
	if s.queued[line].Add(1) > s.most[line] {
		s.queued[line].Add(-1)
		return nil, &Busy{After: 5 * time.Second}
	}
	s.run <- struct{}{}
	s.queued[line].Add(-1)
	return s.leave, nil
}

func (s *slots) leave() { <-s.run }

// HashPassword is the PHC string of a password. It waits as long as it has to: what it hashes was
// chosen by somebody who is already inside.
func HashPassword(password string) string {
	var salt [16]byte
	if _, err := rand.Read(salt[:]); err != nil {
		panic(err) // crypto/rand never fails on a working system
	}
	argonSlots.run <- struct{}{}
	defer argonSlots.leave()
	return phc(salt[:], argon2.IDKey([]byte(password), salt[:], argonTime, argonMemory, 1, argonLen))
}

func phc(salt, key []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, argonMemory, argonTime, b.EncodeToString(salt), b.EncodeToString(key))
}

// dummy is compared against when the account does not exist, so that both answers take as long.
var dummy = phc(make([]byte, 16), make([]byte, argonLen))

// matches checks a password; *Busy when too many others are being checked. A stored text that is no
// hash matches nothing, after the same time.
func (s *slots) matches(password, stored string, known bool) (bool, error) {
	h, real := readPHC(stored)
	if !real {
		h, _ = readPHC(dummy)
	}
	leave, err := s.enter(known)
	if err != nil {
		return false, err
	}
	defer leave()
	got := argon2.IDKey([]byte(password), h.salt, h.time, h.memory, 1, argonLen)
	return subtle.ConstantTimeCompare(h.want, got) == 1 && real, nil
}

type phcHash struct {
	salt, want   []byte
	time, memory uint32
}

func readPHC(stored string) (h phcHash, ok bool) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 {
		return h, false
	}
	var version int
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return h, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=1", &h.memory, &h.time); err != nil {
		return h, false
	}
	var err1, err2 error
	h.salt, err1 = base64.RawStdEncoding.DecodeString(parts[4])
	h.want, err2 = base64.RawStdEncoding.DecodeString(parts[5])
	return h, err1 == nil && err2 == nil
}
