package web

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	approveweb "plumbline/internal/doors/web/approve"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/file"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/dutyreport"
	"plumbline/internal/rooms/rectify"
)

// fourTown is a bureau with everybody whom the built transitions need, acting by real sessions.
type fourTown struct{ *rectTown }

var bg = context.Background()

// act is the account as its session resolves it, with a proof of presence of now.
func (w *fourTown) act(login string) who.Actor {
	w.t.Helper()
	if a, _, err := w.Access.Resolve(bg, w.cookies[login]); err == nil {
		a.Stepped = w.DB.Clock().Now()
		return a
	}
	w.cookies[login] = accesstest.SignIn(w.t, w.Access, login) // none yet, or its time is over
	a, _, err := w.Access.Resolve(bg, w.cookies[login])
	w.must(err)
	a.Stepped = w.DB.Clock().Now()
	return a
}

func (w *fourTown) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *fourTown) clock() *clock.Settable { return w.DB.Clock().(*clock.Settable) }

// drive is one built transition as the house really does it.
type drive struct {
	code   approve.Code
	asker  string
	second string // somebody who may agree
	// ask brings the thing to where it is asked for, and asks; it may be called again and again.
	ask func() *approve.Request
	// change alters what was asked for, behind the request.
	change func()
	// done tells whether what takes two persons has happened.
	done func() bool
	// alone tries to have it without a second person, by every verb that could do it.
	alone func() error
}

// decide is what the page of approvals does with an answer.
func (w *fourTown) decide(a who.Actor, id string, in approve.Decision) error {
	return approve.Settle(bg, w.DB, a, w.DB.Write(bg, a, func(tx *db.Tx) error {
		r, err := approve.Load(tx, id)
		if err != nil {
			return err
		}
		side, err := approveweb.AgreeableOf(w.Server, r.Code)
		if err != nil {
			return err
		}
		return side.Decide(tx, r, in)
	}))
}

// open is the request of the transition that waits for the item.
func (w *fourTown) open(code approve.Code, object string) (r *approve.Request) {
	w.t.Helper()
	w.must(w.DB.Read(bg, who.Job("test"), func(tx *db.Tx) (err error) { r, err = approve.Open(tx, code, "item", object); return err }))
	return r
}

// raw changes a row behind the rules' back.
func (w *fourTown) raw(q string, args ...any) {
	w.t.Helper()
	w.must(w.DB.Write(bg, who.Job("test"), func(tx *db.Tx) error {
		if _, err := tx.Exec(q, args...); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "test.raw", Kind: "test", ID: "raw"})
	}))
}

func (w *fourTown) load(id string) (r *approve.Request) {
	w.t.Helper()
	w.must(w.DB.Read(bg, who.Job("test"), func(tx *db.Tx) (err error) { r, err = approve.Load(tx, id); return err }))
	return r
}

func (w *fourTown) item(id rectify.ItemID) *rectify.Dossier {
	w.t.Helper()
	d, err := w.Rectify.Dossier(bg, w.act("office"), id)
	w.must(err)
	return d
}

// register lists an item that came alone and has its unit sign for it.
func (w *fourTown) register(finding string) rectify.ItemID {
	w.t.Helper()
	id, err := w.Rectify.Register(bg, w.act("office"), rectify.Registration{Unit: w.id["城东分局"], Source: rectify.FromAudit, Finding: finding, Category: "study", Severity: "grave", Due: todayOf(w.Server).Add(60)})
	w.must(err)
	owner := w.act("owner").Person
	w.must(w.Rectify.Sign(bg, w.act("head"), id, rectify.Signing{Lead: owner, Owner: owner}))
	return id
}

func todayOf(s *front.Server) clock.Day { return clock.DayOf(s.DB.Clock().Now()) }

