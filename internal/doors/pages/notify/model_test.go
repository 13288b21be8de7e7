package notifypage

import (
	"testing"

	"plumbline/internal/hall/notify"
)

// The list is in the order of the matters; what is read goes by the order of delivery.
func TestReadingAllGoesByDelivery(t *testing.T) {
	for want, ids := range map[string][]string{"": nil, "c": {"b", "c", "a"}, "a": {"a"}} {
		var m Model
		for _, id := range ids {
			m.Notices = append(m.Notices, notify.Notice{ID: id})
		}
		if got := m.last(); got != want {
			t.Errorf("%v: %q, want %q", ids, got, want)
		}
	}
}
