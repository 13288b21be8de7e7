package loginpage

import "plumbline/internal/doors/pages/part"

// Model is what the sign-in page shows.
type Model struct {
	Org      string // whose system it is
	Name     string // what was typed as account
	Next     string // page to go to after signing in
	Ways     []Way  // other ways in that the house has
	Passkey  bool   // browsers offer passkeys at this address
	Problems part.Problems
}

// FactorModel is the second step: which factors the account has, and in the demo the code to type.
type FactorModel struct {
	Org      string
	Account  string
	Next     string
	TOTP     bool
	Passkey  bool
	Cert     bool
	Demo     string // the code of a demo's account, "" in a real house
	Problems part.Problems
}

// EnrolModel offers a new authenticator app, and a passkey where browsers have them.
type EnrolModel struct {
	Org      string
	Account  string
	Next     string
	Name     string // what the factor is to be called
	Weak     bool   // it is the account's first
	Secret   string
	Address  string // otpauth address in the picture
	Passkey  bool
	Cert     bool // the browser may show a certificate
	Problems part.Problems
}

// RenewModel asks for a new password because the present one is too old.
type RenewModel struct {
	Org      string
	Account  string
	Next     string
	Problems part.Problems
}

// Kept is a field of the form that is sent again.
type Kept struct{ Name, Value string }

// StepModel asks the person to sign; Action with Fields is the form that comes again, Next the page
// that comes after where no form is repeated.
type StepModel struct {
	Action   string
	Next     string
	Fields   []Kept
	Files    bool // the form held files, which have to be chosen again
	Problems part.Problems
}
