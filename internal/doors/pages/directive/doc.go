// Package directivepage draws the pages of directives: the list with its form, one directive as document,
// outline and task form side by side, the tasks by unit and week, and one unit's duty.
//
// What carries the same data-n is lit together in document and outline (assets/js/lit.js). Every act is
// a plain form; scripts only save a round trip.
package directivepage
