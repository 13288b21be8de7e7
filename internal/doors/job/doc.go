// Package job runs the work that nobody asks for: the sweep of promised dates, the emptying of the
// outbox, the sealing of the record.
//
// The list is Tasks; a task may run twice, at any time, on several machines at once, and does its
// work once. The order of a pass matters: what the sweep queues is sent in the same pass, and what
// both recorded is sealed at its end. One task that fails stops none of the others.
package job
