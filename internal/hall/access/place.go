package access

import "plumbline/internal/ground/who"

// Place is what an act would touch: the unit's tree number, the persons of the team when the matter
// belongs to one, the persons whom it is about and whom it binds. A field that is not given asks
// for nothing: a place with a number alone is judged by the tree alone.
type Place struct {
	Ord   int64
	Team  []string // person ids; nil when the matter belongs to no team
	About []string // person ids who may have nothing to do with it (DOMAIN.md 1.6 no. 1)

	Kind  Kind // which matter it is, for recusals from one matter
	ID    string
	State string // of the thing; asked against the states of the right
	Class Class  // of the data that would be shown

	Lines   []who.Span // the units of the persons whom it is about: their line is kept away
	Cleared []string   // persons of that line who were cleared in writing
	Named   []string   // persons to whom P4 is open
	Bound   []string   // persons who have to do what would be judged: lead, owner
	Side    who.Span   // the responsible unit, when it is not the whole house
	Hands   []string   // persons who reported, verified or signed it before
}
