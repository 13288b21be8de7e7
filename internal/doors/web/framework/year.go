package frameworkweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	frameworkpage "plumbline/internal/doors/pages/framework"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
)

// calendarYear shows the working calendar of a year, this one when none is named.
func (s door) calendarYear(c *front.Ctx) error {
	year, err := strconv.Atoi(c.Query("year"))
	if err != nil {
		year = c.Today().Year()
	}
	return s.showYear(c, http.StatusOK, year, nil, nil)
}

// calendarEnter saves the calendar of a year as it was typed, line by line.
func (s door) calendarEnter(c *front.Ctx) error {
	year, _ := strconv.Atoi(c.Path("year"))
	version, _ := strconv.ParseInt(c.Value("version"), 10, 64)
	typed := frameworkpage.YearForm{Off: c.Value("off"), Work: c.Value("work"), Source: c.Value("source"), Confirm: c.Value("confirm") != "", Version: c.Value("version")}
	in := calendar.NewYear{Year: year, Source: typed.Source, Confirm: typed.Confirm, Version: version}
	err := readYear(typed, &in)
	if err == nil {
		err = s.Calendar.EnterYear(c.Context(), c.Who, in)
	}
	if front.Invalid(err) {
		return s.showYear(c, http.StatusUnprocessableEntity, year, &typed, part.ProblemsOf(c.Context(), err))
	}
	if err != nil {
		return err
	}
	return c.See("/calendar?year=" + strconv.Itoa(year))
}

// readYear reads the typed calendar: a holiday a line (name, first, last), make-up days with spaces.
func readYear(typed frameworkpage.YearForm, in *calendar.NewYear) error {
	var check fault.Check
	for i, line := range strings.Split(typed.Off, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		h, ok := readHoliday(line)
		check.That(ok, "off", "calendar.year_line", "line", i+1, "text", strings.TrimSpace(line))
		if ok {
			in.Off = append(in.Off, h)
		}
	}
	for _, f := range strings.Fields(strings.NewReplacer(",", " ", "，", " ", "、", " ").Replace(typed.Work)) {
		d, err := clock.ParseDay(f)
		check.That(err == nil, "work", "calendar.year_day", "text", f)
		if err == nil {
			in.Work = append(in.Work, d)
		}
	}
	return check.Err()
}

func readHoliday(line string) (h pack.Holiday, ok bool) {
	f := strings.Fields(line)
	if len(f) < 2 {
		return h, false
	}
	last, err := clock.ParseDay(f[len(f)-1])
	if err != nil {
		return h, false
	}
	first, err := clock.ParseDay(f[len(f)-2])
	name := f[:len(f)-2]
	if err != nil { // one day only
		first, name = last, f[:len(f)-1]
	}
	zh, en, both := strings.Cut(strings.Join(name, " "), "/")
	if !both {
		en = zh
	}
	return pack.Holiday{Name: pack.Text{Zh: strings.TrimSpace(zh), En: strings.TrimSpace(en)}, From: first, To: last}, zh != ""
}

func (s door) showYear(c *front.Ctx, status, year int, typed *frameworkpage.YearForm, wrong part.Problems) error {
	if year < 2000 || year > 2999 {
		return fault.NotFound()
	}
	y, err := s.yearModel(c, year)
	if err != nil {
		return err
	}
	if typed != nil {
		y.Form = *typed
	}
	y.Problems, y.Alone = wrong, true
	near, err := s.nearHoliday(c, y)
	if err != nil {
		return err
	}
	rules, err := s.rulesInForce(c)
	if err != nil {
		return err
	}
	t, err := s.try(c, "/calendar", rules)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, frameworkpage.CalendarPage(*y, t, near))
}

func (s door) rulesInForce(c *front.Ctx) (rules []pack.Rule, err error) {
	err = s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) error {
		all, err := calendar.Rules(tx)
		for _, r := range all {
			if r.On(tx.Today()) {
				rules = append(rules, r)
			}
		}
		return err
	})
	return rules, err
}

// yearModel reads a year, or says that nobody entered it, and the years beside it.
func (s door) yearModel(c *front.Ctx, year int) (*frameworkpage.Year, error) {
	y := frameworkpage.Year{Today: c.Today(), MayEdit: access.Anywhere(c.Who, access.EditDays)}
	all, err := s.Calendar.Years(c.Context(), c.Who)
	if err != nil {
		return nil, err
	}
	next := c.Today().Year()
	y.YearInfo.Year.Year = year
	for _, x := range all {
		y.Years = append(y.Years, x.Year.Year)
		next = max(next, x.Year.Year+1)
		if x.Year.Year == year {
			y.YearInfo, y.Entered = x, true
		}
	}
	y.Years = append(y.Years, next) // the next one to be entered
	y.Form = yearForm(y.YearInfo)
	return &y, nil
}

func yearForm(y calendar.YearInfo) frameworkpage.YearForm {
	f := frameworkpage.YearForm{Source: y.Source, Confirm: y.ConfirmedBy != "", Version: strconv.FormatInt(y.Version, 10)}
	for _, h := range y.Off {
		f.Off += fmt.Sprintf("%s/%s %s %s\n", h.Name.Zh, h.Name.En, h.From, h.To)
	}
	var work []string
	for _, d := range y.Work {
		work = append(work, string(d))
	}
	f.Work = strings.Join(work, " ")
	return f
}

// soonHoliday is how many days ahead a holiday is called near.
const soonHoliday = 21

// nearHoliday is the holiday that comes next, with what falls due on its days where the actor may
// read items.
func (s door) nearHoliday(c *front.Ctx, y *frameworkpage.Year) (*frameworkpage.Near, error) {
	today := c.Today()
	for _, h := range y.Off {
		if h.To < today || h.From.Sub(today) > soonHoliday {
			continue
		}
		n := frameworkpage.Near{Holiday: h}
		err := s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) error {
			list, err := calendar.Upcoming(tx, access.ScopeOf(c.Who, access.ReadItem), []string{"item.due", "item.verify", "plan.due"}, h.From, h.To, 6)
			n.Due = slices.DeleteFunc(list, func(p calendar.Promise) bool { return p.Restricted })
			return err
		})
		return &n, err
	}
	return nil, nil
}
