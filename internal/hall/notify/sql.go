package notify

import (
	"encoding/json"

	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
)

func insertMessage(tx *db.Tx, m Message) (int64, error) {
	args, err := json.Marshal(m.Args)
	if err != nil {
		return 0, err
	}
	to, err := json.Marshal(m.To)
	if err != nil {
		return 0, err
	}
	return tx.Exec(`insert into notify_message (id, key, subject, light, kind, ref, unit_id, unit_ord, title, link, args, targets, queued_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (key) do nothing`,
		db.NewID(), m.Key, m.Subject, m.Light, m.Kind, m.Ref, m.Unit, m.Ord, m.Title, m.Link, string(args), string(to), db.Stamp(tx.Now))
}

type unsent struct {
	id        string
	ord       int64
	kind, ref string
	to        []To
}

func listUnsent(tx *db.Tx, limit int) ([]unsent, error) {
	return db.All(tx, func(r db.Scanner) (u unsent, err error) {
		var to string
		if err = r.Scan(&u.id, &u.ord, &u.kind, &u.ref, &to); err != nil {
			return u, err
		}
		err = json.Unmarshal([]byte(to), &u.to)
		return u, err
	}, `select id, unit_ord, kind, ref, targets from notify_message where sent_at = '' order by queued_at, id limit $1`, limit)
}

func insertNotice(tx *db.Tx, login, message string) error {
	_, err := tx.Exec(`insert into notify_notice (id, login_id, message_id, at) values ($1, $2, $3, $4) on conflict (message_id, login_id) do nothing`,
		db.NewID(), login, message, db.Stamp(tx.Now))
	return err
}

func markSent(tx *db.Tx, id string) error {
	_, err := tx.Exec(`update notify_message set sent_at = $1 where id = $2 and sent_at = ''`, db.Stamp(tx.Now), id)
	return err
}

const noticeCols = `n.id, m.subject, m.light, m.kind, m.ref, m.title, m.link, m.args, m.queued_at, n.read_at`

func scanNotice(r db.Scanner) (n Notice, err error) {
	var args string
	if err = r.Scan(&n.ID, &n.Subject, &n.Light, &n.Kind, &n.Ref, &n.Title, &n.Link, &args, db.At(&n.At), db.At(&n.Read)); err != nil {
		return n, err
	}
	err = json.Unmarshal([]byte(args), &n.Args)
	return n, err
}

const noticeFrom = ` from notify_notice n join notify_message m on m.id = n.message_id where n.login_id = `

// clear leaves out what the reader was recused from after it was delivered; most readers have no
// such condition.
func clear(tx *db.Tx, a *db.Args) string {
	barred := access.Barred(tx.Who)
	if len(barred.Except) == 0 && len(barred.ExceptIDs) == 0 {
		return ""
	}
	return ` and ` + barred.Clear("m.unit_ord", "m.ref", a)
}

func listNotices(tx *db.Tx, login string, unreadOnly bool, before string, limit int) ([]Notice, error) {
	var a db.Args
	q := `select ` + noticeCols + noticeFrom + a.Add(login) + clear(tx, &a)
	if unreadOnly {
		q += ` and n.read_at = ''`
	}
	if before != "" {
		q += ` and n.id < ` + a.Add(before)
	}
	return db.All(tx, scanNotice, q+` order by n.id desc`+db.Limit(limit), a...)
}

func loadNotice(tx *db.Tx, login, id string) (Notice, error) {
	var a db.Args
	q := `select ` + noticeCols + noticeFrom + a.Add(login) + ` and n.id = ` + a.Add(id) + clear(tx, &a)
	return db.One(tx, scanNotice, q, a...)
}

func markRead(tx *db.Tx, login, id string) error {
	_, err := tx.Exec(`update notify_notice set read_at = $1 where login_id = $2 and id = $3 and read_at = ''`, db.Stamp(tx.Now), login, id)
	return err
}

func markAllRead(tx *db.Tx, login, upTo string) error {
	_, err := tx.Exec(`update notify_notice set read_at = $1 where login_id = $2 and id <= $3 and read_at = ''`, db.Stamp(tx.Now), login, upTo)
	return err
}

func countUnread(tx *db.Tx, login string) (int, error) {
	var a db.Args
	q := `select 1 as one from notify_notice where login_id = ` + a.Add(login) + ` and read_at = ''`
	if cond := clear(tx, &a); cond != "" {
		a = nil
		q = `select 1 as one` + noticeFrom + a.Add(login) + clear(tx, &a) + ` and n.read_at = ''`
	}
	n, err := db.Value[int64](tx, `select count(*) from (`+q+db.Limit(mostCounted)+`) u`, a...)
	return int(n), err
}

func renumber(tx *db.Tx, unit string, ord int64) error {
	_, err := tx.Exec(`update notify_message set unit_ord = $1 where unit_id = $2 and unit_ord <> $3`, ord, unit, ord)
	return err
}
