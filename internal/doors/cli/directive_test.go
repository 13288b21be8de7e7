package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func outline(t *testing.T, c *DirectiveCmd) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := c.Run(&Terminal{Out: &out, Err: &out})
	return out.String(), err
}

func TestDirectivePrintsTheTree(t *testing.T) {
	text := "在会上的讲话\n同志们：\n一、提高认识\n一是学习。二是落实。\n谢谢大家！"
	gb, _ := simplifiedchinese.GB18030.NewEncoder().String(text)
	for name, raw := range map[string]string{"utf8.txt": text, "bom.txt": "\ufeff" + text, "gb.txt": gb} {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, []byte(raw), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := outline(t, &DirectiveCmd{File: file, JSON: true})
		if err != nil {
			t.Fatal(err)
		}
		var nodes []struct {
			Level         int
			Marker, Title string
			Start, End    int
			Children      []struct{ Marker, Title, Text string }
		}
		if err := json.Unmarshal([]byte(got), &nodes); err != nil || len(nodes) != 1 {
			t.Fatalf("%s: %v in %s", name, err, got)
		}
		n := nodes[0]
		if n.Marker != "一、" || n.Title != "提高认识" || n.Start != 12 || len(n.Children) != 2 || n.Children[1].Text != "二是落实。" {
			t.Errorf("%s: %+v", name, n)
		}
		if !strings.HasPrefix(string([]rune(text)[n.Start:n.End]), n.Marker) {
			t.Errorf("%s: span does not begin with the marker", name)
		}
		plain, err := outline(t, &DirectiveCmd{File: file})
		if err != nil || !strings.Contains(plain, "  一是 学习") {
			t.Errorf("%s: %v in %s", name, err, plain)
		}
	}
}

func TestDirectiveRefusesInOneSentence(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, raw []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	tests := map[string]string{
		"missing": filepath.Join(dir, "nowhere.txt"),
		"folder":  dir,
		"picture": write("a.txt", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00")),
		"empty":   write("b.txt", []byte(" \n")),
		"broken":  write("c.docx", []byte("PK\x03\x04 and nothing more")),
		"old":     write("d.doc", append([]byte{0xD0, 0xCF, 0x11, 0xE0}, make([]byte, 100)...)),
		"too big": write("e.txt", bytes.Repeat([]byte("字"), 2<<20)),
	}
	for name, file := range tests {
		out, err := outline(t, &DirectiveCmd{File: file})
		var e *Exit
		if !errors.As(err, &e) || e.Code != 2 || out != "" || strings.Contains(e.Sentence, "\n") || len(e.Sentence) < 10 {
			t.Errorf("%s: %v, printed %q", name, err, out)
		}
	}
}
