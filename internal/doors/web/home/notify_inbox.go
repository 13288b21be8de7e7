package homeweb

import (
	notifypage "plumbline/internal/doors/pages/notify"
	"plumbline/internal/doors/web/front"
)

// notifyInbox lists the person's own notices.
func (s door) notifyInbox(c *front.Ctx) error {
	unread := c.Query("unread") != ""
	p, err := s.Notify.Inbox(c.Context(), c.Who, unread, c.Query("before"))
	if err != nil {
		return err
	}
	return c.Render(notifypage.Inbox(notifypage.Model{Page: p, UnreadOnly: unread, Today: c.Today()}))
}

// notifyOpen marks a notice as read and leads to the page where something can be done about it.
func (s door) notifyOpen(c *front.Ctx) error {
	n, err := s.Notify.Open(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	if n.Link == "" {
		return c.See("/notices")
	}
	return c.See(front.Local(n.Link))
}

// notifyReadAll marks what the page showed as read, and not what came since.
func (s door) notifyReadAll(c *front.Ctx) error {
	if err := s.Notify.ReadAll(c.Context(), c.Who, c.Value("up_to")); err != nil {
		return err
	}
	return c.See("/notices")
}
