// Package searchpage is the page of search results and the fragment of the palette (Ctrl K).
package searchpage
