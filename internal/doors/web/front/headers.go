package front

import (
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
)

// pagePolicy lets a page load from its own origin only, and nothing inline; nobody may frame it.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// FilePolicy is for what people sent in: nothing in it may run, wherever a browser shows it.
const FilePolicy = "default-src 'none'; sandbox"

// powers are the browser's powers that a page could ask for. All are off but the two that a passkey
// needs, for this origin alone.
var powers = strings.Join([]string{
	"accelerometer=()", "autoplay=()", "camera=()", "display-capture=()", "encrypted-media=()", "fullscreen=()",
	"geolocation=()", "gyroscope=()", "magnetometer=()", "microphone=()", "midi=()", "payment=()",
	"picture-in-picture=()", "publickey-credentials-create=(self)", "publickey-credentials-get=(self)",
	"screen-wake-lock=()", "usb=()", "xr-spatial-tracking=()",
}, ", ")

// fixed are the headers of every answer, whatever the handler does (TRUST.md 2.18).
var fixed = map[string]string{
	"X-Content-Type-Options":            "nosniff",
	"X-Frame-Options":                   "DENY",
	"Referrer-Policy":                   "no-referrer",
	"Cross-Origin-Opener-Policy":        "same-origin",
	"Cross-Origin-Embedder-Policy":      "require-corp",
	"Cross-Origin-Resource-Policy":      "same-origin",
	"X-Permitted-Cross-Domain-Policies": "none",
	"Permissions-Policy":                powers,
}

// transport keeps a browser on TLS for two years, everywhere below this host name.
const transport = "max-age=63072000; includeSubDomains"

// answer is a response that leaves with the house's headers even if a handler, or the library that
// writes its own error text, took them away.
type answer struct {
	http.ResponseWriter
	secure bool
	sent   bool
}

func (a *answer) seal() {
	h := a.Header()
	for name, value := range fixed {
		h.Set(name, value)
	}
	if h.Get("Content-Security-Policy") != FilePolicy {
		h.Set("Content-Security-Policy", pagePolicy)
	}
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	if a.secure {
		h.Set("Strict-Transport-Security", transport)
	}
}

// WriteHeader sends the status with the headers.
func (a *answer) WriteHeader(status int) {
	if !a.sent {
		a.sent = status >= http.StatusOK // an interim answer is not the answer
		a.seal()
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write sends a part of the body, after the headers.
func (a *answer) Write(b []byte) (int, error) {
	if !a.sent {
		a.WriteHeader(http.StatusOK)
	}
	return a.ResponseWriter.Write(b)
}

// ReadFrom lets a file go from the disk to the socket without passing through here.
func (a *answer) ReadFrom(r io.Reader) (int64, error) {
	if !a.sent {
		a.WriteHeader(http.StatusOK)
	}
	return io.Copy(a.ResponseWriter, r)
}

// Unwrap lets http.ResponseController find the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// mostHeader bounds what a request says before its body. The server below reads twice as much, so
// that a little too much still gets a proper answer; far too much is cut off without one.
const mostHeader = 16 << 10

// headerBytes is what the address and the header fields of a request weigh on the line.
func headerBytes(r *http.Request) int {
	n := len(r.Method) + len(r.RequestURI) + len(r.Proto) + len(r.Host)
	for name, values := range r.Header {
		for _, v := range values {
			n += len(name) + len(v) + len(": \r\n")
		}
	}
	return n
}

// refuseHeader answers a request whose header is too large, without looking into it.
func (s *Server) refuseHeader(w http.ResponseWriter) {
	w.Header().Set("Connection", "close")
	http.Error(w, s.Words.Say(s.Config.Lang, "shell.header_too_large", "most", mostHeader>>10), http.StatusRequestHeaderFieldsTooLarge)
}

// How long each phase of a request may take. A reader or sender that is slower holds a connection no
// longer than that; files have longer, both ways.
const (
	headTime  = 10 * time.Second
	bodyTime  = time.Minute
	writeTime = 2 * time.Minute
	fileTime  = 10 * time.Minute
	idleTime  = 2 * time.Minute
)

// patient gives a route that takes files the time of a slow line.
func patient(w http.ResponseWriter) {
	now := clock.System.Now()
	rc := http.NewResponseController(w)
	// A recorder in a test has no connection and therefore no deadline to move.
	_ = rc.SetReadDeadline(now.Add(fileTime))
	_ = rc.SetWriteDeadline(now.Add(fileTime + writeTime))
}

// Saved makes the answer a file to keep under this name, never a page, and gives it the time of a
// slow line.
func (c *Ctx) Saved(name string) {
	c.W.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	_ = http.NewResponseController(c.W).SetWriteDeadline(clock.System.Now().Add(fileTime))
}

// forget tells the browser to drop what it kept of the signed-in person. The cookies are taken back
// one by one, because the language of the sign-in page is the browser's and not the person's.
func (c *Ctx) forget() {
	c.W.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	c.SetCookie("")
	c.SetRecent("", -1)
}

const tooLargeKey = "shell.form_too_large"

// formTooLarge is the fault of a body over its bound; it is answered with 413.
func formTooLarge(limit int64) error {
	return fault.Invalid(fault.On("", tooLargeKey, "most", max(1, limit>>20)))
}

// inner is the writer below the house's headers, which knows how to close the connection of a sender
// that does not stop.
func inner(w http.ResponseWriter) http.ResponseWriter {
	if a, ok := w.(*answer); ok {
		return a.ResponseWriter
	}
	return w
}
