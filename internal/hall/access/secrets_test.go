package access_test

import (
	"bytes"
	"context"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/keyring"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/audit"
)

// forms are the ways in which a secret might lie about: as it is, and as the bytes that it stands for.
func forms(t *testing.T, secrets map[string]string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for name, s := range secrets {
		out[name] = []byte(s)
		out[name+", base64"] = []byte(strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(s)), "="))
		out[name+", hex"] = []byte(hex.EncodeToString([]byte(s)))
	}
	raw, err := base32.StdEncoding.DecodeString(accesstest.Secret)
	if err != nil {
		t.Fatal(err)
	}
	out["app, raw"], out["app, raw in hex"] = raw, []byte(hex.EncodeToString(raw))
	return out
}

// pages are every row of every table and, of a database in a file, every byte of it.
func pages(t *testing.T, d *db.DB, file string) (all [][]byte) {
	t.Helper()
	rows := 0
	err := d.Read(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		tables, err := db.Tables(tx)
		for _, x := range tables {
			if err == nil {
				err = db.Rows(tx, x, func(line []byte) error { all = append(all, bytes.Clone(line)); rows++; return nil })
			}
		}
		return err
	})
	if err != nil || rows < 20 {
		t.Fatalf("%d rows, %v", rows, err)
	}
	if file == "" {
		return all
	}
	for _, end := range []string{"", "-wal"} {
		raw, err := os.ReadFile(file + end)
		if err == nil {
			all = append(all, raw)
		}
	}
	return all
}

func lying(secrets map[string][]byte, all [][]byte) (found []string) {
	for name, s := range secrets {
		for _, p := range all {
			if bytes.Contains(p, s) {
				found = append(found, name)
				break
			}
		}
	}
	return found
}

// Whoever has the whole database reads no secret in it: not of an app, not a code, a password, a cookie
// or a form token. The control puts one of them into a row.
func TestNoSecretLiesInTheDatabase(t *testing.T) {
	check := func(t *testing.T, d *db.DB, file string) {
		ctx := context.Background()
		h, pw := house(t, d)
		a, s, b := weak(t, h, "sec", pw["sec"])
		k, err := h.ConfirmTOTP(ctx, a, b, accesstest.Code(t, d.Clock()))
		if err != nil {
			t.Fatal(err)
		}
		_, now, err := h.Resolve(ctx, k.Cookie)
		if err != nil {
			t.Fatal(err)
		}
		sys := actor(t, h, "sys")
		aud, err := h.Login(ctx, sys, "aud")
		if err != nil {
			t.Fatal(err)
		}
		c, err := h.IssueCode(ctx, sys, aud.ID, "x")
		if err != nil {
			t.Fatal(err)
		}
		secrets := forms(t, map[string]string{"app": accesstest.Secret, "password": pw["sec"], "weak cookie": b.Cookie, "cookie": k.Cookie,
			"device": k.Device, "weak form token": s.CSRF, "form token": now.CSRF, "code": c.Text, "code typed": strings.ReplaceAll(c.Text, "-", "")})
		if found := lying(secrets, pages(t, d, file)); len(found) > 0 {
			t.Errorf("in clear: %v", found)
		}
		err = d.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
			if _, err := tx.Exec(`update access_factor set name = secret, secret = $1`, accesstest.Secret); err != nil {
				return err
			}
			return audit.Record(tx, audit.Entry{Action: "test.plant", Kind: "house", ID: "house"})
		})
		if err != nil {
			t.Fatal(err)
		}
		if found := lying(secrets, pages(t, d, file)); len(found) == 0 {
			t.Error("a secret in clear is not found")
		}
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) { check(t, d, "") })
	t.Run("file", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "t.db")
		d, err := db.Open(context.Background(), file, db.Options{Clock: dbtest.Clock(dbtest.SQLite(t))})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		dbtest.Secrets(t, d)
		check(t, d, file)
	})
}

