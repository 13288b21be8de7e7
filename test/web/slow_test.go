package web

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// patience is how long the others wait for a page while slow clients hold on, at the 99th of a hundred.
const patience = 2 * time.Second

// T-SLOW: many clients that send their header or their body drop by drop, or read nothing, do not keep
// the others waiting.
func TestSlowClients(t *testing.T) {
	w := openTown(t)
	at := w.listen(t)
	many := size(900, 9000)
	var held []net.Conn
	defer func() {
		for _, c := range held {
			c.Close()
		}
	}()
	starts := []string{
		"GET /login HTTP/1.1\r\nHost: a\r\nX-Slow: ",
		"POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 16000\r\n\r\nlogin=",
		"POST /files HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000000\r\n\r\n--x",
		"GET /licences HTTP/1.1\r\nHost: a\r\n\r\nGET /licences HTTP/1.1\r\nHost: a\r\n\r\nGET /licences HTTP/1.1\r\nHost: a\r\n\r\n",
		"",
	}
	for i := range many {
		c, err := net.DialTimeout("tcp", at, 5*time.Second)
		if err != nil {
			if i < 200 {
				t.Fatal(err)
			}
			break // this machine gives no more connections to one program
		}
		held = append(held, c)
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetReadBuffer(1024)
		}
		_, _ = io.WriteString(c, starts[i%len(starts)])
	}
	stop, dripping := make(chan struct{}), sync.WaitGroup{}
	dripping.Go(func() {
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-tick.C:
				for j := i % 7; j < len(held); j += 7 {
					_ = held[j].SetWriteDeadline(time.Now().Add(20 * time.Millisecond))
					_, _ = io.WriteString(held[j], "a")
				}
			}
		}
	})
	var waits []time.Duration
	p99 := 2 * patience
	for try := 0; try < 3 && p99 > patience; try++ { // what only a busy machine made slow is quicker the next time
		waits = w.waits(t, at, 200)
		p99 = waits[len(waits)*99/100]
	}
	close(stop)
	dripping.Wait()
	t.Logf("%d slow connections; others waited p50 %v, p99 %v", len(held), waits[len(waits)/2], p99)
	if p99 > patience {
		t.Errorf("the others waited %v", p99)
	}
}

// waits asks for a page again and again on connections of its own, and answers the times in order.
func (w *town) waits(t *testing.T, at string, times int) (out []time.Duration) {
	t.Helper()
	client := http.Client{Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	for range times {
		began := time.Now()
		res, err := client.Get("http://" + at + "/login")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Fatal(res.Status)
		}
		out = append(out, time.Since(began))
	}
	slices.Sort(out)
	return out
}

// A client that begins and says no more is let go after the time of the header.
func TestSlowHeaderIsLetGo(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the server's own time")
	}
	w := openTown(t)
	at := w.listen(t)
	c, err := net.DialTimeout("tcp", at, 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	began := time.Now()
	fmt.Fprint(c, "GET /login HTTP/1.1\r\nHost: a\r\nX: ")
	_ = c.SetReadDeadline(began.Add(40 * time.Second))
	_, _ = io.Copy(io.Discard, c)
	if took := time.Since(began); took < 5*time.Second || took > 30*time.Second {
		t.Errorf("let go after %v", took)
	}
}

// The measure sees a server that one slow client stops.
func TestSlowIsSeen(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var one sync.Mutex
	held := make(chan struct{}, 2)
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		one.Lock()
		defer one.Unlock()
		held <- struct{}{}
		_, _ = io.Copy(io.Discard, r.Body)
	})}
	go func() { _ = srv.Serve(ln) }()
	defer srv.Close()
	c, err := net.DialTimeout("tcp", ln.Addr().String(), 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprint(c, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\na")
	<-held
	time.AfterFunc(patience+500*time.Millisecond, func() { c.Close() })
	if waits := (&town{}).waits(t, ln.Addr().String(), 1); waits[0] < patience {
		t.Errorf("a stopped server answers after %v", waits[0])
	}
}
