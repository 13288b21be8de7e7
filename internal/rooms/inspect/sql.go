package inspect

import (
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

func rootOrd(tx *db.Tx) (int64, error) {
	return db.Value[int64](tx, `select ord from v_unit where parent_id is null order by ord limit 1`)
}

const roundCols = `id, number, name, year, kind, focus, state, starts, ends, decision, decided_on, decided_by, version`

func scanRound(s db.Scanner) (r Round, err error) {
	err = s.Scan(&r.ID, &r.Number, &r.Name, &r.Year, &r.Kind, &r.Focus, &r.State, &r.Starts, &r.Ends, &r.Decision, &r.DecidedOn, &r.DecidedBy, &r.Version)
	return r, err
}

func loadRound(tx *db.Tx, id RoundID) (Round, error) {
	return db.One(tx, scanRound, `select `+roundCols+` from inspect_round where id = $1`, id)
}

func listRounds(tx *db.Tx) ([]Round, error) {
	return db.All(tx, scanRound, `select `+roundCols+` from inspect_round order by year desc, number desc`)
}

func insertRound(tx *db.Tx, r Round) error {
	_, err := tx.Exec(`insert into inspect_round (id, number, name, year, kind, focus, state, starts, ends) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		r.ID, r.Number, r.Name, r.Year, r.Kind, r.Focus, r.State, r.Starts, r.Ends)
	return err
}

// moved is the answer to a save whose row had moved on: Conflict, so that nobody's work is overwritten.
func moved(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.Conflict("inspect.changed_meanwhile")
	}
	return err
}

func saveRound(tx *db.Tx, r *Round) error {
	r.Version++
	return moved(tx.Exec(`update inspect_round set state = $1, decision = $2, decided_on = $3, decided_by = $4, version = $5 where id = $6 and version = $7`,
		r.State, r.Decision, r.DecidedOn, r.DecidedBy, r.Version, r.ID, r.Version-1))
}

func insertTeam(tx *db.Tx, t Team) error {
	if _, err := tx.Exec(`insert into inspect_team (id, round_id, position, name, authority, authorised_on, valid_until) values ($1, $2, $3, $4, $5, $6, $7)`,
		t.ID, t.Round, t.Position, t.Name, t.Authority, t.Authorised, t.Until); err != nil {
		return err
	}
	for _, m := range t.Members {
		if _, err := tx.Exec(`insert into inspect_member (team_id, person_id, duty, since) values ($1, $2, $3, $4)`, t.ID, m.Person, m.Duty, t.Authorised); err != nil {
			return err
		}
	}
	return nil
}

const teamCols = `id, round_id, position, name, authority, authorised_on, valid_until, version`

func scanTeam(s db.Scanner) (t Team, err error) {
	err = s.Scan(&t.ID, &t.Round, &t.Position, &t.Name, &t.Authority, &t.Authorised, &t.Until, &t.Version)
	return t, err
}

func loadTeam(tx *db.Tx, id TeamID) (Team, error) {
	t, err := db.One(tx, scanTeam, `select `+teamCols+` from inspect_team where id = $1`, id)
	if err == nil {
		t.Members, err = loadMembers(tx, id)
	}
	return t, err
}

func listTeams(tx *db.Tx, round RoundID) ([]Team, error) {
	list, err := db.All(tx, scanTeam, `select `+teamCols+` from inspect_team where round_id = $1 order by position`, round)
	for i := range list {
		if err == nil {
			list[i].Members, err = loadMembers(tx, list[i].ID)
		}
	}
	return list, err
}

func loadMembers(tx *db.Tx, team TeamID) ([]TeamMember, error) {
	return db.All(tx, func(s db.Scanner) (m TeamMember, err error) {
		err = s.Scan(&m.Person, &m.Name, &m.Duty)
		return m, err
	}, `select m.person_id, p.name, m.duty from inspect_member m join v_person p on p.id = m.person_id where m.team_id = $1 and m.until = ''
		order by case m.duty when 'leader' then 1 when 'deputy' then 2 else 3 end, p.name, p.id`, team)
}

// membersOfUnit names the members of the team who belong to the unit or anything below it.
func membersOfUnit(tx *db.Tx, unit string, t Team) ([]string, error) {
	var a db.Args
	people := make([]string, len(t.Members))
	for i, m := range t.Members {
		people[i] = m.Person
	}
	q := `select p.name from v_person p join v_unit u on u.id = p.unit_id join v_unit x on u.ord between x.ord and x.last
		where x.id = ` + a.Add(unit) + ` and p.id in ` + db.In(&a, people) + ` order by p.name, p.id`
	return db.All(tx, func(s db.Scanner) (name string, err error) {
		err = s.Scan(&name)
		return name, err
	}, q, a...)
}

const inspectionCols = `i.id, i.round_id, r.name, i.team_id, t.name, t.position, t.authority, t.valid_until, i.unit_id, i.unit_ord, u.name, u.short, u.code, i.batch,
	i.checklist, i.checklist_version, i.state, i.enters, i.leaves, i.entered_on, i.left_on, i.papers, i.version`

const inspectionFrom = ` from inspect_inspection i join inspect_round r on r.id = i.round_id join inspect_team t on t.id = i.team_id join v_unit u on u.id = i.unit_id`

func scanInspection(s db.Scanner) (in Inspection, err error) {
	err = s.Scan(&in.ID, &in.Round, &in.RoundName, &in.Team, &in.TeamName, &in.TeamPosition, &in.Authority, &in.AuthorityUntil, &in.Unit, &in.UnitOrd, &in.UnitName, &in.UnitShort, &in.UnitCode, &in.Batch,
		&in.Checklist, &in.ChecklistVersion, &in.State, &in.Enters, &in.Leaves, &in.EnteredOn, &in.LeftOn, &in.Papers, &in.Version)
	return in, err
}

func loadInspection(tx *db.Tx, id InspectionID) (*Inspection, error) {
	in, err := db.One(tx, scanInspection, `select `+inspectionCols+inspectionFrom+` where i.id = $1`, id)
	if err != nil {
		return nil, err
	}
	in.Members, err = loadMembers(tx, in.Team)
	return &in, err
}

// visible is the condition on inspections that the actor may see: by the tree, or by the team.
func visible(tx *db.Tx, a *db.Args) string {
	scope := access.ScopeOf(tx.Who, access.ReadInspection)
	cond := scope.Rows("i.unit_ord", "i.id", a)
	if access.InTeam(tx.Who, access.ReadInspection) {
		cond = "(" + cond + " or exists (select 1 from inspect_member m where m.team_id = i.team_id and m.until = '' and m.person_id = " + a.Add(tx.Who.Person) + ") and " + scope.Clear("i.unit_ord", "i.id", a) + ")"
	}
	return cond
}

func listInspections(tx *db.Tx, round RoundID) ([]Inspection, error) {
	var a db.Args
	q := `select ` + inspectionCols + inspectionFrom + ` where ` + visible(tx, &a)
	if round != "" {
		q += ` and i.round_id = ` + a.Add(round)
	}
	return db.All(tx, scanInspection, q+` order by i.enters desc, u.ord, i.id desc limit 500`, a...)
}

func insertInspection(tx *db.Tx, id InspectionID, in NewInspection) error {
	_, err := tx.Exec(`insert into inspect_inspection (id, round_id, team_id, unit_id, unit_ord, batch, checklist, checklist_version, state, enters, leaves)
		select $1, $2, $3, u.id, u.ord, $4, $5, $6, $7, $8, $9 from v_unit u where u.id = $10`,
		id, in.Round, in.Team, in.Batch, in.Checklist, in.ChecklistVersion, Scheduled, in.Enters, in.Leaves, in.Unit)
	return err
}

func saveInspection(tx *db.Tx, in *Inspection) error {
	in.Version++
	return moved(tx.Exec(`update inspect_inspection set state = $1, entered_on = $2, left_on = $3, papers = $4, version = $5 where id = $6 and version = $7`,
		in.State, in.EnteredOn, in.LeftOn, in.Papers, in.Version, in.ID, in.Version-1))
}

func putJudgement(tx *db.Tx, id InspectionID, j Judgement) error {
	_, err := tx.Exec(`insert into inspect_judgement (inspection_id, point, verdict, note, person_id, at) values ($1, $2, $3, $4, $5, $6)
		on conflict (inspection_id, point) do update set verdict = excluded.verdict, note = excluded.note, person_id = excluded.person_id, at = excluded.at`,
		id, j.Point, j.Verdict, j.Note, j.Person, db.Stamp(tx.Now))
	return err
}

func listJudgements(tx *db.Tx, id InspectionID) ([]Judgement, error) {
	return db.All(tx, func(s db.Scanner) (j Judgement, err error) {
		err = s.Scan(&j.Point, &j.Verdict, &j.Note, &j.Person)
		return j, err
	}, `select point, verdict, note, person_id from inspect_judgement where inspection_id = $1`, id)
}

// nextNumber takes the next number of a series; numbers are never reused.
func nextNumber(tx *db.Tx, series string) (n int64, err error) {
	err = tx.Insert(`insert into inspect_series (name, next) values ($1, 2) on conflict (name) do update set next = inspect_series.next + 1 returning next - 1`, &n, series)
	return n, err
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

func sqlWaiting(from, cond, where string) string {
	return `select i.id, u.short, count(*) from ` + from + ` join inspect_inspection i on i.id = x.inspection_id join v_unit u on u.id = i.unit_id
		where ` + cond + ` and ` + where + ` group by i.id, u.short order by u.short, i.id limit 50`
}

func setOrd(tx *db.Tx, unit string, ord int64) error {
	if _, err := tx.Exec(`update inspect_inspection set unit_ord = $1 where unit_id = $2`, ord, unit); err != nil {
		return err
	}
	_, err := tx.Exec(`update inspect_feedback set unit_ord = $1 where unit_id = $2`, ord, unit)
	return err
}
