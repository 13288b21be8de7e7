package orglife

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
)

// Registers is a year of the decision registers in the actor's reach.
type Registers struct {
	Year     int
	Register string
	List     []Decision
	Open     int                 // debated and not decided
	Branches []Branch            // for which the actor keeps a register
	Roster   map[string][]Person // who attends as a rule, by organisation
	Frames   map[string]Decision // place and chair of the last entry, by organisation
	Rhythm   pack.Rhythm
}

// Registers lists the entries of a register, newest first; register empty shows both.
func (r *Room) Registers(ctx context.Context, actor who.Actor, register string, year int) (v Registers, err error) {
	v.Year, v.Register = year, register
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.List, err = decisionsIn(tx, access.ScopeOf(tx.Who, access.ReadDecision), register, year, 500); err != nil {
			return err
		}
		v.Frames = map[string]Decision{}
		for _, d := range v.List {
			if d.State == Debated {
				v.Open++
			}
			if _, ok := v.Frames[d.Party]; !ok {
				v.Frames[d.Party] = d
			}
		}
		if scope := access.ScopeOf(tx.Who, access.KeepDecision); len(scope.Ranges) > 0 {
			if v.Branches, err = branchesIn(tx, scope); err != nil {
				return err
			}
		}
		return r.rhythm(tx, &v.Rhythm)
	})
	return v, err
}

// DecisionView is one entry with its opinions in order and its tasks.
type DecisionView struct {
	Decision
	Opinions []Opinion
	Tasks    []Task
	Silent   []string // who attends and has not spoken, the head last
	Rhythm   pack.Rhythm
	Units    []org.Unit
	MayKeep  bool
}

// Decision reads one entry; fault.NotFound when there is none, or it may not be seen.
func (r *Room) Decision(ctx context.Context, actor who.Actor, id DecisionID) (v DecisionView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Decision, err = loadDecision(tx, id); err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadDecision, v.Where()); err != nil {
			return err
		}
		v.MayKeep = access.May(tx.Who, access.KeepDecision, v.Where()) == nil
		if v.Opinions, err = loadOpinions(tx, id); err != nil {
			return err
		}
		if v.Tasks, err = tasksOf(tx, string(id)); err != nil {
			return err
		}
		if v.Units, err = taskUnits(tx, v.Party); err != nil {
			return err
		}
		for _, n := range People(silent(People(v.Attending), v.Opinions)) {
			if n != v.Chair {
				v.Silent = append(v.Silent, n)
			}
		}
		if silent([]string{v.Chair}, v.Opinions) != "" {
			v.Silent = append(v.Silent, v.Chair)
		}
		return r.rhythm(tx, &v.Rhythm)
	})
	return v, err
}

// Reviews is a year of democratic reviews in the actor's reach: branches with where they stand.
type Reviews struct {
	Year     int
	List     []Review
	Waiting  []Branch // without a review in the year, that the actor could begin
	Approved int
}

// Reviews lists the reviews of a year in register order; no grade of a person is in it.
func (r *Room) Reviews(ctx context.Context, actor who.Actor, year int) (v Reviews, err error) {
	v.Year = year
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.List, err = reviewsIn(tx, access.ScopeOf(tx.Who, access.ReadReview), year); err != nil {
			return err
		}
		begun := map[string]bool{}
		for _, x := range v.List {
			begun[x.Party] = true
			if !x.ApprovedAt.IsZero() {
				v.Approved++
			}
		}
		scope := access.ScopeOf(tx.Who, access.KeepReview)
		if len(scope.Ranges) == 0 {
			return nil
		}
		all, err := branchesIn(tx, scope)
		for _, b := range all {
			if !begun[b.ID] && (b.Kind == "party_cell" || b.Kind == "party_joint") {
				v.Waiting = append(v.Waiting, b)
			}
		}
		return err
	})
	return v, err
}

// ReviewView is one review with its steps, grades and criticism.
type ReviewView struct {
	Review
	Steps      []StepDone
	Grades     []Grade
	Roster     []Person
	Criticisms []Criticism
	MayKeep    bool
	MayApprove bool
}

// Review reads one review. Its grades are personal: that somebody looked is recorded before they are shown.
func (r *Room) Review(ctx context.Context, actor who.Actor, id ReviewID) (v ReviewView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Review, err = loadReview(tx, id); err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadReview, v.Where()); err != nil {
			return err
		}
		v.MayKeep = access.May(tx.Who, access.KeepReview, v.Where()) == nil
		v.MayApprove = access.May(tx.Who, access.ApproveReview, v.Where()) == nil
		if v.Steps, err = loadSteps(tx, id); err != nil {
			return err
		}
		if v.Grades, err = loadGrades(tx, id); err != nil {
			return err
		}
		if v.Criticisms, err = criticismsOf(tx, id); err != nil {
			return err
		}
		v.Roster, err = loadRoster(tx, v.Party, false, tx.Today())
		return err
	})
	if err != nil || len(v.Grades) == 0 {
		return v, err
	}
	return v, audit.Looked(ctx, r.db, actor, audit.Entry{Action: "orglife.look", Kind: "review", ID: string(id), Unit: v.Party})
}

// Criticism reads one criticism, for the page on which it stands.
func (r *Room) Criticism(ctx context.Context, actor who.Actor, id CriticismID) (k Criticism, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if k, err = loadCriticism(tx, id); err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadReview, place(k.PartyOrd, access.KindActivity, string(k.Review))); err != nil {
			return fault.NotFound()
		}
		return nil
	})
	return k, err
}
