package front

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"

	"plumbline/internal/hall/access"
)

// deviceCookie is the name of the cookie by which an account knows this browser: one an account, so
// that colleagues at one machine do not make each other strangers.
func (c *Ctx) deviceCookie(account string) string {
	h := sha256.Sum256([]byte(account))
	return c.S.Own("pl_dev_" + hex.EncodeToString(h[:4]))
}

const deviceAge = 180 * 24 * 3600

// bearer is what the browser carries beside the session, for an account.
func (c *Ctx) bearer(account string) access.Bearer {
	return access.Bearer{Cookie: c.Cookie, Place: c.Place(), Device: c.CookieOf(c.deviceCookie(account))}
}

// mine is the bearer of whoever is signed in.
func (c *Ctx) mine() access.Bearer { return c.bearer(c.Session.Account) }

// carry gives the browser its new cookies. Fields that are empty stay as they are.
func (c *Ctx) carry(account string, k access.Keys) {
	if k.Cookie != "" {
		c.SetCookie(k.Cookie)
		c.Cookie = k.Cookie
	}
	if k.Device != "" {
		http.SetCookie(c.W, &http.Cookie{Name: c.deviceCookie(account), Value: k.Device, Path: "/", MaxAge: deviceAge, HttpOnly: true, Secure: c.S.Secure, SameSite: http.SameSiteStrictMode})
	}
}

// Site is the address under which the browser sees the house; a passkey is bound to it.
func (c *Ctx) Site() access.Site {
	scheme := "http://"
	if c.S.Secure {
		scheme = "https://"
	}
	return access.Site{Origin: scheme + c.R.Host, Name: "Plumbline"}
}

// halfway is the page that a session which is not strong has to pass, and comes back to next.
func (c *Ctx) halfway(next string) string {
	to := "/login/factor"
	switch {
	case c.Session.Level == access.Stale:
		to = "/login/renew"
	case !c.Session.Factors:
		to = "/login/enrol"
	}
	if next = Local(next); next != "/" {
		to += "?next=" + url.QueryEscape(next)
	}
	return to
}

// toHalfway sends a person who has proven the password only to what is missing.
func (c *Ctx) toHalfway() {
	next := "/"
	if c.Reads() {
		next = c.R.URL.RequestURI()
	}
	http.Redirect(c.W, c.R, c.halfway(next), http.StatusSeeOther)
}

// missing answers where a page of the way in leads whoever has nothing to do there, "" for nobody.
func (c *Ctx) missing(here, next string) string {
	if !c.Who.Weak {
		return Local(next)
	}
	to := c.halfway(next)
	if u, err := url.Parse(to); err == nil && u.Path == here {
		return ""
	}
	return to
}
