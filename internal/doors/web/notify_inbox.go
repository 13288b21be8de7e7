package web

import (
	notifypage "plumbline/internal/doors/pages/notify"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/notify"
)

// notifyInbox lists the person's own notices.
func (s *Server) notifyInbox(c *Ctx) error {
	unread := c.Query("unread") != ""
	p, err := s.Notify.Inbox(c.Context(), c.Who, unread, c.Query("before"))
	if err != nil {
		return err
	}
	return c.Render(notifypage.Inbox(notifypage.Model{Page: p, UnreadOnly: unread, Today: c.Today()}))
}

// unread counts for the bell in the frame.
func (s *Server) unread(c *Ctx) (n int, err error) {
	err = s.DB.Look(c.Context(), c.Who, func(tx *db.Tx) error {
		n, err = notify.Unread(tx, c.Who.Login)
		return err
	})
	return n, err
}

// notifyOpen marks a notice as read and leads to the page where something can be done about it.
func (s *Server) notifyOpen(c *Ctx) error {
	n, err := s.Notify.Open(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	if n.Link == "" {
		return c.See("/notices")
	}
	return c.See(local(n.Link))
}

// notifyReadAll marks what the page showed as read, and not what came since.
func (s *Server) notifyReadAll(c *Ctx) error {
	if err := s.Notify.ReadAll(c.Context(), c.Who, c.Value("up_to")); err != nil {
		return err
	}
	return c.See("/notices")
}
