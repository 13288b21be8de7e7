package web

import (
	"net/http"
	"strconv"
)

// fileOpen hands out the original as a download. It is never shown in the page's own origin: the
// sandbox holds even if a browser ignores the disposition.
func (s *Server) fileOpen(c *Ctx) error {
	f, r, err := s.Files.Open(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	defer r.Close()
	h := c.W.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Security-Policy", filePolicy)
	c.saved(f.Name)
	http.ServeContent(c.W, c.R, "", f.At, r)
	return nil
}

// fileThumb shows the small picture that was drawn from the original.
func (s *Server) fileThumb(c *Ctx) error {
	data, err := s.Files.Thumb(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	h := c.W.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Length", strconv.Itoa(len(data)))
	h.Set("Content-Security-Policy", filePolicy)
	_, err = c.W.Write(data)
	return err
}

// fileWithdraw marks a file as handed in by mistake.
func (s *Server) fileWithdraw(c *Ctx) error {
	if err := s.Files.Withdraw(c.Context(), c.Who, c.Path("id"), c.Value("reason")); err != nil {
		return err
	}
	return c.See(local(c.Value("back")))
}
