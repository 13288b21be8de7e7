// Package orgpage draws the register of organisations and people: the trees with a unit's page, the forms to
// add and change, the reorganisation with its preview, the list of people and a person's page. Nothing about
// a person is shown but name, badge number, unit, telephone and posts, because nothing else is kept.
package orgpage
