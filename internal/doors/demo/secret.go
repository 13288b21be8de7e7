package demo

import (
	"crypto/sha256"
	"encoding/base32"
)

// Secret is the shared secret of the authenticator app of a demo's account: fixed by its name, so that
// the printed table, the sign-in page of the demo and a reader's own app agree. It is public, as the
// demo's passwords are.
func Secret(login string) string {
	sum := sha256.Sum256([]byte("plumbline demo " + login))
	return base32.StdEncoding.EncodeToString(sum[:20])
}
