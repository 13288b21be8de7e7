// Package search finds things by words of two characters, which most Chinese terms have and which
// neither database's own index finds.
//
// A room calls Put in the transaction of its act and Remove when a thing ceases; the index is
// written only when the words, the unit or the readers have changed. Find answers from the same
// scope as the room's own list: each kind has one right (kind.go), and the condition on the unit
// tree is in the statement, never applied afterwards. A count, a facet and a page therefore cannot
// differ, and what may not be seen is not even counted.
//
// What is written as one word is found as one piece, so a hit is an exact part of the text:
// 财物 抽查 wants both words, "月抽查" one beside the other, 0147 finds WT-26-0147.
//
// To keep a narrow scope as fast as a wide one, the index also holds the units above each document
// and its readers as long tokens; no text can contain them, because text is cut into pieces of at
// most two characters. Counting stops at a thousand.
//
// Clues, complaints, interviews and cases have no kind here and are never indexed.
package search
