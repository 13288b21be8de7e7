package demo

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"plumbline/internal/ground/clock"
)

// Directive is a text that came in, its tasks, and what was not made a task.
type Directive struct {
	On       clock.Day
	Text     string
	Tasks    []Task
	Declined []Declined
}

// Task is one sentence made a task, and how far each unit that got it is.
type Task struct {
	At, Title, Lead, Assist, Each, Standard, Rhythm string
	Due                                             clock.Day
	Far                                             []string
}

// Declined is a sentence that became no task, with the reason.
type Declined struct{ At, Reason string }

type taskData struct {
	At, Title, Lead, Assist, Each, Standard, Rhythm string
	Days                                            int
	Far                                             []string
}

type directiveData struct {
	File     string
	On       clock.Day
	Tasks    []taskData
	Declined []Declined
}

var dayMark = regexp.MustCompile(`\{d(\d+)\}`)

// directives writes the three texts with their days.
func (b *builder) directives() {
	for _, d := range b.Directives {
		raw, err := files.ReadFile("data/directives/" + d.File)
		if err != nil {
			panic(err)
		}
		on := b.day(d.On)
		text := dayMark.ReplaceAllStringFunc(string(raw), func(m string) string {
			n, _ := strconv.Atoi(m[2 : len(m)-1]) // the expression lets only digits through
			t := on.Add(n).Time()
			return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
		})
		t := on.Time()
		text = strings.NewReplacer("{date}", fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day()), "{year}", strconv.Itoa(t.Year())).Replace(text)
		out := Directive{On: on, Text: text, Declined: d.Declined}
		for _, x := range d.Tasks {
			out.Tasks = append(out.Tasks, Task{At: x.At, Title: x.Title, Lead: x.Lead, Assist: x.Assist, Each: x.Each, Standard: x.Standard, Rhythm: x.Rhythm,
				Due: on.Add(x.Days), Far: x.Far})
		}
		b.w.Directives = append(b.w.Directives, out)
	}
}
