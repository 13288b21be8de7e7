package house

import (
	"fmt"
	"go/ast"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Persons are not counted, summed, averaged or ranked: figures are about units (TRUST.md 1.6). A statement that has an
// aggregate and a person's column as its key is a figure about a person, whatever it is called.

// personParts are the parts of a column's name that say it names a person.
var personParts = []string{"person", "persons", "login", "lead", "owner", "verifier", "by", "actor", "holder", "badge", "leader", "signer", "author", "liaison", "head"}

var (
	aggregates = regexp.MustCompile(`(?i)\b(count|sum|avg|min|max|percentile_cont|rank|dense_rank|row_number)\s*\(`)
	figures    = regexp.MustCompile(`(?i)\b(count|sum|avg|percentile_cont|rank|dense_rank|row_number)\s*\(`)
	groupBy    = regexp.MustCompile(`(?is)\bgroup\s+by\b(.*?)(?:\bhaving\b|\border\s+by\b|\blimit\b|\)|$)`)
	partition  = regexp.MustCompile(`(?is)\bpartition\s+by\b([^)]*)`)
	keyedBy    = regexp.MustCompile(`(?i)\b((?:\w+\.)?\w+)\s*=\s*(?:\$\d+|\w+\.\w+|$)`)
	identifier = regexp.MustCompile(`\b(?:\w+\.)?([a-z_]+)\b`)
)

// counted names the statements that count by a person's column all the same, by file and a part of the text, and why
// that is no figure about a person that anybody reads.
var counted = []struct{ file, part, why string }{
	{"internal/hall/access/sql_enrol.go", "from access_code", "whether an account has a code that still opens it"},
	{"internal/hall/access/sql_factor.go", "from access_factor", "how many means of signing in an account has left, before one is taken away"},
	{"internal/hall/access/sql_session.go", "from access_device", "whether this browser is known to the account: 0 or 1"},
	{"internal/hall/access/sql_holders.go", "group by l.id", "one line for each holder of a role, with no figure in it"},
	{"internal/hall/access/sql_seats.go", "g.granted_by", "whether one administrator holds two of the three seats: a rule of the three seats, not a figure"},
	{"internal/hall/notify/sql.go", "from (", "the number of unread messages on the reader's own bell"},
	{"migrations/0160_training.sql", "create view v_training_hours", "the regulation demands yearly hours of each member: the branch has to see who lacks some; never ordered by them"},
}

// headcounts are the statements that count persons of a unit.
var headcounts = []struct{ file, part, why string }{
	{"internal/hall/org/sql.go", "from org_person where unit_id", "whether a unit is empty before it is closed"},
	{"internal/hall/access/sql_enrol.go", "from access_code", "one line for each account; what is counted are its codes"},
	{"internal/hall/org/sql_view.go", "from org_person p join org_unit", "the length of a list of names that the same reader sees"},
}

func aggregatesByPerson(tree fs.FS) []string {
	var faults []string
	for _, s := range sources(tree, "internal/hall", "internal/rooms", "internal/doors", "cmd") {
		if s.test() {
			continue
		}
		s.literals(func(n ast.Node, text string) {
			if column := personKey(text); column != "" && !listed(s.name, text, counted) {
				faults = append(faults, fmt.Sprintf("%s: a figure keyed by %s: persons are not counted or ranked", s.at(n), column))
			}
			if dangling(text) && !within(s.name, "internal/rooms/rectify/sql_trend.go") { // its column is one of two dates
				faults = append(faults, s.at(n)+": what is grouped by is not written out, so nobody can see that it is no person")
			}
			if figures.MatchString(text) && regexp.MustCompile(`(?i)\b(from|join)\s+(org_person|v_person)\b`).MatchString(text) && !listed(s.name, text, headcounts) {
				faults = append(faults, s.at(n)+": counts persons; cells under five are merged (ground/tally), or it is listed with a reason")
			}
		})
	}
	each(tree, []string{".sql"}, func(name, text string) {
		for _, view := range strings.Split(text, ";") {
			if createView.MatchString(strings.TrimSpace(view)) {
				if column := personKey(view); column != "" && !listed(name, view, counted) {
					faults = append(faults, name+": a view with a figure keyed by "+column)
				}
			}
		}
	}, "migrations")
	return faults
}

func listed(file, text string, list []struct{ file, part, why string }) bool {
	return slices.ContainsFunc(list, func(c struct{ file, part, why string }) bool {
		return file == c.file && strings.Contains(text, c.part)
	})
}

func personColumn(name string) bool {
	_, column, dotted := strings.Cut(strings.ToLower(name), ".")
	if !dotted {
		column = strings.ToLower(name)
	}
	return slices.ContainsFunc(parts(column), func(p string) bool { return slices.Contains(personParts, p) })
}

// personKey answers the person's column by which a statement with an aggregate groups or selects.
func personKey(text string) string {
	if !aggregates.MatchString(text) {
		return ""
	}
	for _, re := range []*regexp.Regexp{groupBy, partition} {
		for _, m := range re.FindAllStringSubmatch(text, -1) {
			for _, c := range identifier.FindAllString(m[1], -1) {
				if personColumn(c) || regexp.MustCompile(`^(p|l)\.(id|name)$`).MatchString(c) {
					return c
				}
			}
		}
	}
	if !figures.MatchString(text) {
		return ""
	}
	for _, m := range keyedBy.FindAllStringSubmatch(text, -1) {
		if personColumn(m[1]) && !strings.HasPrefix(strings.ToLower(m[1]), "order") {
			return m[1]
		}
	}
	return ""
}

// dangling tells whether a piece of SQL ends in a key that is put in from outside.
func dangling(text string) bool {
	return regexp.MustCompile(`(?i)\b(group|partition)\s+by\s*$`).MatchString(text)
}

func TestNoFiguresAboutPersons(t *testing.T) {
	holds(t, aggregatesByPerson)
	catches(t, aggregatesByPerson, map[string]string{
		"internal/rooms/rectify/sql.go": "package rectify\n" +
			"const a = `select i.lead_id, count(*) from item i group by i.lead_id order by 2 desc`\n" +
			"const b = `select unit_id, count(*) from item group by unit_id`\n" +
			"const c = `select count(*) from item where owner_id = $1`\n" +
			"const d = `select avg(percent) over (partition by verifier_login) from item`\n" +
			"const e = `select 1 from item where lead_id = $1`\n" +
			"const f = `select x, count(*) from item group by `\n" +
			"const g = `select max(due) from item where made_by = $1`\n" +
			"const h = `select u.id, count(*) from v_person p join v_unit u on u.id = p.unit_id group by u.id`\n" +
			"const i = `select p.name, min(i.due) from item i join v_person p on p.id = i.x group by p.id, p.name`\n",
		"migrations/0130_rectify.sql": "create view v_best as select lead_id, count(*) as n from item group by lead_id;\ncreate view v_unit_open as select unit_id, count(*) as n from item group by unit_id;\n",
	}, "sql.go:2: a figure keyed by i.lead_id", "sql.go:4: a figure keyed by owner_id", "sql.go:5: a figure keyed by verifier_login",
		"sql.go:7: what is grouped by", "sql.go:9: counts persons", "sql.go:10: a figure keyed by p.id", "0130_rectify.sql: a view with a figure keyed by lead_id")
}

// forbiddenLabels are what a form, a column head or a filter would be called that asks for what is not stored.
var forbiddenLabels = []string{"民族", "籍贯", "出生年月", "出生日期", "生日", "年龄", "政治面貌", "入党时间", "家庭成员", "配偶", "子女", "婚姻", "宗教", "信仰", "健康状况", "病史",
	"护照", "出国", "行踪", "轨迹", "定位", "人脸", "指纹采集", "收入", "财产", "银行卡", "车牌", "身份证", "家庭住址", "微信号", "微博", "思想动态", "忠诚度", "八小时以外", "个人得分", "个人排名", "个人评分",
	"ethnicity", "date of birth", "birth date", "birthday", "marital status", "spouse", "religion", "health status", "passport", "travel abroad", "salary", "bank account",
	"number plate", "identity card", "home address", "wechat", "loyalty", "personal score", "personal rank"}

var wordsEntry = regexp.MustCompile(`(?m)^"([^"]+)"\s*=\s*\{(.*)\}\s*$`)
var wordsText = regexp.MustCompile(`\b(?:zh|en|en_one)\s*=\s*"((?:[^"\\]|\\.)*)"`)

// longestLabel in characters: a sentence may speak of such things, a label asks for them.
const longestLabel = 14

// labels looks at every short text of words/: what a page calls a thing is what it asks for.
func labels(tree fs.FS) []string {
	var faults []string
	each(tree, []string{".toml"}, func(name, text string) {
		for _, m := range wordsEntry.FindAllStringSubmatch(text, -1) {
			for _, t := range wordsText.FindAllStringSubmatch(m[2], -1) {
				if len([]rune(t[1])) > longestLabel && !regexp.MustCompile(`^[\x00-\x7f]{1,30}$`).MatchString(t[1]) {
					continue
				}
				for _, f := range forbiddenLabels {
					if strings.Contains(strings.ToLower(t[1]), f) {
						faults = append(faults, fmt.Sprintf("%s: %s is called %q: that is not asked of anybody", name, m[1], t[1]))
					}
				}
			}
		}
	}, "words")
	each(tree, []string{".yaml", ".yml"}, func(name, text string) {
		for _, m := range regexp.MustCompile(`(?m)^\s*-?\s*(?:field|column|asks):\s*["']?([^"'\n#]+)`).FindAllStringSubmatch(text, -1) {
			for _, f := range forbiddenLabels {
				if strings.Contains(strings.ToLower(m[1]), f) {
					faults = append(faults, fmt.Sprintf("%s: a field %q", name, strings.TrimSpace(m[1])))
				}
			}
		}
	}, "packs")
	return faults
}

func TestNoPageAsksForWhatIsNotStored(t *testing.T) {
	holds(t, labels)
	catches(t, labels, map[string]string{
		"words/org.toml": "\"org.person.birth\" = { zh = \"出生年月\", en = \"Date of birth\" }\n\"org.note\" = { zh = \"本系统不登记任何人的民族、出生年月和家庭成员，见说明\", en = \"The system stores nobody's ethnicity, date of birth or family members; see the notes\" }\n\"org.name\" = { zh = \"姓名\", en = \"Name\" }\n",
		"packs/a.yaml":   "- id: x\n  field: 政治面貌\n",
	}, `org.person.birth is called "出生年月"`, `org.person.birth is called "Date of birth"`, `packs/a.yaml: a field "政治面貌"`)
}
