// Package witness is plumbline as somebody else's witness of a record: a program outside the reporting
// line of the house whose log it watches, with its own folder and its own key. It cosigns a checkpoint
// only when a proof shows that it extends everything this witness has ever cosigned of that log, keeps
// that on the disk before it answers (C2SP tlog-witness), and remembers when it last heard from each log:
// a house that has fallen silent for a day is itself an alarm (TRUST.md 2.9, 2.13).
//
// [Folder] holds the state and decides. [Server] speaks HTTP; [Client] is the house's side of it. The same
// decision serves a file carried on a USB stick.
package witness