// A sealed secret is its account's: copied to another, by somebody who can write rows, it opens nothing.
func TestSealedSecretIsBoundToItsAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		h, pw := house(t, d)
		behind := func(q string, args ...any) {
			t.Helper()
			err := d.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
				if _, err := tx.Exec(q, args...); err != nil {
					return err
				}
				return audit.Record(tx, audit.Entry{Action: "test.swap", Kind: "house", ID: "house"})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		sys, sec := accountID(t, h, "sys"), accountID(t, h, "sec")
		behind(`update access_factor set secret = (select f.secret from access_factor f where f.login_id = $1) where login_id = $2`, sys, sec)
		a, _, b := weak(t, h, "sec", pw["sec"])
		if _, err := h.ConfirmTOTP(ctx, a, b, accesstest.Code(t, d.Clock())); !errors.Is(err, keyring.ErrSealed) {
			t.Errorf("a copied secret: %v", err)
		}
		a, _, b = weak(t, h, "sys", pw["sys"]) // the control: where it belongs, it opens
		if _, err := h.ConfirmTOTP(ctx, a, b, accesstest.Code(t, d.Clock())); err != nil {
			t.Error(err)
		}
	})
}

func accountID(t *testing.T, h *access.Hall, login string) string {
	t.Helper()
	l, err := h.Login(context.Background(), who.Job("test"), login)
	if err != nil {
		t.Fatal(err)
	}
	return l.ID
}

// What an older version kept in clear is sealed at the first start; a key is exchanged and everybody
// still comes in; a key that is lost is a refusal, and giving up what it sealed takes those apps away.
func TestKeyOfSecrets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		h, pw := house(t, d)
		come := func(what string, want bool) {
			t.Helper()
			dbtest.Clock(d).Advance(access.CodeLasts) // another step of the app
			a, _, b := weak(t, h, "sec", pw["sec"])
			_, err := h.ConfirmTOTP(ctx, a, b, accesstest.Code(t, d.Clock()))
			if (err == nil) != want {
				t.Errorf("%s: %v", what, err)
			}
		}
		err := d.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
			if _, err := tx.Exec(`update access_factor set secret = $1`, accesstest.Secret); err != nil {
				return err
			}
			return audit.Record(tx, audit.Entry{Action: "test.old", Kind: "house", ID: "house"})
		})
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), keyring.FileName)
		ring, err := keyring.Make(file)
		if err != nil {
			t.Fatal(err)
		}
		d.KeepSecrets(ring)
		if n, err := h.SealSecrets(ctx); err != nil || n != 3 {
			t.Fatalf("%d, %v", n, err)
		}
		if n, err := h.SealSecrets(ctx); err != nil || n != 0 {
			t.Fatalf("again: %d, %v", n, err)
		}
		come("sealed", true)
		serving, err := keyring.Read(file) // another machine's program, which is not told
		if err != nil {
			t.Fatal(err)
		}
		if n, err := h.RotateKey(ctx); err != nil || n != 3 {
			t.Fatalf("rotating: %d, %v", n, err)
		}
		come("rotated", true)
		d.KeepSecrets(serving)
		come("the program that serves", true)
		accesstest.Enrol(t, d, h, "sec") // it seals with the new key as well
		if id, err := h.SealKey(ctx); err != nil || id != serving.ID() {
			t.Errorf("it seals with %s, the house says %s, %v", serving.ID(), id, err)
		}

		dbtest.Secrets(t, d) // another house's key
		var place *db.ErrPlace
		if _, err := h.SealSecrets(ctx); !errors.As(err, &place) || !strings.Contains(place.Sentence, "secrets forget") {
			t.Errorf("a wrong key: %v", err)
		}
		come("a wrong key", false)
		if n, err := h.ForgetSecrets(ctx); err != nil || n != 4 {
			t.Fatalf("%d, %v", n, err)
		}
		if n, err := h.SealSecrets(ctx); err != nil || n != 0 {
			t.Errorf("afterwards: %d, %v", n, err)
		}
		a, s, b := weak(t, h, "sec", pw["sec"])
		if s.Factors {
			t.Error("an app is left")
		}
		if _, err := h.ConfirmTOTP(ctx, a, b, accesstest.Code(t, d.Clock())); err == nil {
			t.Error("the old app still opens")
		}
	})
}
