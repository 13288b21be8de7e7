// Package errorpage says what happened, what is safe and what to do next. Unknown and
// forbidden-to-see are one page with one text. An error keeps what was typed: a conflict shows both
// versions, wrong input goes back to its form.
package errorpage
