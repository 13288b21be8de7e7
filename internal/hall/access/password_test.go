package access

import (
	"strings"
	"testing"

	"plumbline/internal/ground/fault"
)

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
}

func TestNewPasswords(t *testing.T) {
	house := passwordRules{own: longestFirst(spellings("shen.yq", "沈砚秋", "临江市公安局", "市局"))}
	for password, key := range map[string]string{
		"short": "login.password_short",
		"十四个汉字做的口令还差一个":                 "login.password_short",
		strings.Repeat("长短句", 100):      "login.password_long",
		"shenyanqiu-shenyanqiu":         "login.password_is_name",
		"沈砚秋沈砚秋沈砚秋沈砚秋沈砚秋":               "signin.password.common",
		"ShenYanQiu@linjiang2026":       "login.password_is_name",
		"临江市公安局临江市公安局0188":              "login.password_is_name",
		"passwordpassword":              "signin.password.common",
		"P@ssw0rdP@ssw0rd1":             "signin.password.common",
		"administrator12345":            "signin.password.common",
		"1234567890123456":              "signin.password.common",
		"qwertyuiopasdfgh":              "signin.password.common",
		"1qaz2wsx3edc4rfv":              "signin.password.common",
		"aaaaaaaaaaaaaaaaaaaa":          "signin.password.common",
		"abcabcabcabcabcabc":            "signin.password.common",
		"correct horse battery staple":  "signin.password.common",
		"对党忠诚服务人民执法公正纪律严明":              "signin.password.common",
		"woainizhongguo5201314":         "signin.password.common",
		"jingchagongan20260618":         "signin.password.common",
		"plumbline-admin-2026":          "signin.password.common",
		"我爱中国我爱祖国为人民服务一二三":              "signin.password.common",
		"ＰＡＳＳＷＯＲＤＰＡＳＳＷＯＲＤ":              "signin.password.common", // full-width letters
		"1111111111aaaaaaaaaa2222222":   "signin.password.common",
		"gongangonganju20260618":        "login.password_is_name",
		"moss under the ninth bridge":   "",
		"秋天的第一片梧桐叶落在窗台上":                "login.password_short",
		"秋天的第一片梧桐叶落在窗台上了吧":              "",
		"kettle ladder moth quartz":     "",
		"tian-ping-2026-yunhe":          "",
		"        tall grey heron      ": "",
	} {
		if got := keyOf(house.check(password)); got != key {
			t.Errorf("%q: %q, want %q", password, got, key)
		}
	}
	if keyOf(passwordRules{}.check("ShenYanQiu@linjiang2026")) != "" { // control: without the names nothing is known of them
		t.Error("the names are refused without being known")
	}
}

func TestProfileOfThreeClasses(t *testing.T) {
	for password, ok := range map[string]bool{"kettle ladder moth quartz": false, "Kettle ladder moth quartz": true, "kettle7ladder7moth7quartz": false, "kettle7 ladder moth quartz": true, "秋天的第一片梧桐叶落在窗台上了吧": false, "秋天的第1片梧桐叶,落在窗台上了吧": true} {
		if got := keyOf(passwordRules{profile: ProfileMLPS3}.check(password)) == ""; got != ok {
			t.Errorf("%q under mlps3: %v", password, got)
		}
		if err := (passwordRules{}).check(password); err != nil { // without the profile nothing is prescribed
			t.Errorf("%q without the profile: %v", password, err)
		}
	}
}

func keyOf(err error) string {
	if f, ok := fault.As(err); ok && len(f.Fields) > 0 {
		return f.Fields[0].Key
	}
	return ""
}
