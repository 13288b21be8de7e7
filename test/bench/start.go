package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// start is what the program itself costs: on an empty folder, from exec to the first whole page.
type start struct {
	FirstPage float64 `json:"first_page_ms"`
	Resident  float64 `json:"resident_mib"`
	Binary    float64 `json:"binary_mib"`
}

func (s *start) String() string {
	if s == nil {
		return ""
	}
	return fmt.Sprintf("start to first page on an empty folder: %.0f ms (goal < 1000); resident afterwards: %.0f MiB (goal < 80); binary: %.1f MiB (goal < 80)",
		s.FirstPage, s.Resident, s.Binary)
}

// measureStart starts the built program (PLUMBLINE_BIN, or build/plumbline) three times and answers the middle one.
func measureStart() (*start, error) {
	bin := os.Getenv("PLUMBLINE_BIN")
	if bin == "" {
		bin = "build/plumbline"
	}
	st, err := os.Stat(bin)
	if err != nil {
		return nil, fmt.Errorf("no program at %s: make build", bin)
	}
	var runs []*start
	for range 3 {
		s, err := startOnce(bin)
		if err != nil {
			return nil, err
		}
		s.Binary = float64(st.Size()) / (1 << 20)
		runs = append(runs, s)
	}
	a, b, c := runs[0], runs[1], runs[2]
	if (a.FirstPage-b.FirstPage)*(c.FirstPage-a.FirstPage) >= 0 {
		return a, nil
	}
	if (b.FirstPage-a.FirstPage)*(c.FirstPage-b.FirstPage) >= 0 {
		return b, nil
	}
	return c, nil
}

func startOnce(bin string) (*start, error) {
	dir, err := os.MkdirTemp("", "plumbline-bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	ctx, stop := context.WithTimeout(context.Background(), 30*time.Second)
	defer stop()
	cmd := exec.CommandContext(ctx, bin, "serve", "--addr", "127.0.0.1:0", "--data", filepath.Join(dir, "data"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	defer func() {
		if cmd.Process.Signal(os.Interrupt) == nil {
			cmd.Wait() //nolint:errcheck // interrupted on purpose; its exit code says only that
		}
	}()
	address := ""
	for in := bufio.NewScanner(out); address == "" && in.Scan(); {
		if strings.HasPrefix(in.Text(), "http://") {
			address = in.Text()
		}
	}
	resp, err := http.Get(address + "/login")
	if err != nil {
		return nil, err
	}
	resp.Body.Close()
	s := &start{FirstPage: float64(time.Since(began).Microseconds()) / 1000}
	time.Sleep(time.Second)
	s.Resident = resident(cmd.Process.Pid)
	return s, nil
}

// resident is the memory of a process in MiB, 0 where the system does not tell.
func resident(pid int) float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for _, l := range strings.Split(string(raw), "\n") {
		if f := strings.Fields(l); len(f) == 3 && f[0] == "VmRSS:" {
			kib, _ := strconv.Atoi(f[1])
			return float64(kib) / 1024
		}
	}
	return 0
}
