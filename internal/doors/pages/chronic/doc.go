// Package chronicpage draws the pages of chronic problems (顽疾): the ledger, one problem, draws and cross
// reviews, unannounced visits.
package chronicpage
