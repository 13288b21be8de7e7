package cli

import (
	"errors"
	"io"

	"plumbline/internal/ground/db"
)

// Commands is the command line.
type Commands struct {
	Serve     ServeCmd       `cmd:"" help:"Serve the product on a data folder; an empty one begins with set-up."`
	Demo      DemoCmd        `cmd:"" help:"Serve a fictional city bureau with three years of history; prints its accounts."`
	Directive DirectiveCmd   `cmd:"" help:"Print the outline of a speech, plan or notice as text or JSON."`
	Verify    VerifyCmd      `cmd:"" help:"Check an export of the record offline: every entry, hash, signature and chain."`
	ExportLog AuditExportCmd `cmd:"" name:"export-log" help:"Write the sealed record to a folder for plumbline verify."`
	Witness   WitnessCmd     `cmd:"" help:"Be a witness of somebody else's record: cosign its checkpoints, notice its silence."`
	Backup    BackupCmd      `cmd:"" help:"Encrypted backups: make, check, keys, plan."`
	Restore   RestoreCmd     `cmd:"" help:"Make a house from a backup in an empty place; read-only until two people agree."`
	Migrate   MigrateCmd     `cmd:"" help:"Bring the data to this version after a proven backup; --dry-run rehearses it on a copy."`
	Pack      PackCmd        `cmd:"" help:"Tools for framework packs."`
	Code      CodeCmd        `cmd:"" help:"Make a one-time code for a system administrator who cannot sign in any more (recorded)."`
	Secrets   SecretsCmd     `cmd:"" help:"The keys that seal stored secrets: exchange them, or give up what a lost key sealed."`
	Job       JobCmd         `cmd:"" help:"Night work."`
	Version   VersionCmd     `cmd:"" help:"Print the version."`
}

// Terminal is where a command writes.
type Terminal struct {
	Out, Err io.Writer
	Version  string
}

// Exit is a command's end that is not a success: a sentence for people and the exit code.
type Exit struct {
	Code     int
	Sentence string
}

func (e *Exit) Error() string { return e.Sentence }

// Mend is an Exit with code 2: the caller can do something about it.
func Mend(sentence string) error { return &Exit{Code: 2, Sentence: sentence} }

// opened turns what can stop the house from opening into one sentence.
func opened(err error) error {
	var place *db.ErrPlace
	var newer *db.ErrNewer
	if errors.As(err, &place) || errors.As(err, &newer) {
		return Mend(err.Error())
	}
	return err
}

// VersionCmd prints the version.
type VersionCmd struct{}

// Run prints it.
func (VersionCmd) Run(t *Terminal) error {
	_, err := io.WriteString(t.Out, "plumbline "+t.Version+"\n")
	return err
}