// worked plans and does everything that an item needs before it can be claimed.
func (w *fourTown) worked(id rectify.ItemID) {
	w.t.Helper()
	r, unit, owner := w.Rectify, w.act("unit"), w.act("owner")
	plan := w.item(id).Item.Plan
	task, err := r.AddTask(bg, unit, plan, rectify.NewTask{Item: id, Title: "账物相符"})
	w.must(err)
	m, err := r.AddMeasure(bg, unit, plan, rectify.NewMeasure{Task: task, Body: "全量清点 1264 件", Target: "差错为零", Lead: owner.Person, Owner: owner.Person, Due: todayOf(w.Server).Add(30)})
	w.must(err)
	w.must(r.WritePlan(bg, unit, plan, rectify.PlanText{Cause: "一是责任不清，保管员长期由辅警兼任；二是出入库没有复核。", StudyOn: todayOf(w.Server), StudyNote: "纪要 9 号"}))
	w.must(r.SubmitPlan(bg, unit, plan))
	p, err := r.PlanPage(bg, w.act("office"), plan)
	w.must(err)
	w.must(r.SignPlan(bg, w.act("head"), plan, "属实", p.Versions[len(p.Versions)-1].Hash))
	w.must(r.AcceptPlan(bg, w.act("office"), plan, "备案"))
	w.must(r.Report(bg, owner, id, rectify.Report{Measure: m, Body: "清点完毕", Percent: 100, Reached: -1}))
	w.put(id)
	w.must(r.Claim(bg, w.act("head"), id, rectify.Claiming{Summary: "1264 件账物相符", Answers: map[rectify.MeasureID]string{"": "达到", m: "全部相符"}, RulesMade: 1}))
}

func (w *fourTown) put(id rectify.ItemID) {
	w.t.Helper()
	w.id["n"] += "x"
	body := "清点记录" + w.id["n"]
	_, err := w.Files.Put(bg, w.act("owner"), file.Attachment{Name: "清点" + strconv.Itoa(len(w.id["n"])) + ".txt", Size: int64(len(body)), Kind: "item", Ref: string(id)}, strings.NewReader(body))
	w.must(err)
}

// closing proposes the close-out of an item on what is there at the moment.
func (w *fourTown) closing() drive {
	id := w.register("抽查在库物品 120 件，11 件不符。")
	w.worked(id)
	r := w.Rectify
	seal := func() string { return w.item(id).Whole() }
	return drive{code: approve.CloseItem, asker: "verifier", second: "office",
		ask: func() *approve.Request {
			w.must(r.Verify(bg, w.act("verifier"), id, rectify.Checking{Party: rectify.PartyOffice, Method: "site", Opinion: "相符", Verdict: rectify.InPlace, Seen: w.item(id).Content(),
				Members: []rectify.VerifyMember{{Party: rectify.PartyTeam, ID: w.act("team").Person}, {Party: rectify.PartyFunction, ID: w.act("law").Person}},
				Rows:    []rectify.VerifyRow{{What: "账物相符", Method: "扫码", Sampled: 30, Matched: 30, Verdict: rectify.InPlace}}}))
			if r.Close(bg, w.act("office"), id, rectify.Closing{Opinion: "同意", Seen: seal()}) == nil {
				w.t.Fatal("closed without the first signature")
			}
			w.must(r.Propose(bg, w.act("verifier"), id, rectify.Closing{Opinion: "同意销号", Seen: seal()}))
			return w.open(approve.CloseItem, string(id))
		},
		change: func() { w.put(id) },
		done:   func() bool { return w.item(id).Item.State == rectify.Closed },
		alone: func() error {
			both := w.act("verifier")
			both.Grants = append(both.Grants, w.act("office").Grants...)
			for _, a := range []who.Actor{both, w.act("head"), w.act("sysadmin")} {
				if err := r.Close(bg, a, id, rectify.Closing{Opinion: "同意", Seen: seal()}); err == nil {
					return nil
				}
			}
			return fault.Denied("all refused")
		},
	}
}

