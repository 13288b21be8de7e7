// Package az asks over real HTTP whether each person is shown and allowed exactly what the policy says: lists, counts,
// search, completion, exports and notices (T-LIST), one object by its id on every route (T-IDOR), every route by every role
// in every relation (T-HTTP-AZ), and matters that concern the person (T-SELF). What is right is said here a second time
// and in other words: by walking the units' parents and a short list of who reads what, never by asking the program.
package az
