package db

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
)

// What is used stays prepared, however many texts have come by; what was used longest ago goes.
func TestTheWriterForgetsTheOldest(t *testing.T) {
	pool, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	ctx := context.Background()
	conn, err := pool.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	w := &writer{conn: conn, stmts: map[string]*kept{}}
	const hot = "select 'hot'"
	for i := range keptStmts + 100 {
		for _, q := range []string{fmt.Sprintf("select %d", i), hot} {
			if s, err := w.stmt(ctx, q); err != nil || s == nil {
				t.Fatal(q, s, err)
			}
		}
		w.forget()
		if n := len(w.stmts); n > keptStmts {
			t.Fatalf("%d statements are kept", n)
		}
	}
	newest := fmt.Sprintf("select %d", keptStmts+99)
	if w.stmts[hot] == nil || w.stmts[newest] == nil || w.stmts["select 0"] != nil {
		t.Errorf("hot kept: %v, newest kept: %v, oldest kept: %v", w.stmts[hot] != nil, w.stmts[newest] != nil, w.stmts["select 0"] != nil)
	}
	var said string
	if err := w.stmts[hot].QueryRowContext(ctx).Scan(&said); err != nil || said != "hot" {
		t.Error(said, err)
	}
}