func (w *fourTown) extending() drive {
	id := w.register("档案 46 天未更新。")
	r := w.Rectify
	was := w.item(id).Item.Due
	w.must(r.AskExtension(bg, w.act("unit"), id, was.Add(5), "等鉴定"))
	w.must(r.Extend(bg, w.act("office"), id, rectify.Deciding{Grant: true, Opinion: "同意"}))
	w.must(r.AskExtension(bg, w.act("unit"), id, was.Add(20), "还要等"))
	n := 10
	return drive{code: approve.ExtendAgain, asker: "office", second: "leader",
		ask: func() *approve.Request {
			n++
			w.must(r.Extend(bg, w.act("office"), id, rectify.Deciding{Grant: true, Due: was.Add(n), Opinion: "建议同意"}))
			return w.open(approve.ExtendAgain, string(id))
		},
		change: func() {
			w.must(r.Amend(bg, w.act("office"), id, rectify.Amendment{Target: "差错为零，第 " + strconv.Itoa(n) + " 稿", Reason: "写清楚"}))
		},
		done: func() bool { return w.item(id).Item.Due > was.Add(5) },
		alone: func() error {
			err := r.Extend(bg, w.act("office2"), id, rectify.Deciding{Grant: true, Due: was.Add(30), Opinion: "同意"})
			if w.item(id).Item.Due > was.Add(5) {
				return err
			}
			return fault.Denied("it only asks")
		},
	}
}

func (w *fourTown) lowering() drive {
	id := w.register("值班记录缺 3 天。")
	n := 0
	return drive{code: approve.LowerItem, asker: "office", second: "leader",
		ask: func() *approve.Request {
			n++
			w.must(w.Rectify.Amend(bg, w.act("office"), id, rectify.Amendment{Target: "第 " + strconv.Itoa(n) + " 稿", Severity: "minor", Reason: "复核后认定较轻"}))
			return w.open(approve.LowerItem, string(id))
		},
		change: func() {
			w.must(w.Rectify.Amend(bg, w.act("office2"), id, rectify.Amendment{Target: "另一稿 " + strconv.Itoa(n), Reason: "写清楚"}))
		},
		done: func() bool { return w.item(id).Item.Severity == "minor" },
		alone: func() error {
			_ = w.Rectify.Amend(bg, w.act("office2"), id, rectify.Amendment{Target: "直接改", Severity: "minor", Reason: "直接改"})
			if w.item(id).Item.Severity == "minor" {
				return nil
			}
			return fault.Denied("it only asks")
		},
	}
}

func (w *fourTown) exporting() drive {
	for i := range rectify.MostAlone {
		w.register("批量登记 " + strconv.Itoa(i))
	}
	taken := false
	take := func(id string) error {
		_, err := w.Rectify.Export(bg, w.act("office"), rectify.Export{Lang: "zh", Say: w.Words.Say, Approval: id})
		taken = taken || err == nil
		return err
	}
	last := ""
	return drive{code: approve.ExportLedger, asker: "office", second: "leader",
		ask: func() *approve.Request {
			id, err := w.Rectify.AskExport(bg, w.act("office"), rectify.Filter{}, []string{"全部"}, "报领导小组")
			w.must(err)
			last = id
			return w.load(id)
		},
		change: func() { w.register("又登记一件") },
		done: func() bool {
			if last != "" {
				_ = take(last)
			}
			return taken
		},
		alone: func() error {
			if err := take(""); err == nil {
				return nil
			}
			return take(last)
		},
	}
}

