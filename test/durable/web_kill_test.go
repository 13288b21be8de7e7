package durable

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// T-KILL at the real program over HTTP: notes and files are posted by signed-in accounts while the
// server is killed; every 303 is kept.
func TestKillServe(t *testing.T) {
	began := time.Now()
	kills := size(4, 60)
	w := newTown(t, filepath.Join(t.TempDir(), "data"), nil)
	w.v.kill()
	<-w.v.gone
	var files int
	for n := range kills {
		w.v = serve(t, w.site, nil)
		var wg sync.WaitGroup
		var mu sync.Mutex
		for c := range 6 {
			wg.Go(func() {
				for i := 0; ; i++ {
					key := fmt.Sprintf("k%d-%d-%d", n, c, i)
					l, ok := w.send(key, c%3 == 0)
					if !ok {
						return
					}
					mu.Lock()
					w.acks = append(w.acks, l)
					if l.Op == "file" {
						files++
					}
					mu.Unlock()
				}
			})
		}
		enough := func() bool { // a busy machine is given the time to answer something first
			mu.Lock()
			defer mu.Unlock()
			return len(w.acks) > n && files > 0
		}
		for end := time.Now().Add(3 * time.Minute); !enough() && time.Now().Before(end); {
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Duration(200+rand.IntN(400)) * time.Millisecond)
		w.v.kill()
		<-w.v.gone
		wg.Wait()
		for _, f := range inspect(t, w.site, w.acks) {
			t.Error(f)
		}
	}
	for _, f := range orphans(t, w.site) {
		t.Error(f)
	}
	if len(w.acks) < kills || files == 0 {
		t.Errorf("only %d acknowledged, %d of them files: nothing was proved", len(w.acks), files)
	}
	spent(t, began, "%d kills of the program, %d acknowledged over HTTP, %d of them files", kills, len(w.acks), files)
}

// send posts a note or a file; ok is false when the server did not answer, or answered otherwise.
func (w *town) send(key string, file bool) (l line, ok bool) {
	office, liaison := *w.office, *w.liaison
	office.base, liaison.base = w.v.base, w.v.base
	if file {
		body := []byte("证据 " + key)
		status, _, _ := liaison.upload(w.t, w.item, key+".txt", body)
		return line{T: "ack", Op: "file", Key: key, Sum: sum(body)}, status == http.StatusSeeOther
	}
	status, _, _ := office.post(w.t, "/rectify/items/"+w.item+"/note", map[string][]string{"note": {key}})
	return line{T: "ack", Op: "note", Key: key, ID: w.item, Sum: key}, status == http.StatusSeeOther
}
