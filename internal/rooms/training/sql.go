package training

import (
	"fmt"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/org"
)

func changed(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.Conflict("training.changed_meanwhile")
	}
	return err
}

func renumber(tx *db.Tx, party string, ord int64) error {
	for _, q := range []string{
		`update training_course set party_ord = $1 where party_id = $2`,
		`update training_seat set party_ord = $1 where party_id = $2`,
	} {
		if _, err := tx.Exec(q, ord, party); err != nil {
			return err
		}
	}
	return nil
}

const yearCols = `year, member_hours, officer_hours, officer_courses, pack_version, opened_by, opened_at`

func scanYear(s db.Scanner) (y Year, err error) {
	err = s.Scan(&y.Year, &y.MemberHours, &y.OfficerHours, &y.OfficerCourses, &y.Version, &y.By, db.At(&y.At))
	return y, err
}

func loadYear(tx *db.Tx, year int) (Year, error) {
	return db.One(tx, scanYear, `select `+yearCols+` from training_year where year = $1`, year)
}

func listYears(tx *db.Tx) ([]Year, error) {
	return db.All(tx, scanYear, `select `+yearCols+` from training_year order by year desc`)
}

func insertYear(tx *db.Tx, y Year) error {
	_, err := tx.Exec(`insert into training_year (year, member_hours, officer_hours, officer_courses, pack_version, opened_by, opened_at) values ($1, $2, $3, $4, $5, $6, $7)`,
		y.Year, y.MemberHours, y.OfficerHours, y.OfficerCourses, y.Version, y.By, db.Stamp(y.At))
	if db.IsUnique(err) {
		return fault.Conflict("training.year_open", "year", y.Year)
	}
	return err
}

// nextNumber gives the next number of the year; the row makes two at once wait for each other.
func nextNumber(tx *db.Tx, year int) (string, error) {
	if _, err := tx.Exec(`insert into training_series (year, last) values ($1, 1) on conflict (year) do update set last = training_series.last + 1`, year); err != nil {
		return "", err
	}
	n, err := db.Value[int64](tx, `select last from training_series where year = $1`, year)
	return fmt.Sprintf("PX-%02d-%03d", year%100, n), err
}

const courseCols = `c.id, c.number, c.year, c.party_id, coalesce(o.short, ''), c.party_ord, c.title, c.kind, c.central, c.host, c.place, c.month, c.first, c.last, c.halves, c.hours, c.state, c.why, c.makes_up, c.made_at, c.held_at, c.version,
	(select count(*) from training_seat s where s.course_id = c.id), (select count(*) from training_seat s where s.course_id = c.id and s.state = 'attended'),
	(select count(*) from training_seat s where s.course_id = c.id and s.recognised_at <> '') from training_course c left join v_party o on o.id = c.party_id`

func scanCourse(s db.Scanner) (c Course, err error) {
	err = s.Scan(&c.ID, &c.Number, &c.Year, &c.Party, &c.PartyName, &c.Ord, &c.Title, &c.Kind, &c.Central, &c.Host, &c.Location, &c.Month, &c.First, &c.Last, &c.Halves, &c.Hours, &c.State, &c.Why, &c.MakesUp,
		db.At(&c.MadeAt), db.At(&c.HeldAt), &c.Version, &c.People, &c.Present, &c.Counted)
	return c, err
}

func loadCourse(tx *db.Tx, id string) (Course, error) {
	return db.One(tx, scanCourse, `select `+courseCols+` where c.id = $1`, id)
}

func listCourses(tx *db.Tx, scope db.Scope, year int) ([]Course, error) {
	var a db.Args
	where := `c.year = ` + a.Add(year) + ` and ` + scope.Rows("c.party_ord", "c.id", &a)
	return db.All(tx, scanCourse, `select `+courseCols+` where `+where+` order by c.month, c.first, c.number`, a...)
}

// coursesWith are held or planned courses of a year in which members of the scope have seats, whoever holds them.
func coursesWith(tx *db.Tx, scope db.Scope, year int) ([]Course, error) {
	var a db.Args
	where := `c.year = ` + a.Add(year) + ` and (` + scope.Rows("c.party_ord", "c.id", &a) + ` or exists (select 1 from training_seat x where x.course_id = c.id and ` + scope.Where("x.party_ord", &a) + `))`
	return db.All(tx, scanCourse, `select `+courseCols+` where `+where+` order by c.month, c.first, c.number`, a...)
}

