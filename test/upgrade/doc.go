// Package upgrade tests that data outlives the program (T-UPG): a house of release 0 opens in today's,
// a kill at any statement of an upgrade leaves the old schema or the new one and never something
// between, the record is the same before and after, and a proven copy is made first.
//
// release0.db.gz is the database of release 0 and release0.key its log's key. While nothing is
// published (migrations/published.sum is empty) the schema may still change under it; then the test
// makes a fresh one for itself and says so. Before a release: go test ./test/upgrade -update.
package upgrade
