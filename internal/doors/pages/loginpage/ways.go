package loginpage

import "plumbline/internal/doors/pages/part"

// Way is another way in than our own password: the house's directory, provider, or certificates.
type Way struct {
	Href, Icon, Text, Next string
	Post                   bool
}

// CodeModel is the page for a person with a one-time code.
type CodeModel struct {
	Org      string
	Login    string
	Problems part.Problems
}

// DirectoryModel is the sign-in with the directory's account.
type DirectoryModel struct {
	Org      string
	Name     string // of the directory
	Login    string
	Next     string
	Problems part.Problems
}
