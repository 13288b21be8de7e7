// Package ballotpage holds the pages of anonymous ballots: the list, the page from which a poll is run,
// the slips and paper forms, the count of papers, the result, and the voter's page on a phone, which
// knows nobody.
package ballotpage
