package disk

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestSpareIsGivenUpAndTakenBack(t *testing.T) {
	s, err := OpenSpare(t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	if s == nil {
		t.Skip("this system does not tell how much room there is")
	}
	if info, err := os.Stat(s.file); err != nil || info.Size() != s.size || info.Mode().Perm() != 0o600 {
		t.Fatalf("the spare file is not there: %v", err)
	}
	s.Give()
	s.looked = time.Now() // taking the file away may have taken a busy disk longer than a look waits
	if _, err := os.Stat(s.file); err == nil || !s.Low() {
		t.Fatal("the spare file was not given up")
	}
	s.looked = s.looked.Add(-2 * lookEvery)
	if _, err := os.Stat(s.file); s.Low() || errors.Is(err, os.ErrExist) {
		t.Fatal("there is room again, and nothing was taken back")
	}
	if _, err := os.Stat(s.file); err != nil {
		t.Fatal("not low, and no spare file")
	}
}

func TestNoRoomAtTheStart(t *testing.T) {
	dir := t.TempDir()
	s := &Spare{dir: dir, file: filepath.Join(dir, SpareName), size: 1 << 50}
	var room *ErrRoom
	if err := s.lay(); !errors.As(err, &room) {
		t.Fatalf("a spare file of a pebibyte: %v", err)
	}
	s.low, s.looked = true, time.Time{}
	if !s.Low() {
		t.Fatal("low ended without room")
	}
}

func TestAnOldClockDoesNotStopLooking(t *testing.T) {
	s, err := OpenSpare(t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	if s == nil {
		t.Skip("this system does not tell how much room there is")
	}
	s.Give()
	s.looked = time.Now().Add(time.Hour) // the machine's clock was put back since
	if s.Low() {
		t.Fatal("a clock that was put back keeps the house low")
	}
}

func TestNilSpareIsNeverLow(t *testing.T) {
	var s *Spare
	s.Give()
	if s.Low() || s.State() != (State{}) {
		t.Fatal("a house without a spare file is low")
	}
}

func TestCloseOff(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	os.Chmod(file, 0o644)
	if mode, err := Shared(file); err != nil || mode != 0o644 {
		t.Fatalf("a readable file is not seen as shared: %v %v", mode, err)
	}
	if err := CloseOff(file); err != nil {
		t.Fatal(err)
	}
	if mode, err := Shared(file); err != nil || mode != 0 {
		t.Fatalf("still shared: %v %v", mode, err)
	}
}
