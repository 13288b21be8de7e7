package access

// The prohibitions. They beat every grant; their numbers are shown in refusals and kept in records,
// so never change one. SentenceOf names the sentence of each.
const (
	NoSession   = "N-01" // no strong session: nobody, or somebody who holds nothing
	NoRule      = "N-02" // no line of the table gives the right to anybody
	RecusedUnit = "N-11" // 回避: the unit
	RecusedOne  = "N-12" // 回避: this one matter
	Concerned   = "N-13" // the matter is about the person (DOMAIN.md 1.6 no. 1)
	OwnLine     = "N-14" // it is about somebody of the person's own line
	AboveClass  = "N-21" // the data is of a higher class than the right reveals
	NotNamed    = "N-22" // the data is open to named persons only
	NotNow      = "N-31" // the state does not allow it
	BoundSide   = "N-32" // the responsible side does not judge itself (DOMAIN.md 1.6 no. 7)
	SameHand    = "N-33" // whoever had it in hand does not judge it

	AdminsApart   = "N-41" // the three administrators and everybody else are different persons
	OwnerVerifies = "N-42" // who rectifies at a unit does not verify there
	TeamVerifies  = "N-43" // who finds at a unit does not verify there
	NotOneself    = "N-44" // nobody grants to himself or herself
	NeedsSecond   = "N-45" // an administrator's role takes two persons
)

// Prohibitions in the order in which Decide and Grant ask for them.
var Prohibitions = []string{NoSession, NoRule, RecusedUnit, RecusedOne, Concerned, OwnLine, AboveClass, NotNamed, NotNow, BoundSide, SameHand,
	AdminsApart, OwnerVerifies, TeamVerifies, NotOneself, NeedsSecond}
