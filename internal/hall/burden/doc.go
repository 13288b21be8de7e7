// Package burden counts what is asked of each unit and keeps it from being asked twice.
//
// Every room publishes a view v_<room>_asked with one row for each thing that is asked of one unit;
// v_asked joins them. A department may also ask by hand (Asking). Before an asking goes out, the
// titles of what each unit has handed in within the last twelve months are compared with it: what looks
// the same is shown to the asker with its day, and the unit may answer with the original. Whoever asks
// all the same says why, and that reason stands beside the question.
//
// The meter shows askers and units the same figures, in the order of the register: it ranks nobody and
// counts no person.
package burden
