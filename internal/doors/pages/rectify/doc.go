// Package rectifypage draws the rectification room: the ledger, the item, the plan and its editor,
// and the forms of every act on an item.
package rectifypage