// transferring sends the grade of a report that was fed back, each time to another recipient.
func (w *fourTown) transferring() drive {
	const year, report = "duty-year", "duty-report"
	unit := w.id["城东分局"]
	w.raw(`insert into dutyreport_year (id, year, title, unit_id, unit_ord, outline, outline_version, state, made_by, made_at) values ($1, 2025, '2025年度述责述廉', $2, 0, 'duty_outline', '2026', 'noticed', 'x', '')`, year, unit)
	w.raw(`insert into dutyreport_report (id, year_id, year, number, seq, person_id, name, post, unit_id, unit_ord, reason, way, state, due, due_first)
		select $1, $2, 2025, 'SZ-25-001', 1, $3, '方致远', '局长', u.id, u.ord, 'head', 'on_site', 'fed_back', '2026-01-18', '2026-01-18' from v_unit u where u.id = $4`, report, year, w.act("head").Person, unit)
	w.raw(`insert into dutyreport_feedback (report_id, number, grade, grade_zh, grade_en, basis, words, problems, sent_at, sent_by, receipt_due) values ($1, 'SF-25-001', 'fair', '较好', 'Fairly good', 'panel', '', 0, '', 'x', '2026-02-01')`, report)
	n, last := 0, ""
	return drive{code: approve.TransferGrade, asker: "office", second: "leader",
		ask: func() *approve.Request {
			n++
			w.must(w.DutyReport.AskTransfer(bg, w.act("office"), report, dutyreport.NewTransfer{Use: "assessment", Recipient: "政治部 " + strconv.Itoa(n), Ground: "考核办法"}, "年度考核"))
			var r *approve.Request
			w.must(w.DB.Read(bg, who.Job("test"), func(tx *db.Tx) (err error) {
				r, err = approve.Open(tx, approve.TransferGrade, "dutyreport", report)
				return err
			}))
			last = r.ID
			return r
		},
		change: func() {
			w.raw(`update dutyreport_feedback set grade_zh = $1 where report_id = $2`, "好 "+strconv.Itoa(n), report)
		},
		done: func() (out bool) {
			v, err := w.DutyReport.Assessment(bg, w.act("office"), report)
			w.must(err)
			return len(v.Transfers) > 0
		},
		alone: func() error {
			return w.DB.Write(bg, w.act("office"), func(tx *db.Tx) error {
				r, err := approve.Load(tx, last)
				if err != nil {
					return err
				}
				return w.DutyReport.DecideApproval(tx, r, yesTo(r))
			})
		},
	}
}

func (w *fourTown) logging() drive {
	out, last := false, ""
	export := func(agreed func(*db.Tx) error) error {
		_, err := w.Audit.Seal(bg)
		w.must(err)
		_, err = w.Audit.Export(bg, w.act("auditor"), audit.ExportOptions{Details: true, Agreed: agreed}, func(string, []byte) error { return nil })
		out = out || err == nil
		return err
	}
	by := func(id string) func(*db.Tx) error {
		return func(tx *db.Tx) error { return approve.UseLogExport(tx, id, w.Audit.Origin()) }
	}
	return drive{code: approve.ExportLog, asker: "auditor", second: "secadmin",
		ask: func() *approve.Request {
			w.must(w.DB.Write(bg, w.act("auditor"), func(tx *db.Tx) error {
				r, err := approve.AskLogExport(tx, w.Audit.Origin(), "上级检查")
				if err == nil {
					last = r.ID
				}
				return err
			}))
			return w.load(last)
		},
		done: func() bool {
			if last != "" {
				_ = export(by(last))
			}
			return out
		},
		alone: func() error {
			if err := export(nil); err == nil {
				return nil
			}
			if err := export(by("")); err == nil {
				return nil
			}
			return export(by(last))
		},
	}
}

