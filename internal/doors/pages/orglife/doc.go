// Package orglifepage holds the pages of organisation life: the year's matrix, a secretary's month, one
// branch's year, one activity, the registers of decisions and the democratic reviews.
package orglifepage
