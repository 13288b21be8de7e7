// Package assets holds what a browser loads beside the pages: style sheets, scripts, the icon
// sprite and a few images. Everything is embedded; nothing is fetched from elsewhere.
//
// The own style sheet is written in one file for each screen (css/) and the scripts in one file for
// each job (js/); both are joined in a fixed order when first asked for. Every name that is served
// carries a hash of its content, so a browser may keep it for ever and an upgrade is seen at once.
//
// The package knows nothing of HTTP: doors/web asks Get for bytes and writes them.
package assets
