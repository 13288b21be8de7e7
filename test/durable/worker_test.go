package durable

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/file"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/rectify"
)

// task is what a worker is told.
type task struct {
	Site    site
	Clients int
	Ops     int // of each client; 0 works until it is killed
	Seed    uint64
	Name    string // of this run; no two runs of a site share it
	Plant   string // a planted fault: "early" acknowledges before the answer, "unsynced" drops the sync of each commit, "unsynced files" that of files
}

// line is one line of the ledger: an operation is tried, acknowledged, or failed.
type line struct {
	T   string `json:"t"` // try, ack, err, ready, done
	Op  string `json:"op,omitempty"`
	Key string `json:"key,omitempty"` // names the operation
	ID  string `json:"id,omitempty"`
	V   int64  `json:"v,omitempty"`
	Sum string `json:"sum,omitempty"` // what must be found there
	Err string `json:"err,omitempty"`
}

// printer writes each line with one system call, so that a trace shows when it left.
type printer struct{ mu sync.Mutex }

func (p *printer) say(l line) {
	raw, err := json.Marshal(l)
	if err != nil {
		panic(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, err := os.Stdout.Write(append(raw, '\n')); err != nil {
		os.Exit(3) // nobody keeps the ledger any more
	}
}

// work is the worker: it opens the house and lets its clients work.
func work(text string) error {
	var k task
	if err := json.Unmarshal([]byte(text), &k); err != nil {
		return err
	}
	cfg := k.Site.config()
	cfg.Unsafe = k.Plant == "unsynced"
	h, err := doors.Open(ctx, cfg)
	if err != nil {
		return err
	}
	h.Files.Unsynced = k.Plant == "unsynced files"
	out := &printer{}
	out.say(line{T: "ready"})
	var wg sync.WaitGroup
	for n := range k.Clients {
		c := &client{task: &k, h: h, out: out, n: n, r: rand.New(rand.NewPCG(k.Seed, uint64(n)))}
		wg.Go(c.run)
	}
	if k.Ops == 0 {
		wg.Go(func() { seal(h) })
	}
	wg.Wait()
	if k.Ops > 0 {
		h.Audit.Seal(ctx)  // under injected faults it may fail; the check looks at what it left
		h.Files.Sweep(ctx) // the same
	}
	out.say(line{T: "done"})
	return h.Close()
}

// seal seals all the time, as the night work of a serving house does now and then.
func seal(h *doors.House) {
	for {
		if _, err := h.Audit.Seal(ctx); err != nil {
			fmt.Fprintln(os.Stderr, "seal:", err)
			return
		}
		h.Notify.Send(ctx) // the check looks at what it left
	}
}

// client performs one operation after the other; what it makes is its own.
type client struct {
	*task
	h       *doors.House
	out     *printer
	n       int
	r       *rand.Rand
	person  string
	version int64
	item    rectify.ItemID
}

func (c *client) run() {
	ops := []func(key string) (line, error){c.addPerson, c.addItem, c.edit, c.edit, c.attach, c.note, c.edit, c.approve}
	names := []string{"person", "item", "edit", "edit", "file", "note", "edit", "approval"}
	for i := 0; c.Ops == 0 || i < c.Ops; i++ {
		n := i % len(ops)
		key := fmt.Sprintf("%s-%d-%d", c.Name, c.n, i)
		c.out.say(line{T: "try", Op: names[n], Key: key})
		if c.Plant == "early" {
			c.early(names[n], key)
		}
		l, err := ops[n](key)
		l.Op, l.Key, l.T = names[n], key, "ack"
		if err != nil {
			l.T, l.Err = "err", err.Error()
		}
		c.out.say(l)
	}
}

// early is the planted fault: it says that something is saved before it is.
func (c *client) early(op, key string) {
	switch {
	case op == "note" && c.item != "":
		c.out.say(line{T: "ack", Op: op, Key: key, ID: string(c.item), Sum: key})
	case op == "edit" && c.person != "":
		c.out.say(line{T: "ack", Op: op, Key: key, ID: c.person, V: c.version + 1, Sum: phone(key, c.version+1)})
	}
}

// words makes text that differs every time.
func (c *client) words(key string) string {
	return "办理情况" + key + strings.Repeat("逐项核对台账与实物。", c.r.IntN(20))
}

func (c *client) addPerson(key string) (line, error) {
	in := org.PersonInput{Name: "人员", Unit: c.Site.Unit, Phone: phone(key, 1)}
	id, err := c.h.Org.AddPerson(ctx, c.Site.Actors[access.SysAdmin], in)
	if err == nil {
		c.person, c.version = id, 1
	}
	return line{ID: id, V: 1, Sum: in.Phone}, err
}

// phone is a number that tells the edit.
func phone(key string, version int64) string {
	h := sha256.Sum256([]byte(key))
	return strconv.FormatUint(uint64(h[0])<<24|uint64(h[1])<<16|uint64(h[2])<<8|uint64(h[3]), 10) + "-" + strconv.FormatInt(version, 10)
}

func (c *client) edit(key string) (line, error) {
	if c.person == "" {
		return c.addPerson(key)
	}
	in := org.PersonInput{Name: "人员", Unit: c.Site.Unit, Phone: phone(key, c.version+1)}
	err := c.h.Org.ChangePerson(ctx, c.Site.Actors[access.SysAdmin], c.person, c.version, in)
	l := line{ID: c.person, V: c.version + 1, Sum: in.Phone}
	if err != nil {
		c.person = "" // whether it was saved is not known; go on with another
		return l, err
	}
	c.version++
	return l, nil
}

func (c *client) addItem(key string) (line, error) {
	in := rectify.Registration{Unit: c.Site.Unit, Source: rectify.FromInspection, SourceRef: key, SourceName: "临公督反〔2026〕7号", Paper: "DG-" + key,
		Title: "出入库登记不实 " + key, Finding: c.words(key), Severity: "serious", Due: clock.DayOf(c.h.DB.Clock().Now()).Add(60)}
	id, err := c.h.Rectify.Register(ctx, c.Site.Actors[access.Office], in)
	if err == nil {
		c.item = id
	}
	return line{ID: string(id), Sum: in.Title}, err
}

func (c *client) note(key string) (line, error) {
	if c.item == "" {
		return c.addItem(key)
	}
	return line{ID: string(c.item), Sum: key}, c.h.Rectify.Write(ctx, c.Site.Actors[access.Office], c.item, key)
}

func (c *client) attach(key string) (line, error) {
	if c.item == "" {
		return c.addItem(key)
	}
	body := []byte(strings.Repeat(c.words(key)+"\n", 1+c.r.IntN(300)))
	f, err := c.h.Files.Put(context.WithoutCancel(ctx), c.Site.Actors[access.Liaison], file.Attachment{Name: key + ".txt", Size: int64(len(body)), Kind: "item", Ref: string(c.item)}, strings.NewReader(string(body)))
	l := line{Sum: sum(body)}
	if err == nil {
		l.ID = f.ID
	}
	return l, err
}

// approve lowers an item's severity by four eyes: one asks, another agrees to exactly that.
func (c *client) approve(key string) (line, error) {
	if c.item == "" {
		return c.addItem(key)
	}
	id := c.item
	c.item = "" // it is lowered once
	return line{ID: string(id), Sum: "minor"}, lower(c.h, &c.Site, id)
}

func lower(h *doors.House, s *site, id rectify.ItemID) error {
	if err := askLower(h, s, id); err != nil {
		return err
	}
	return agree(h, s, s.fresh(access.Leader), id)
}

func askLower(h *doors.House, s *site, id rectify.ItemID) error {
	return h.Rectify.Amend(ctx, s.fresh(access.Office), id, rectify.Amendment{Severity: "minor", Reason: "复核后属程序瑕疵，未造成后果"})
}

// agree is the second person's yes to what was asked.
func agree(h *doors.House, s *site, actor who.Actor, id rectify.ItemID) error {
	return h.DB.Write(ctx, actor, func(tx *db.Tx) error {
		q, err := approve.Open(tx, approve.LowerItem, "item", string(id))
		if err != nil {
			return err
		}
		return h.Rectify.DecideApproval(tx, q, approve.Decision{Seen: q.Hash(), Reason: "已核对现场记录，同意调低", Yes: true})
	})
}

// fresh is an actor who has just proved to be there.
func (s *site) fresh(role string) who.Actor {
	a := s.Actors[role]
	a.Stepped = time.Now()
	return a
}
