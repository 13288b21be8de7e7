// Package cut reads Chinese official prose: it decodes a text, cuts a speech, plan or notice into its
// outline, recognises the phrases that name an actor, a date or a count, and cuts text into bigrams for search.
//
// It is pure: text in, structs out; no clock, no files, no network. Every position it returns is a
// number of Unicode code points from the beginning of the decoded text, which it never normalises.
//
// How the outline is found. Every place that could be a marker (一、 （一） 1. （1） ① 第一， 首先 一是 一要 一看 …)
// becomes a mark with its family, its number and how well it is placed (start of a line, after a full
// stop, after a comma, glued to the text before). Marks are then taken in order against a stack of open
// lists: a mark that continues an open list belongs to it, a mark numbered one may open a list below,
// anything else is prose. So “一是一，二是二”, “第一时间” or “周一、周二” stay prose, while a speech pasted
// without a single line break still yields its tree.
//
// Spans. A node starts at the first character of its marker and ends behind the last character that is
// not white space before its next sibling, or where its parent ends. The last item of a spoken list
// that runs inside a paragraph (…一是…；二是….) ends with that paragraph. Children lie inside their
// parent, siblings never overlap. A node's own text is its span without its children.
package cut
