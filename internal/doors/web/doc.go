// Package web is the door for browsers: routes, sessions, forms, pages. It is the only importer of
// net/http. A handler decodes, calls one verb of a room, and renders a page or redirects; it holds
// no rules. Every route names the right that its caller must hold somewhere; the verb itself checks
// the place.
package web
