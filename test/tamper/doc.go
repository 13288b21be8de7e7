// Package tamper tests that nothing which is changed behind the application's back goes unseen: a thousand random
// changes are all found (T-TAMPER). That the demo's three years raise no false alarm is shown in internal/doors/demo.
package tamper