func insertCourse(tx *db.Tx, c Course) error {
	_, err := tx.Exec(`insert into training_course (id, number, year, party_id, party_ord, title, kind, central, host, place, month, first, last, halves, hours, state, makes_up, made_by, made_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		c.ID, c.Number, c.Year, c.Party, c.Ord, c.Title, c.Kind, c.Central, c.Host, c.Location, c.Month, c.First, c.Last, c.Halves, c.Hours, c.State, c.MakesUp, tx.Who.Label(), db.Stamp(c.MadeAt))
	return err
}

func saveCourse(tx *db.Tx, c *Course) error {
	c.Version++
	return changed(tx.Exec(`update training_course set month = $1, first = $2, last = $3, halves = $4, hours = $5, state = $6, why = $7, held_at = $8, version = $9 where id = $10 and version = $11`,
		c.Month, c.First, c.Last, c.Halves, c.Hours, c.State, c.Why, db.Stamp(c.HeldAt), c.Version, c.ID, c.Version-1))
}

func scanSeat(s db.Scanner) (x Seat, err error) {
	err = s.Scan(&x.Course, &x.Person, &x.Name, &x.Party, &x.PartyName, &x.Ord, &x.State, &x.Reason, &x.Hours, &x.Proof, &x.By, db.At(&x.At), &x.Version)
	return x, err
}

// listSeats are a course's participants in register order.
func listSeats(tx *db.Tx, course string) ([]Seat, error) {
	return db.All(tx, scanSeat, `select s.course_id, s.person_id, coalesce(p.name, ''), s.party_id, coalesce(o.short, ''), s.party_ord, s.state, s.reason, s.hours, s.proof, s.recognised_by, s.recognised_at, s.version
		from training_seat s left join v_person p on p.id = s.person_id left join v_party o on o.id = s.party_id where s.course_id = $1 order by s.party_ord, s.person_id`, course)
}

// seatsAtOnce is how many participants one statement enters.
const seatsAtOnce = 100

func insertSeats(tx *db.Tx, course string, seats []Seat) error {
	for len(seats) > 0 {
		n := min(len(seats), seatsAtOnce)
		var a db.Args
		rows := make([]string, n)
		for i, s := range seats[:n] {
			rows[i] = "(" + a.Add(course) + ", " + a.Add(s.Person) + ", " + a.Add(s.Party) + ", " + a.Add(s.Ord) + ")"
		}
		if _, err := tx.Exec(`insert into training_seat (course_id, person_id, party_id, party_ord) values `+strings.Join(rows, ", "), a...); err != nil {
			return err
		}
		seats = seats[n:]
	}
	return nil
}

func attendAll(tx *db.Tx, course string) error {
	_, err := tx.Exec(`update training_seat set state = 'attended', version = version + 1 where course_id = $1`, course)
	return err
}

// recogniseAll counts the hours of everybody who was there, has none yet, and is not the one who recognises.
func recogniseAll(tx *db.Tx, course string, s Seat, self string) (int64, error) {
	return tx.Exec(`update training_seat set hours = $1, proof = $2, recognised_by = $3, recognised_at = $4, version = version + 1 where course_id = $5 and state = 'attended' and recognised_at = '' and person_id <> $6`,
		s.Hours, s.Proof, s.By, db.Stamp(s.At), course, self)
}

func saveSeat(tx *db.Tx, s *Seat) error {
	s.Version++
	return changed(tx.Exec(`update training_seat set state = $1, reason = $2, hours = $3, proof = $4, recognised_by = $5, recognised_at = $6, version = $7 where course_id = $8 and person_id = $9 and version = $10`,
		s.State, s.Reason, s.Hours, s.Proof, s.By, db.Stamp(s.At), s.Version, s.Course, s.Person, s.Version-1))
}

// membersUnder are the running members of the organisation and everything below it.
func membersUnder(tx *db.Tx, o org.Unit) ([]Seat, error) {
	return db.All(tx, func(s db.Scanner) (x Seat, err error) {
		err = s.Scan(&x.Person, &x.Party, &x.Ord)
		x.State = Listed
		return x, err
	}, `select m.person_id, m.party_id, m.party_ord from v_party_member m where m.until = '' and m.party_ord between $1 and $2 order by m.party_ord, m.person_id`, o.Ord, o.Last)
}

// officersToday are the secretaries and members of committees.
func officersToday(tx *db.Tx) (map[string]bool, error) {
	ids, err := db.All(tx, func(s db.Scanner) (id string, err error) {
		err = s.Scan(&id)
		return id, err
	}, `select distinct t.person_id from v_post t join v_party o on o.id = t.unit_id where t.kind in ('head', 'deputy', 'discipline') and t.since <= $1 and (t.until = '' or t.until >= $2)`, tx.Today(), tx.Today())
	out := map[string]bool{}
	for _, id := range ids {
		out[id] = true
	}
	return out, err
}

// listTotals are the totals of the branches within the scope, in register order.
func listTotals(tx *db.Tx, scope db.Scope, year int) ([]Total, error) {
	var a db.Args
	where := `h.year = ` + a.Add(year) + ` and ` + scope.Where("h.party_ord", &a)
	return db.All(tx, func(s db.Scanner) (t Total, err error) {
		err = s.Scan(&t.Party, &t.Name, &t.Ord, &t.People, &t.Due, &t.Done, &t.Below)
		return t, err
	}, `select h.party_id, o.short, h.party_ord, count(*), sum(h.due), sum(case when h.done > h.due then h.due else h.done end), sum(case when h.done < h.due then 1 else 0 end)
		from v_training_hours h join v_party o on o.id = h.party_id where `+where+` group by h.party_id, o.short, h.party_ord order by h.party_ord`, a...)
}

// listNeeds are the members of one branch with their hours, in register order and no other.
func listNeeds(tx *db.Tx, party string, year int) ([]Need, error) {
	return db.All(tx, func(s db.Scanner) (n Need, err error) {
		err = s.Scan(&n.Person, &n.Name, &n.Due, &n.Done)
		return n, err
	}, `select h.person_id, coalesce(p.name, ''), h.due, h.done from v_training_hours h left join v_person p on p.id = h.person_id where h.party_id = $1 and h.year = $2 order by h.person_id`, party, year)
}

// trainedCentrally are who attended a concentrated course with recognised hours, with its last day.
func trainedCentrally(tx *db.Tx, year int) (map[string]clock.Day, error) {
	type hit struct {
		person string
		day    clock.Day
	}
	list, err := db.All(tx, func(s db.Scanner) (h hit, err error) {
		err = s.Scan(&h.person, &h.day)
		return h, err
	}, `select s.person_id, c.last from training_seat s join training_course c on c.id = s.course_id where c.central and c.kind = 'focus' and s.recognised_at <> '' and c.year >= $1`, year)
	out := map[string]clock.Day{}
	for _, h := range list {
		if h.day > out[h.person] {
			out[h.person] = h.day
		}
	}
	return out, err
}

type officer struct {
	Person, Name, Party, PartyName, Title, Kind string
	Ord                                         int64
	Since                                       clock.Day
}

// listOfficers are the present officers of the organisations within the scope.
func listOfficers(tx *db.Tx, scope db.Scope) ([]officer, error) {
	var a db.Args
	where := scope.Where("o.ord", &a)
	return db.All(tx, func(s db.Scanner) (x officer, err error) {
		err = s.Scan(&x.Person, &x.Name, &x.Party, &x.PartyName, &x.Title, &x.Kind, &x.Ord, &x.Since)
		return x, err
	}, `select t.person_id, p.name, o.id, o.short, t.title, t.kind, o.ord, t.since from v_post t join v_party o on o.id = t.unit_id join v_person p on p.id = t.person_id
		where t.kind in ('head', 'deputy', 'discipline') and t.since <= `+a.Add(tx.Today())+` and (t.until = '' or t.until >= `+a.Add(tx.Today())+`) and `+where+` order by o.ord, case t.kind when 'head' then 0 else 1 end, t.id`, a...)
}
