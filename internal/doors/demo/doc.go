// Package demo makes a fictional city bureau (临江市公安局) and lives three years of its oversight: the
// units and people, two rounds of inspections, more than four hundred rectification items in every
// state, evidence, directives and their tasks.
//
// It has two halves. Build is pure: the same day gives the same World, word for word; a test counts it
// and refuses two items that read the same. Make is a door like any other: it calls the rooms' verbs
// as the people of the World, with a clock that it moves, so that every date, number, signature and
// audit entry of the demo was made by the product itself. There is no other way in: what a room
// refuses, the demo does not have.
//
// The data files are written as if today were 18 June 2026; Build moves every date by the difference
// to the day it is asked for. Everybody and everything in them is invented.
package demo
