package notify

import (
	"context"
	"slices"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// Hall is the service with its own verbs.
type Hall struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Hall { return &Hall{db: d} }

// Notice is one message in one inbox.
type Notice struct {
	ID      string
	Subject string
	Light   string
	Kind    string
	Ref     string
	Title   string
	Link    string
	Args    map[string]string
	At      time.Time
	Read    time.Time // zero when unread
}

// Page is a stretch of an inbox; Before is the id from which the next older stretch begins, empty at
// the end.
type Page struct {
	Notices []Notice
	Unread  int
	Before  string
}

// pageSize is how many notices one page shows.
const pageSize = 50

// Inbox lists the actor's notices, the newest first. Everybody has only his or her own.
func (h *Hall) Inbox(ctx context.Context, actor who.Actor, unreadOnly bool, before string) (p Page, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if p.Unread, err = Unread(tx, actor.Login); err != nil {
			return err
		}
		p.Notices, err = listNotices(tx, actor.Login, unreadOnly, before, pageSize+1)
		return err
	})
	if len(p.Notices) > pageSize {
		p.Notices = p.Notices[:pageSize]
		p.Before = p.Notices[pageSize-1].ID
	}
	// Ids of notices delivered in one go do not tell which matter came first; their instants do.
	slices.SortStableFunc(p.Notices, func(a, b Notice) int { return b.At.Compare(a.At) })
	return p, err
}

// mostCounted bounds the number in the bell: beyond it the bell says "more".
const mostCounted = 100

// Unread counts an account's unread notices, at most 100.
func Unread(tx *db.Tx, login string) (int, error) { return countUnread(tx, login) }

// Open marks one of the actor's notices as read and answers it, so that the door can lead to its
// page; fault.NotFound for anybody else's.
func (h *Hall) Open(ctx context.Context, actor who.Actor, id string) (n Notice, err error) {
	err = h.db.Upkeep(ctx, actor, func(tx *db.Tx) error {
		if n, err = loadNotice(tx, actor.Login, id); err != nil {
			return err
		}
		return markRead(tx, actor.Login, id)
	})
	return n, err
}

// ReadAll marks every notice of the actor up to and including upTo as read: what arrived while the
// page was looked at stays unread.
func (h *Hall) ReadAll(ctx context.Context, actor who.Actor, upTo string) error {
	if upTo == "" {
		return fault.Invalid(fault.On("", "notify.nothing_to_read"))
	}
	return h.db.Upkeep(ctx, actor, func(tx *db.Tx) error { return markAllRead(tx, actor.Login, upTo) })
}
