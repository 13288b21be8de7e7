// Package passage is the text work of a report that is written every year: what is pasted from Word
// or a web page becomes plain paragraphs, words are counted as Chinese offices count them (字数), and
// the passages that two texts share are found with their place in both.
//
// It is pure: text in, structs out. Positions are numbers of Unicode code points. Nothing here judges:
// a shared passage may be a copy, a set phrase or the same work done again.
package passage
