package rectify

// unit is what the room needs to know of a unit.
type unit struct {
	ID, Name, Short string
	Ord, Last       int64
	Depth           int
}

func (it *Item) place(u unit) {
	it.Unit, it.UnitOrd, it.UnitLast, it.UnitDepth, it.UnitName, it.UnitShort = u.ID, u.Ord, u.Last, u.Depth, u.Name, u.Short
}
