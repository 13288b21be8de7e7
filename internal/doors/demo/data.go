package demo

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"

	"gopkg.in/yaml.v3"

	"plumbline/internal/ground/clock"
)

//go:embed data
var files embed.FS

// reference is the day on which the data files are written.
const reference clock.Day = "2026-06-18"

type unitData struct {
	Code     string
	Name     string
	Short    string
	Kind     string
	Items    int
	Batch    int
	Head     string
	Leads    []string
	Liaison  string
	Owners   []string
	Stations []string
	Brigades []string
	NewHead  int `yaml:"newhead"`
	Outside  bool
}

type personData struct {
	Key, Name, Unit, Title, Kind string
	Since                        clock.Day
}

type teamData struct {
	Name    string
	Units   []string
	Members []string
}

type accountData struct {
	Role, Login, Person, Unit, Title, Password string
	Also                                       []At
}

// partyData is the Party tree's data: what is not generated from the units.
type partyData struct {
	Root, Organ, Direct partyNode
	Branches            []partyNode
	DirectBranches      []partyNode `yaml:"direct_branches"`
	Odd                 []partyNode
	Unplaced            []string
	People              []partyPerson
}

type partyNode struct {
	Code, Name, Short string
	Covers            []string
	Members, Size     int
	Until             clock.Day
}

type partyPerson struct{ Key, Name, Unit, Party, Title, Kind, Branch string }

type batchData struct {
	Name                     string
	Enters, Leaves, Feedback clock.Day
}

type roundData struct {
	Number                 int
	Name, Focus, Decision  string
	Starts, Ends, Approved clock.Day
	Batches                []batchData
}

type fifthData struct {
	Unit, State    string
	Team           int
	Enters, Leaves clock.Day
}

type sourceData struct {
	Source, Name, Prefix string
	Days                 []clock.Day
}

// wanted is one item with a date of its own: overdue by, or due in, so many days.
type wanted struct {
	State string
	Days  int
}

// measureData is a measure of a problem's template.
type measureData struct {
	Do, Std string
	Days    int
	Kind    string
}

// problem is a template: one kind of problem with slots for numbers, places and months.
type problem struct {
	Code     string
	Point    string
	Field    string
	For      string
	At       string
	Cite     string
	Quote    string
	N        map[string][2]int
	Titles   []string
	Text     string
	More     []string
	Shown    []string
	Measures []measureData
	Progress []string
	Files    []string
	Pass     string
	Back     string
	Extend   string
}

type data struct {
	Root       unitData
	Units      []unitData
	Surnames   string
	Given      string
	Fixed      []personData
	Teams      []teamData
	Accounts   []accountData
	Party      partyData
	States     map[string]map[string]int
	Overdue    map[string][]wanted
	Soon       map[string][]wanted
	Voided     []string
	Relapsed   []string
	Rounds     []roundData
	Fifth      []fifthData
	Sources    []sourceData
	Directives []directiveData
	Problems   []problem `yaml:"-"`
}

// read decodes the data files. They are part of the program, so a fault in them is a fault of the
// program and panics; a test reads them.
func read() *data {
	d := &data{}
	for _, name := range []string{"units", "people", "ledger", "rounds", "directives", "party"} {
		decode("data/"+name+".yaml", d)
	}
	names, err := fs.Glob(files, "data/problems_*.yaml")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		var list []problem
		decode(name, &list)
		d.Problems = append(d.Problems, list...)
	}
	return d
}

func decode(name string, into any) {
	raw, err := files.ReadFile(name)
	if err == nil {
		dec := yaml.NewDecoder(bytes.NewReader(raw))
		dec.KnownFields(true)
		err = dec.Decode(into)
	}
	if err != nil {
		panic(fmt.Sprintf("%s: %v", name, err))
	}
}
