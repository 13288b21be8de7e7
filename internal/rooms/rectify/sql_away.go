package rectify

import "plumbline/internal/ground/db"

// gone is what the counters of a scope's ranges hold too much: items of a unit, or one item, from
// which a recusal keeps the actor away.
type gone struct {
	ord   int64 // of the item's unit, or of the unit kept away
	state State
	n     int64
}

// goneFrom reads what is to be taken off the sums of the scope; nothing for nearly everybody.
func goneFrom(tx *db.Tx, scope db.Scope, year int) ([]gone, error) {
	var out []gone
	if away := scope.Away(); len(away.Ranges) > 0 {
		heads, err := headsOf(tx, away)
		if err != nil {
			return nil, err
		}
		var args db.Args
		q := `select u.ord, c.state, c.n from rectify_count c join v_unit u on u.id = c.unit_id where c.state <> '' and c.year = ` + args.Add(year) + ` and c.unit_id in ` + db.In(&args, heads)
		if out, err = db.All(tx, scanGone, q, args...); err != nil {
			return nil, err
		}
	}
	if len(scope.ExceptIDs) == 0 {
		return out, nil
	}
	var args db.Args
	q := `select i.unit_ord, i.state, 1 from rectify_item i where ` + scope.Where("i.unit_ord", &args) + ` and i.id in ` + db.In(&args, scope.ExceptIDs)
	if year != 0 {
		q += ` and i.year = ` + args.Add(year)
	}
	single, err := db.All(tx, scanGone, q, args...)
	return append(out, single...), err
}

func scanGone(s db.Scanner) (g gone, err error) {
	err = s.Scan(&g.ord, &g.state, &g.n)
	return g, err
}

// less takes what is gone off the counts of the units that hold it.
func (c *Counts) less(tx *db.Tx, gone []gone, units []string) error {
	if len(gone) == 0 {
		return nil
	}
	ranges, err := rangesOf(tx, units)
	for id, r := range ranges {
		k := c.Units[id]
		for _, g := range gone {
			if r.First <= g.ord && g.ord <= r.Last {
				k.All -= g.n
			}
		}
		c.Units[id] = k
	}
	return err
}

func itemNumbered(tx *db.Tx, number string) (id ItemID, ord int64, err error) {
	type found struct {
		id  ItemID
		ord int64
	}
	f, err := db.One(tx, func(s db.Scanner) (f found, err error) {
		err = s.Scan(&f.id, &f.ord)
		return f, err
	}, `select id, unit_ord from rectify_item where number = $1`, number)
	return f.id, f.ord, err
}
