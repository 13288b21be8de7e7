// Package tamper tests that nothing which is changed behind the application's back goes unseen: the
// demo's three years raise no false alarm, and a thousand random changes are all found (T-TAMPER).
package tamper
