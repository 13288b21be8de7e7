package db

// OnStatement calls f with the statements that travel to the database together, before they do: one
// call is one round trip, also for what opens and ends a transaction. For tests that count them; set
// it before the first use.
func (d *DB) OnStatement(f func(together ...string)) { d.onStatement = f }

// saw tells who counts.
func (d *DB) saw(together ...string) {
	if d.onStatement != nil {
		d.onStatement(together...)
	}
}
