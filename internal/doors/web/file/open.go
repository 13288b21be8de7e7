package fileweb

import (
	"net/http"
	"strconv"

	"plumbline/internal/doors/web/front"
)

// open hands out the original as a download. It is never shown in the page's own origin: the
// sandbox holds even if a browser ignores the disposition.
func (s door) open(c *front.Ctx) error {
	f, r, err := s.Files.Open(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	defer r.Close()
	h := c.W.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Security-Policy", front.FilePolicy)
	c.Saved(f.Name)
	http.ServeContent(c.W, c.R, "", f.At, r)
	return nil
}

// thumb shows the small picture that was drawn from the original.
func (s door) thumb(c *front.Ctx) error {
	data, err := s.Files.Thumb(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	h := c.W.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Length", strconv.Itoa(len(data)))
	h.Set("Content-Security-Policy", front.FilePolicy)
	_, err = c.W.Write(data)
	return err
}

// withdraw marks a file as handed in by mistake.
func (s door) withdraw(c *front.Ctx) error {
	if err := s.Files.Withdraw(c.Context(), c.Who, c.Path("id"), c.Value("reason")); err != nil {
		return err
	}
	return c.See(front.Local(c.Value("back")))
}
