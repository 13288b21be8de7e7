package shell

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/who"
)

// Frame is what the frame knows of the request.
type Frame struct {
	Title     string // words key or text of the product's owner, shown behind the page's title; empty for the product's name
	Nav       []NavGroup
	Who       who.Actor
	RoleTitle string // what the person acts as, under the name
	Org       string // whose system this is: 临江市公安局
	Office    string // who prints: 临江市公安局督察办公室; Org when empty
	Unread    int    // notices not read yet
	Lang      string // zh or en
	Path      string // address of this page, to come back to after a change of language
	Query     string // what is in the search field
	CSRF      string
	Rail      bool // the reader chose the narrow side bar
	Wide      bool // the reader chose the wide side bar; neither means no choice
	Now       time.Time
	Version   string
	Fresh     bool      // the person proved to be there a moment ago: forms need no signature
	Restored  time.Time // moment of the backup in a house that waits for two persons, zero otherwise
	MaySearch bool      // the search field and palette are drawn
}

// NavGroup is a heading of the menu with its entries; Head is a words key, empty for none.
type NavGroup struct {
	Head  string
	Links []NavLink
}

// NavLink is one entry of the menu: Key is its words key nav.<Key> and its name for Page.Current.
type NavLink struct {
	Key   string
	Href  string
	Icon  string
	Count string // empty for none
	Late  bool   // the count is of overdue matters
}

// Page is what a page says of itself.
type Page struct {
	Title   string
	Current string          // key of its entry in the menu
	Rail    bool            // it has a tree of its own and folds the side bar
	Paper   string          // a4l or a3 when it prints on other than A4 upright
	Banner  templ.Component // shown above the top bar: who may know, or offline
	Around  string          // round and batch, or unit and role, beside the search field
	Class   string          // further class of main
}

type frameKey struct{}

// With puts the frame into the context of a request, and its form token for part.CSRF.
func With(ctx context.Context, f Frame) context.Context {
	return part.WithFresh(part.WithToken(context.WithValue(ctx, frameKey{}, f), f.CSRF), f.Fresh)
}

// From is the frame of the request; the zero Frame where none was put.
func From(ctx context.Context) Frame {
	f, _ := ctx.Value(frameKey{}).(Frame)
	return f
}