// ending ends a witness, each time for another reason; another that is added is another question.
func (w *fourTown) ending() drive {
	add := func(n int) string {
		id, err := w.Audit.AddWitness(bg, w.act("auditor"), audit.NewWitness{Name: "值班簿 " + strconv.Itoa(n), Holder: "省厅督察总队", Kind: audit.ByPaper})
		w.must(err)
		return id
	}
	id, n := add(1), 2
	add(n)
	w.must(w.Audit.SetQuorum(bg, w.act("auditor"), 2))
	ended := func() bool {
		v, err := w.Audit.Watching(bg, w.act("auditor"))
		w.must(err)
		for _, x := range v.Witnesses {
			if x.ID == id {
				return !x.Active()
			}
		}
		return false
	}
	return drive{code: approve.EndWitness, asker: "auditor", second: "secadmin",
		ask: func() *approve.Request {
			var r *approve.Request
			w.must(w.DB.Write(bg, w.act("auditor"), func(tx *db.Tx) (err error) {
				r, err = approve.AskEndWitness(tx, id, "换成新的值班簿，已当面核对")
				return err
			}))
			return r
		},
		change: func() { n++; add(n) },
		done:   ended,
		alone: func() error {
			// fewer cosignatures weaken the proof as much
			err := w.Audit.SetQuorum(bg, w.act("auditor"), 1)
			if err == nil {
				return nil
			}
			r := w.openOf("witness", id)
			return w.DB.Write(bg, w.act("auditor"), func(tx *db.Tx) error { return approve.DecideWitness(tx, r, yesTo(r)) })
		},
	}
}

// naming takes the register of units and persons away.
func (w *fourTown) naming() drive {
	last, taken := "", false
	take := func(a who.Actor, agreed func(*db.Tx, int) error) error {
		_, err := w.Org.ExportAgreed(bg, a, "zh", agreed)
		taken = taken || err == nil
		return err
	}
	use := func(tx *db.Tx, rows int) error { return approve.UseOrgExport(tx, last, rows) }
	n := 0
	return drive{code: approve.ExportOrg, asker: "office", second: "leader",
		ask: func() *approve.Request {
			w.must(w.DB.Write(bg, w.act("office"), func(tx *db.Tx) error {
				rows, err := w.Org.CountExport(tx)
				if err != nil {
					return err
				}
				r, err := approve.AskOrgExport(tx, rows, "编制调整核对")
				if err == nil {
					last = r.ID
				}
				return err
			}))
			return w.load(last)
		},
		done: func() bool {
			if last != "" {
				_ = take(w.act("office"), use)
			}
			return taken
		},
		alone: func() error {
			if _, err := w.Org.Export(bg, w.act("office"), "zh"); err == nil {
				return nil
			}
			for range approve.MostAlone { // more persons than were agreed to
				n++
				_, err := w.Org.AddPerson(bg, who.Job("test"), org.PersonInput{Name: "新人" + strconv.Itoa(n), Unit: w.id["政治部"]})
				w.must(err)
			}
			if err := take(w.act("leader"), use); err == nil { // with somebody else's agreement
				return nil
			}
			return take(w.act("office"), use)
		},
	}
}

func (w *fourTown) granting() drive {
	w.plain("heir", "何继")
	account := w.act("heir").Login
	n := 0
	return drive{code: approve.GrantAdministrator, asker: "secadmin", second: "sysadmin",
		ask: func() *approve.Request {
			var r *approve.Request
			n++
			w.must(w.DB.Write(bg, w.act("secadmin"), func(tx *db.Tx) (err error) {
				r, err = approve.AskGrant(tx, access.NewGrant{Login: account, Role: access.Auditor, Basis: "任职文件 " + strconv.Itoa(n)}, "接任")
				return err
			}))
			return r
		},
		change: func() { // the person behind the account is somebody else now
			w.raw(`update access_login set login = $1 where id = $2`, "heir"+strconv.Itoa(n), account)
		},
		done: func() (held bool) {
			w.must(w.DB.Read(bg, who.Job("test"), func(tx *db.Tx) error {
				n, err := db.Value[int64](tx, `select count(*) from access_grant where login_id = $1 and role = 'auditor'`, account)
				held = n > 0
				return err
			}))
			return held
		},
		alone: func() error {
			return w.Access.Grant(bg, w.act("secadmin"), access.NewGrant{Login: account, Role: access.Auditor, Unit: w.id["市局"], Basis: "直接"})
		},
	}
}

