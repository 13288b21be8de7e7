// Package setuppage is the first page of an empty house: checks of what it stands on, the
// organisation's name, and the three administrators, who are three persons with three accounts.
package setuppage
