package durable

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"
)

// ledger is what a worker said.
type ledger struct {
	mu    sync.Mutex
	lines []line
	ready chan struct{}
}

func newLedger() *ledger { return &ledger{ready: make(chan struct{})} }

// read takes lines until the worker's end; half a line at the end was not said.
func (l *ledger) read(r io.Reader) {
	in := bufio.NewReader(r)
	said := false
	for {
		raw, err := in.ReadBytes('\n')
		var x line
		if err == nil && json.Unmarshal(raw, &x) == nil {
			if x.T == "ready" && !said {
				said = true
				close(l.ready)
			}
			l.mu.Lock()
			l.lines = append(l.lines, x)
			l.mu.Unlock()
		}
		if err != nil {
			if !said {
				close(l.ready)
			}
			return
		}
	}
}

func (l *ledger) of(t string) (out []line) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, x := range l.lines {
		if x.T == t {
			out = append(out, x)
		}
	}
	return out
}

// worker is a worker that runs.
type worker struct {
	*ledger
	cmd  *exec.Cmd
	errs bytes.Buffer
	gone chan struct{} // the pipe is read to its end
}

// start starts a worker, perhaps behind another program such as strace.
func start(t testing.TB, k task, before ...string) *worker {
	t.Helper()
	text, err := json.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	args := append(before, os.Args[0])
	w := &worker{ledger: newLedger(), cmd: exec.Command(args[0], args[1:]...), gone: make(chan struct{})}
	w.cmd.Env = append(os.Environ(), asWorker+"="+string(text))
	w.cmd.Stderr = &w.errs
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		w.read(out)
		close(w.gone)
	}()
	return w
}

// kill ends the worker as a power button does.
func (w *worker) kill() {
	w.cmd.Process.Kill()
	w.end()
}

// end waits for the worker's end and answers its error.
func (w *worker) end() error {
	<-w.gone
	return w.cmd.Wait()
}
