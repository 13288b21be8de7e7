package witness

import (
	"errors"
	"io/fs"
	"net/http"

	"plumbline/internal/ground/tlog"
)

// Refusal is a submission that is not cosigned. Status is the one that C2SP tlog-witness lays down; Size
// is what the witness last cosigned, meant when Status is 409.
type Refusal struct {
	Status int
	Size   int64
	Why    string
}

func (r *Refusal) Error() string { return r.Why }

// Behind tells whether the submission began somewhere else than where the witness stands, at Size.
func (r *Refusal) Behind() bool { return r.Status == http.StatusConflict }

func refuse(status int, size int64, why string) error { return &Refusal{status, size, why} }

// Add cosigns a submission and returns the cosignature line, or a *Refusal. When it returns a line, the
// checkpoint is on the disk. Comparing with the last checkpoint and keeping the new one are one step: of
// two submissions at the same moment the second sees what the first left.
func (f *Folder) Add(text []byte) (line []byte, err error) {
	s, c, err := tlog.ParseSubmission(text)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, 0, err.Error())
	}
	err = f.locked(func() error {
		l, err := f.read(c.Origin)
		if errors.Is(err, fs.ErrNotExist) {
			return refuse(http.StatusNotFound, 0, "this witness does not know the log "+c.Origin)
		}
		if err != nil {
			return err
		}
		if _, err := tlog.Open(s.Checkpoint, l.Key); err != nil {
			return refuse(http.StatusForbidden, 0, "the checkpoint is not signed by the key of "+c.Origin)
		}
		if err := l.follows(s, c); err != nil {
			return err
		}
		if line, err = f.key.Cosign(s.Checkpoint, f.clock.Now()); err != nil {
			return err
		}
		l.Size, l.Checkpoint, l.Line, l.Heard = c.Size, string(s.Checkpoint), string(line), f.clock.Now().UTC()
		return f.write(l)
	})
	if err != nil {
		return nil, err
	}
	f.persisted()
	return line, nil
}

// follows wants the submission to begin where the last one ended and to prove that it extends it.
func (l Log) follows(s tlog.Submission, c tlog.Checkpoint) error {
	switch {
	case s.Old > c.Size:
		return refuse(http.StatusBadRequest, 0, "the old size is larger than the checkpoint")
	case s.Old != l.Size:
		return refuse(http.StatusConflict, l.Size, "the old size is not what this witness last cosigned")
	case s.Old == 0 && len(s.Proof) > 0:
		return refuse(http.StatusUnprocessableEntity, 0, "there is nothing to prove before the first checkpoint")
	case s.Old == 0:
		return nil
	}
	was, err := tlog.Parse([]byte(l.Checkpoint))
	if err != nil {
		return err
	}
	if s.Old == c.Size {
		if was.Root != c.Root {
			return refuse(http.StatusConflict, l.Size, "another checkpoint of this size was cosigned: the log shows two histories")
		}
		if len(s.Proof) > 0 {
			return refuse(http.StatusUnprocessableEntity, 0, "there is nothing to prove between two equal sizes")
		}
		return nil
	}
	if tlog.CheckConsistency(s.Proof, was.Tree, c.Tree) != nil {
		return refuse(http.StatusUnprocessableEntity, 0, "the proof does not show that this checkpoint extends the last one")
	}
	return nil
}