// plain is an account that holds nothing.
func (w *fourTown) plain(login, name string) {
	p, err := w.Org.AddPerson(bg, who.Job("test"), org.PersonInput{Name: name, Unit: w.id["政治部"]})
	w.must(err)
	_, err = w.Access.MakeLogin(bg, who.Job("test"), access.NewLogin{Login: login, Person: p, Hash: testHash()})
	w.must(err)
}

func (w *fourTown) restoring() drive {
	w.raw(`insert into backup_restore (id, at, file, hash, taken_at, program, rows, files, damaged, tree, root) values ('r1', $1, 'a.plb', 'ab', $2, 'test', 1, 1, 0, 1, 'cd')`, db.Stamp(w.clock().Now()), db.Stamp(w.clock().Now()))
	return drive{code: approve.Restore, asker: "sysadmin", second: "secadmin",
		ask: func() *approve.Request {
			r, err := w.Backup.AskOpen(bg, w.act("sysadmin"), "磁盘损坏后恢复")
			w.must(err)
			return r
		},
		change: func() {
			w.raw(`update backup_restore set damaged = damaged + 1 where id = 'r1'`)
		},
		done: func() bool {
			r, err := w.Backup.Return(bg)
			w.must(err)
			return !r.Waits()
		},
		alone: func() error {
			return w.decide(w.act("sysadmin"), w.openOf("house", "r1").ID, approve.Decision{Seen: w.openOf("house", "r1").Signed, Reason: "我一个人", Yes: true})
		},
	}
}

func (w *fourTown) openOf(kind, object string) (r *approve.Request) {
	w.must(w.DB.Read(bg, who.Job("test"), func(tx *db.Tx) error {
		list, err := approve.OpenOf(tx, kind, object)
		if err == nil && len(list) > 0 {
			r = list[0]
		}
		return err
	}))
	if r == nil {
		r = &approve.Request{ID: "none"}
	}
	return r
}

// wile is one way round, in the terms of the house: who answers, and with what.
type wile struct {
	name string
	try  func(w *fourTown, d drive, r *approve.Request) error
}

func yesTo(r *approve.Request) approve.Decision {
	return approve.Decision{Seen: r.Signed, Reason: "看过，同意", Yes: true}
}

