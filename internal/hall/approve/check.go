package approve

import "plumbline/internal/ground/db"

// Check is one condition as it stands for the actor before anything is typed: why he or she may agree
// to the request, or may not.
type Check struct {
	Rule string // words approve.rule.<Rule>.yes and .no
	Err  error  // nil when it holds
}

// Checks are the conditions that can be told beforehand, in order.
func Checks(tx *db.Tx, r *Request) ([]Check, error) {
	f := facts{request: r}
	if err := f.sit(tx, seater{tx: tx, known: map[string]seat{}}); err != nil {
		return nil, err
	}
	return f.checks(), nil
}

func (f facts) checks() []Check {
	var out []Check
	for _, r := range rules {
		if r.Page && (r.Name != "other_line" || f.transition.OtherLine) {
			out = append(out, Check{r.Name, r.Hold(f)})
		}
	}
	return out
}

// Bar is the first condition that keeps the actor from agreeing, nil when none does.
func Bar(tx *db.Tx, r *Request) error {
	f := facts{request: r}
	if err := f.sit(tx, seater{tx: tx, known: map[string]seat{}}); err != nil {
		return err
	}
	return f.bar()
}

func (f facts) bar() error {
	for _, c := range f.checks() {
		if c.Err != nil {
			return c.Err
		}
	}
	return nil
}
