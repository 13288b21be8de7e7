// Package frameworkpage draws the packs: their editions, the check points with their basis, the
// deadline rules beside what they were, the working calendar of a year, and the calculator.
package frameworkpage