var wiles = []wile{
	{"the same person", func(w *fourTown, d drive, r *approve.Request) error {
		a := w.act(d.asker)
		a.Grants = append(a.Grants, w.act(d.second).Grants...) // even if the asker held the second's right too
		return w.decide(a, r.ID, yesTo(r))
	}},
	{"a second account of the same person", func(w *fourTown, d drive, r *approve.Request) error {
		a := w.act(d.second)
		a.Person = w.act(d.asker).Person
		return w.decide(a, r.ID, yesTo(r))
	}},
	{"somebody who reports to the asker", func(w *fourTown, d drive, r *approve.Request) error {
		id, asker, second := "", w.act(d.asker).Person, w.act(d.second).Person
		w.must(w.DB.Write(bg, who.Job("test"), func(tx *db.Tx) (err error) {
			home, err := db.Value[string](tx, `select unit_id from v_person where id = $1`, second)
			if err == nil {
				id, err = org.SetPortfolio(tx, org.PortfolioInput{Person: asker, Unit: home, Since: "2020-01-01"})
			}
			return err
		}))
		err := w.decide(w.act(d.second), r.ID, yesTo(r))
		w.raw(`delete from org_portfolio where id = $1`, id)
		return err
	}},
	{"somebody without the right", func(w *fourTown, d drive, r *approve.Request) error { return w.decide(w.act("other"), r.ID, yesTo(r)) }},
	{"an administrator's override", func(w *fourTown, d drive, r *approve.Request) error {
		for _, login := range []string{"sysadmin", "secadmin", "auditor"} {
			if login == d.second || login == d.asker || d.code == approve.GrantAdministrator && login != "auditor" || d.code == approve.Restore && login != "sysadmin" || d.code == approve.ExportOrg && login == "secadmin" {
				continue
			}
			if err := w.decide(w.act(login), r.ID, yesTo(r)); err == nil {
				return nil
			}
		}
		return fault.Denied("all refused")
	}},
	{"night work", func(w *fourTown, d drive, r *approve.Request) error {
		return w.decide(who.Job("approvals"), r.ID, yesTo(r))
	}},
	{"a stale proof of presence", func(w *fourTown, d drive, r *approve.Request) error {
		a := w.act(d.second)
		a.Stepped = a.Stepped.Add(-access.StepUpAge - time.Second)
		return w.decide(a, r.ID, yesTo(r))
	}},
	{"no reason", func(w *fourTown, d drive, r *approve.Request) error {
		in := yesTo(r)
		in.Reason = "  "
		return w.decide(w.act(d.second), r.ID, in)
	}},
	{"a wrong hash", func(w *fourTown, d drive, r *approve.Request) error {
		in := yesTo(r)
		in.Seen = strings.Repeat("0", 64)
		return w.decide(w.act(d.second), r.ID, in)
	}},
	{"an id that does not exist", func(w *fourTown, d drive, r *approve.Request) error {
		return w.decide(w.act(d.second), r.ID+"x", yesTo(r))
	}},
	{"a verb called past the page", func(w *fourTown, d drive, r *approve.Request) error { return d.alone() }},
	{"the clock set back", func(w *fourTown, d drive, r *approve.Request) error {
		w.clock().Advance(-time.Hour)
		defer w.clock().Advance(time.Hour)
		return w.decide(w.act(d.second), r.ID, yesTo(r))
	}},
	{"content changed after asking", func(w *fourTown, d drive, r *approve.Request) error {
		if d.change == nil {
			return fault.Denied("nothing of it can change")
		}
		d.change()
		return w.decide(w.act(d.second), r.ID, yesTo(r))
	}},
	{"too late", func(w *fourTown, d drive, r *approve.Request) error {
		w.clock().Advance(approve.Life)
		return w.decide(w.act(d.second), r.ID, yesTo(r))
	}},
}

// TestFourEyesInTheHouse tries every cheat on every built transition through the rooms as they are: none
// does what takes two persons. Then the honest way does it, once. That each rule is what stops its
// cheat is shown in hall/approve.
func TestFourEyesInTheHouse(t *testing.T) {
	w := &fourTown{newRectTown(t)}
	built := map[approve.Code]bool{}
	for _, d := range []drive{w.closing(), w.extending(), w.lowering(), w.granting(), w.restoring(), w.logging(), w.exporting(), w.transferring(), w.ending(), w.naming()} {
		built[d.code] = true
		t.Run(string(d.code), func(t *testing.T) {
			w.t = t
			r := d.ask()
			for _, x := range wiles {
				if now := w.load(r.ID); now.State != approve.Waiting || !w.DB.Clock().Now().Before(now.Ends) {
					r = d.ask()
				}
				err := x.try(w, d, r)
				if _, ok := fault.As(err); !ok {
					t.Errorf("%s: %v", x.name, err)
				}
				if s := w.load(r.ID).State; s == approve.Agreed || d.done() {
					t.Fatalf("%s: went through (%s)", x.name, s)
				}
			}
			for w.load(r.ID).State != approve.Waiting || !w.DB.Clock().Now().Before(r.Ends) {
				r = d.ask()
			}
			w.must(w.decide(w.act(d.second), r.ID, yesTo(r)))
			if !d.done() {
				t.Fatal("agreed to, and not done")
			}
			if err := w.decide(w.act(d.second), r.ID, yesTo(r)); err == nil {
				t.Error("replayed")
			}
		})
	}
	for _, x := range approve.Table {
		if x.Built && !built[x.Code] {
			t.Errorf("%s is built and not tried here", x.Code)
		}
		_, err := approveweb.AgreeableOf(w.Server, x.Code)
		if ok := err == nil; ok != x.Built {
			t.Errorf("%s: built %v, and a room for it: %v", x.Code, x.Built, ok)
		}
	}
}
