package front

import (
	"bytes"
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/disk"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Ctx is one request: who asks, in which language, and how to answer.
type Ctx struct {
	W       http.ResponseWriter
	R       *http.Request
	S       *Server
	Who     who.Actor
	Session access.Session
	Cookie  string
	ctx     context.Context
}

func (s *Server) newCtx(w http.ResponseWriter, r *http.Request) *Ctx {
	c := &Ctx{W: w, R: r, S: s}
	c.Speak(c.Lang(""))
	return c
}

// Context carries the language, and after resolve the session.
func (c *Ctx) Context() context.Context { return c.ctx }

// Today is the house's day.
func (c *Ctx) Today() clock.Day { return clock.DayOf(c.S.DB.Clock().Now()) }

// Speak chooses the language of the answer.
func (c *Ctx) Speak(lang string) { c.ctx = i18n.With(c.R.Context(), c.S.Words, lang) }

const LangCookie = "pl_lang"

// Lang is the chosen language: the account's, the browser's cookie, or the house's.
func (c *Ctx) Lang(account string) string {
	for _, l := range []string{account, c.CookieOf(c.S.Own(LangCookie)), c.S.Config.Lang} {
		if l == "zh" || l == "en" {
			return l
		}
	}
	return "zh"
}

func (c *Ctx) CookieOf(name string) string {
	k, err := c.R.Cookie(name)
	if err != nil {
		return ""
	}
	return k.Value
}

// Own is a cookie's name. Over TLS the prefix makes browsers refuse one that another host, or a plain
// line, tries to plant.
func (s *Server) Own(name string) string {
	if s.Secure {
		return "__Host-" + name
	}
	return name
}

func (s *Server) CookieName() string { return s.Own("plumbline") }

// resolve finds the actor of the session cookie; no cookie or a dead one means nobody.
func (c *Ctx) resolve() error {
	c.Cookie = c.CookieOf(c.S.CookieName())
	if c.Cookie == "" {
		return nil
	}
	a, sess, err := c.S.Access.Resolve(c.ctx, c.Cookie)
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	c.Who, c.Session = a, sess
	c.Speak(c.Lang(sess.Lang))
	return nil
}

// tokenMatches compares the form's token (field csrf, or header X-CSRF for scripts) with the session's.
func (c *Ctx) tokenMatches() bool {
	got := c.R.Header.Get("X-CSRF")
	if got == "" {
		got = c.Value("csrf")
	}
	return c.Session.CSRF != "" && subtle.ConstantTimeCompare([]byte(got), []byte(c.Session.CSRF)) == 1
}

// tokenInHeader tells a script's request, whose body is not a form, by its right token.
func (c *Ctx) tokenInHeader() bool { return c.R.Header.Get("X-CSRF") != "" && c.tokenMatches() }

// SetCookie sets the session cookie; an empty value removes it.
func (c *Ctx) SetCookie(value string) {
	k := &http.Cookie{Name: c.S.CookieName(), Value: value, Path: "/", HttpOnly: true, Secure: c.S.Secure, SameSite: http.SameSiteStrictMode}
	if value == "" {
		k.MaxAge = -1
	}
	http.SetCookie(c.W, k)
}

// Path is a part of the route's pattern.
func (c *Ctx) Path(name string) string { return c.R.PathValue(name) }

// Query is a value of the address.
func (c *Ctx) Query(name string) string { return strings.TrimSpace(c.R.URL.Query().Get(name)) }

// Form is the decoded form of the request.
func (c *Ctx) Form() (url.Values, error) {
	err := c.R.ParseForm()
	if strings.HasPrefix(c.R.Header.Get("Content-Type"), "multipart/form-data") {
		err = c.R.ParseMultipartForm(8 << 20)
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, formTooLarge(large.Limit)
	}
	if disk.Full(err) {
		return nil, err // the temporary folder: not the form's fault
	}
	if err != nil {
		return nil, fault.Invalid(fault.On("", "shell.form_unreadable"))
	}
	return c.R.Form, nil
}

// Value is one form value, trimmed. Line ends are made plain.
func (c *Ctx) Value(name string) string {
	if _, err := c.Form(); err != nil {
		return ""
	}
	return strings.TrimSpace(strings.ReplaceAll(c.R.FormValue(name), "\r\n", "\n"))
}

// Values are all values of a repeated field.
func (c *Ctx) Values(name string) []string {
	f, err := c.Form()
	if err != nil {
		return nil
	}
	return f[name]
}

// Fragment tells whether a script asks for a part of the page only.
func (c *Ctx) Fragment() bool { return c.R.Header.Get("X-Fragment") != "" }

// Render answers 200 with a page.
func (c *Ctx) Render(page templ.Component) error { return c.RenderStatus(http.StatusOK, page) }

// RenderStatus answers with a page and a status, 422 for a form that is shown again.
func (c *Ctx) RenderStatus(status int, page templ.Component) error {
	ctx, err := c.frame()
	if err != nil {
		return err
	}
	buf := pageBuffers.Get().(*bytes.Buffer)
	defer pageBuffers.Put(buf)
	buf.Reset()
	if err := page.Render(ctx, buf); err != nil {
		return err // nothing was sent yet, so the reader gets an error page and not half of one
	}
	h := c.W.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(buf.Len()))
	c.W.WriteHeader(status)
	_, err = c.W.Write(buf.Bytes())
	return err
}

// pageBuffers hold a page until it is whole: one write instead of many small ones.
var pageBuffers = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, 64<<10)) }}

// See answers 303: after a form, the browser reads the page it leads to.
func (c *Ctx) See(path string) error {
	http.Redirect(c.W, c.R, path, http.StatusSeeOther)
	return nil
}

// Invalid tells whether err is wrong input, so that the handler shows its form again with 422.
func Invalid(err error) bool { return fault.Is(err, fault.KindInvalid) }

// Place is where the request comes from, for the session list and throttling: the address without port.
func (c *Ctx) Place() string { return c.S.Door.from(c.R) }

// toLogin sends a stranger to the sign-in page; only the address of a page is kept to return to.
func (c *Ctx) toLogin() {
	to := "/login"
	if c.R.Method == http.MethodGet && c.R.URL.Path != "/" {
		to += "?next=" + url.QueryEscape(c.R.URL.RequestURI())
	}
	http.Redirect(c.W, c.R, to, http.StatusSeeOther)
}

func panicked(p any) error { return fmt.Errorf("panic: %v\n%s", p, debug.Stack()) }

// The last questions are kept in the browser, for this session only.
const (
	RecentCookie = "pl_recent"
	MostRecent   = 5
	MostText     = 60
)

func (c *Ctx) SetRecent(value string, age int) {
	http.SetCookie(c.W, &http.Cookie{Name: c.S.Own(RecentCookie), Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: c.S.Secure, SameSite: http.SameSiteStrictMode})
}
