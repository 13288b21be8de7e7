package cli

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDemoRefuses(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	used := t.TempDir()
	if err := os.WriteFile(filepath.Join(used, "plumbline.db"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	fresh := filepath.Join(t.TempDir(), "demo")
	for name, x := range map[string]struct {
		cmd  DemoCmd
		says string
	}{
		"taken port":     {DemoCmd{Addr: taken.Addr().String(), Data: fresh}, "is taken by another program"},
		"used folder":    {DemoCmd{Addr: "127.0.0.1:0", Data: used}, "holds other things than the demo"},
		"not an address": {DemoCmd{Addr: "nowhere", Data: fresh}, "is not an address"},
	} {
		var out bytes.Buffer
		err := x.cmd.Run(t.Context(), &Terminal{Out: &out, Err: &out})
		var e *Exit
		if !errors.As(err, &e) || e.Code != 2 || !strings.Contains(e.Sentence, x.says) {
			t.Errorf("%s: %v", name, err)
		}
		if out.Len() > 0 {
			t.Errorf("%s wrote %q", name, out.String())
		}
	}
	if exists(fresh) {
		t.Error("a refused demo left a folder")
	}
}

func TestDemoInterruptedLeavesNothing(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	folder := filepath.Join(t.TempDir(), "demo")
	err := (&DemoCmd{Addr: "127.0.0.1:0", Data: folder, JSON: true, Lang: "zh"}).Run(ctx, &Terminal{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}})
	if err == nil || exists(folder) {
		t.Errorf("interrupted: %v, folder left: %v", err, exists(folder))
	}
}

func TestTableLinesUp(t *testing.T) {
	lines := strings.Split(strings.TrimRight(table([][]string{{"角色", "login"}, {"组", "a"}, {"leader", "b"}}), "\n"), "\n")
	at := columns(lines[0][:strings.Index(lines[0], "login")])
	for i, mark := range map[int]string{2: "a", 3: "b"} {
		if got := columns(lines[i][:strings.LastIndex(lines[i], mark)]); got != at {
			t.Errorf("line %d begins its second column at %d, not %d: %q", i, got, at, lines[i])
		}
	}
}
