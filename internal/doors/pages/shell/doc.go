// Package shell is the frame around every page: the skip link, the side bar with the menu of the
// reader's rights, the top bar with search, notices and who is acting, the page itself and its foot.
//
// The door fills one Frame per request and puts it into the context; a page says only what is its
// own (title, place in the menu, paper when printed) and draws inside Base:
//
//	@shell.Base(shell.Page{Title: i18n.T(ctx, "rectify.list.title"), Current: "ledger", Paper: "a4l"}) {
//		@part.Head(…) { … }
//	}
//
// Base writes the landmark main and the print head. Public is the frame of pages without a sign-in.
package shell
