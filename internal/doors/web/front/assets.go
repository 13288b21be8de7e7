package front

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"plumbline/assets"
	"plumbline/internal/ground/fault"
)

// asset serves one embedded file under its hashed name, which a browser may keep for ever.
func (s *Server) asset(c *Ctx) error {
	f, ok := assets.Get(c.Path("name"))
	if !ok {
		return fault.NotFound()
	}
	h := c.W.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := f.Body
	if gz := f.Gzip(); gz != nil && strings.Contains(c.R.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = gz
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.W.WriteHeader(http.StatusOK)
	if c.R.Method == http.MethodHead {
		return nil
	}
	_, err := c.W.Write(body)
	return ignoreGone(err)
}

// ignoreGone drops the error of writing to a reader who left: there is nobody to tell.
func ignoreGone(error) error { return nil }

// licences is the text of the notices for what the program carries from others.
func (s *Server) licences(c *Ctx) error {
	c.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(c.W, assets.Notices())
	return ignoreGone(err)
}

// health answers a monitor: the process runs and the database can be read.
func (s *Server) health(c *Ctx) error {
	if err := s.DB.Read(c.Context(), c.Who, pong); err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := c.W.Write([]byte("ok\n"))
	return ignoreGone(err)
}
