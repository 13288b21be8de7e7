// Package joint is the room of joint supervision (大监督): the departments that look at the same
// organisations – 政工, 督察, 信访, 法制, 审计, 宣传 and others, a list that the house keeps itself – see one
// list of what each of them found, meet on it, and share out what is to be done.
//
//	finding: written → handed to the ledger; withdrawn keeps its number
//	meeting: called → held (minutes written)
//	task:    given → reported → done; reported → returned → reported
//
// What other rooms know already is read from their views and typed by nobody: open and relapsed items of
// the ledger stand in the list beside the departments' own findings. The list is about organisations, in
// the order of the register; nothing in it is keyed by a person, and it ranks nobody. A department does
// not settle its own task (DOMAIN.md 1.6 no. 7). A finding that has to be put right becomes an item of the
// one ledger; here it only shows how that stands.
package joint
