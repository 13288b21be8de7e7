package access

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// Site is the address under which a browser sees the house: passkeys are bound to it.
type Site struct {
	Origin string // https://oversight.example.gov
	Name   string // of the house
}

// Secure tells whether browsers offer passkeys there: over HTTPS under a host name, or on this very
// machine. A bare address cannot have them, which is why codes and certificates are their equals.
func (s Site) Secure() bool {
	u, err := url.Parse(s.Origin)
	if err != nil || u.Hostname() == "" {
		return false
	}
	if u.Hostname() == "localhost" {
		return true
	}
	return u.Scheme == "https" && net.ParseIP(u.Hostname()) == nil
}

func (s Site) library() (*webauthn.WebAuthn, error) {
	u, err := url.Parse(s.Origin)
	if err != nil || !s.Secure() {
		return nil, fault.Invalid(fault.On("", "signin.passkey.nowhere"))
	}
	return webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: s.Name, RPOrigins: []string{s.Origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementPreferred, UserVerification: protocol.VerificationRequired}})
}

// passkeyCeremony is what was asked of a browser; login is "" when anybody may answer.
type passkeyCeremony struct {
	login string
	asked webauthn.SessionData
}

// keeper is an account as the library wants it.
type keeper struct {
	acc  account
	keys []webauthn.Credential
	ids  map[string]string // factor by credential id
}

func (k keeper) WebAuthnID() []byte                         { return []byte(k.acc.id) }
func (k keeper) WebAuthnName() string                       { return k.acc.login }
func (k keeper) WebAuthnDisplayName() string                { return k.acc.name }
func (k keeper) WebAuthnCredentials() []webauthn.Credential { return k.keys }

func loadKeeper(tx *db.Tx, login string) (k keeper, err error) {
	if k.acc, err = loadAccountByID(tx, login); err != nil {
		return k, err
	}
	list, err := listFactors(tx, login, Passkey)
	k.ids = map[string]string{}
	for _, f := range list {
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(f.secret), &c); err != nil {
			return k, err
		}
		k.keys, k.ids[f.mark] = append(k.keys, c), f.ID
	}
	return k, err
}

func markOf(c *webauthn.Credential) string { return base64.RawURLEncoding.EncodeToString(c.ID) }

// BeginPasskey asks the actor's browser for one of the account's passkeys. It answers the options as
// JSON for the browser and the ticket with which the answer must come back. An actor without a login
// is a stranger at the sign-in page: any passkey of the house may answer, and how often somebody from
// one place may ask is bounded, because each question is remembered.
func (h *Hall) BeginPasskey(ctx context.Context, actor who.Actor, site Site, place string) (options []byte, ticket string, err error) {
	if actor.Login == "" {
		if wait := h.limit.take([]charge{{"ask\x00" + place, perSource}}); wait > 0 {
			return nil, "", tooMany(wait)
		}
	}
	lib, err := site.library()
	if err != nil {
		return nil, "", err
	}
	var ask *protocol.CredentialAssertion
	var asked *webauthn.SessionData
	if actor.Login == "" {
		ask, asked, err = lib.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	} else {
		var k keeper
		if k, err = h.keeperOf(ctx, actor); err != nil {
			return nil, "", err
		}
		if len(k.keys) == 0 {
			return nil, "", fault.Invalid(fault.On("", "signin.passkey.none"))
		}
		ask, asked, err = lib.BeginLogin(k, webauthn.WithUserVerification(protocol.VerificationRequired))
	}
	if err != nil {
		return nil, "", err
	}
	ticket = secret()
	h.passkeys.put(ticket, passkeyCeremony{actor.Login, *asked})
	options, err = json.Marshal(ask)
	return options, ticket, err
}

func (h *Hall) keeperOf(ctx context.Context, actor who.Actor) (k keeper, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		k, err = loadKeeper(tx, actor.Login)
		return err
	})
	return k, err
}

