// Package web is the door for browsers. The server, the request, signing in and the frame of a page are
// in front; every subject with pages has its own package beside it, which hands in its routes. A handler
// decodes, calls one verb of a room, and renders a page or redirects; it holds no rules. Every route
// names the right that its caller must hold somewhere; the verb itself checks the place.
package web
