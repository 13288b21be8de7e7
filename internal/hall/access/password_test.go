package access

import "testing"

func TestPasswordsAreChecked(t *testing.T) {
	h := HashPassword("correct horse battery")
	for password, want := range map[string]bool{"correct horse battery": true, "correct horse batterz": false} {
		if got, err := argonSlots.matches(password, h, false); err != nil || got != want {
			t.Errorf("%q: %v, %v", password, got, err)
		}
	}
	for _, stored := range []string{"", "none", dummy} {
		if got, err := argonSlots.matches("", stored, false); err != nil || got {
			t.Errorf("an empty password opens %q (%v)", stored, err)
		}
	}
	for _, bad := range []string{"short", "liuyang-liuyang-1"} {
		if CheckPassword("liuyang", bad) == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
	if err := CheckPassword("liuyang", "十五个汉字也可以当作很长的口令"); err != nil {
		t.Error(err)
	}
}