// FinishPasskey checks the browser's answer and opens a strong session: the actor's weak one becomes
// strong, a stranger's begins. The password is not needed, because the passkey has verified its user
// and cannot be guessed; so it is a way in while a password is suspended. fault.Invalid when the
// answer is not right.
func (h *Hall) FinishPasskey(ctx context.Context, actor who.Actor, b Bearer, site Site, ticket string, answer []byte) (k Keys, err error) {
	asked, ok := h.passkeys.take(ticket)
	if !ok || asked.login != actor.Login {
		return k, fault.Invalid(fault.On("", "signin.passkey.over"))
	}
	lib, err := site.library()
	if err != nil {
		return k, err
	}
	got, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return k, fault.Invalid(fault.On("", "signin.passkey.wrong"))
	}
	by := actor
	if by.Login == "" {
		by, b.Cookie = who.Job("sign-in"), ""
	}
	err = h.db.Write(ctx, by, func(tx *db.Tx) error {
		owner, cred, err := check(tx, lib, asked, got)
		if err != nil {
			return err
		}
		factor := owner.ids[markOf(cred)]
		kept, err := json.Marshal(cred)
		if err != nil {
			return err
		}
		if err := updateFactorSecret(tx, factor, string(kept)); err != nil {
			return err
		}
		tx.Who = owner.acc.actor()
		k, err = strengthen(tx, owner.acc.id, b, Proof{How: Passkey, Factor: factor})
		return err
	})
	if isWrongCode(err) {
		if actor.Login != "" {
			return Keys{}, h.refuseFactor(ctx, actor, "", "signin.passkey.wrong", b.Place)
		}
		return Keys{}, fault.Invalid(fault.On("", "signin.passkey.wrong"))
	}
	return k, err
}

// check verifies an answer; errWrongCode for one that is not right, or whose counter went back, which
// a copied passkey does.
func check(tx *db.Tx, lib *webauthn.WebAuthn, asked passkeyCeremony, got *protocol.ParsedCredentialAssertionData) (owner keeper, cred *webauthn.Credential, err error) {
	if asked.login != "" {
		if owner, err = loadKeeper(tx, asked.login); err != nil {
			return owner, nil, err
		}
		cred, err = lib.ValidateLogin(owner, asked.asked, got)
	} else {
		cred, err = lib.ValidateDiscoverableLogin(func(_, handle []byte) (webauthn.User, error) {
			owner, err = loadKeeper(tx, string(handle))
			return owner, err
		}, asked.asked, got)
	}
	if err != nil || cred.Authenticator.CloneWarning || owner.ids[markOf(cred)] == "" {
		return owner, nil, errWrongCode
	}
	return owner, cred, nil
}

// BeginEnrolPasskey asks the actor's browser to make a passkey for this house.
func (h *Hall) BeginEnrolPasskey(ctx context.Context, actor who.Actor, site Site) (options []byte, ticket string, err error) {
	lib, err := site.library()
	if err != nil {
		return nil, "", err
	}
	k, err := h.keeperOf(ctx, actor)
	if err != nil {
		return nil, "", err
	}
	ask, asked, err := lib.BeginRegistration(k, webauthn.WithExclusions(webauthn.Credentials(k.keys).CredentialDescriptors()))
	if err != nil {
		return nil, "", err
	}
	ticket = secret()
	h.passkeys.put(ticket, passkeyCeremony{"enrol " + actor.Login, *asked})
	options, err = json.Marshal(ask)
	return options, ticket, err
}

// EnrolPasskey checks what the browser made and keeps it as a factor of the actor; see EnrolTOTP for
// what it proves.
func (h *Hall) EnrolPasskey(ctx context.Context, actor who.Actor, b Bearer, site Site, ticket, name string, answer []byte) (k Keys, err error) {
	asked, ok := h.passkeys.take(ticket)
	if !ok || asked.login != "enrol "+actor.Login {
		return k, fault.Invalid(fault.On("", "signin.passkey.over"))
	}
	lib, err := site.library()
	if err != nil {
		return k, err
	}
	got, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return k, fault.Invalid(fault.On("", "signin.passkey.wrong"))
	}
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		owner, err := loadKeeper(tx, actor.Login)
		if err != nil {
			return err
		}
		cred, err := lib.CreateCredential(owner, asked.asked, got)
		if err != nil {
			return fault.Invalid(fault.On("", "signin.passkey.wrong"))
		}
		kept, err := json.Marshal(cred)
		if err != nil {
			return err
		}
		k, err = addFactor(tx, actor, b, Factor{Kind: Passkey, Name: name, secret: string(kept), mark: markOf(cred)})
		return err
	})
	return k, err
}
