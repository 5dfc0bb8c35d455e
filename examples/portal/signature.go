package main

import (
	"errors"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/examples/portal/authority"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/signing"
)

// signatureView is a text to sign: a statement, or what signs in (CNF-7).
type signatureView struct {
	// Statement is empty when there is none to sign.
	Statement, Text, Command string
	ExpiresAt                time.Time
	// File is where the text is downloaded.
	File string
}

func (v *visit) signatureFields() *form {
	return v.form(&field{Name: "signature", Label: "signature.file", Hint: "signature.file.hint", Type: "file"})
}

func (v *visit) signatureForm() error {
	session, err := v.session()
	if err != nil {
		return err
	}
	document, err := v.server.portal.Signing.Issue(v.context(), session.Account)
	if err != nil && !errors.Is(err, fault.Refused) {
		return err
	}
	p := v.signaturePage(document)
	p.Form.blame(fault.All(err), v.server.texts, v.tongue.tag)
	return v.show(p)
}

func (v *visit) signaturePage(document signing.Document) page {
	view := signatureView{
		Statement: document.Statement, Text: string(document.Text), Command: authority.Command, ExpiresAt: document.ExpiresAt,
		File: "/account/identity/signature/" + document.Statement + "/statement.txt",
	}
	return page{Name: "signature", Form: v.signatureFields(), Path: "/account/identity/signature", Data: view}
}

// statementFile is the text of a statement as a file, byte by byte as it is to be signed.
func (v *visit) statementFile() error {
	session, err := v.session()
	if err != nil {
		return err
	}
	document, err := v.server.portal.Signing.Document(v.context(), session.Account, identifier(v.r.PathValue("statement")))
	if err != nil {
		return err
	}
	return v.download("statement.txt", "text/plain; charset=utf-8", document.Text)
}

// takeSignature takes the signature of a statement. A refused one costs one of the tries that the statement bears; once
// it has ended, the page shows a new one.
func (v *visit) takeSignature() error {
	session, err := v.session()
	if err != nil {
		return err
	}
	signed, err := v.upload("signature")
	if err != nil {
		return err
	}
	err = v.server.portal.Signing.Confirm(v.context(), signing.Reply{
		Account: session.Account, Statement: identifier(v.r.PostForm.Get("statement")), Signature: signed,
	})
	if errors.Is(err, signing.ErrUsed) {
		return v.confirmedBefore(session.Account, account.Signature, func() error { return v.refuseSignature(err, session.Account) })
	}
	if err != nil {
		return v.refuseSignature(err, session.Account)
	}
	return v.identityConfirmed()
}

// refuseSignature shows the cause at the field, and the statement that can be signed now.
func (v *visit) refuseSignature(refusal error, accountID string) error {
	document, err := v.server.portal.Signing.Issue(v.context(), accountID)
	if err != nil && !errors.Is(err, fault.Refused) {
		return errors.Join(refusal, err)
	}
	return v.refuseWay(placed(refusal, whole("signature")), v.signaturePage(document))
}
