// Package trainingpage shows a year of training: totals by branch in register order, courses, the roll and the
// hours of one course, and for those who keep a branch who of it still lacks hours. Nothing is ordered by hours.
package trainingpage
