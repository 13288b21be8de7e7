// Package training keeps the training of Party members (教育培训, DOMAIN.md 6.4): the year's plan, courses,
// who took part, whose hours were recognised by whom, and what is still missing.
//
// A year is opened with the numbers of packs/party_rules.yaml in force on that day and keeps them. A course
// is planned for a month, held on its days or called off with the reason. Its hours follow the convention,
// a day eight and half a day four; only those of online lessons are typed, and they need a proof before
// they are recognised. Hours count when somebody other than the participant has recognised them. Who was
// absent with or without a reason is entered in a course that makes up for it.
//
// A branch's secretary sees who of the branch still lacks hours, in register order; everybody above sees
// totals by branch, and a number of people only where it points at nobody (ground/tally). Nobody is ever
// ordered by hours, and a branch is not compared with another.
package training
