package db_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
)

// TestManySnapshotsPrepareAtOnce opens more snapshots than there are connections, each of which must prepare
// a text that nobody has used: they once waited for each other for ever.
func TestManySnapshotsPrepareAtOnce(t *testing.T) {
	d := dbtest.SQLite(t)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			err := d.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
				time.Sleep(time.Millisecond)
				_, err := db.Value[int64](tx, fmt.Sprintf("select %d", i))
				return err
			})
			if err != nil {
				t.Errorf("read %d: %v", i, err)
			}
		})
	}
	all.Wait()
}
