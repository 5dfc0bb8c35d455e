// Portal is a small but whole portal on Kabinet: register, prove a contact, set a password, fill in a
// profile, watch the registries check it, confirm who you are, see which services that opens, sign out
// and in again.
//
//	go run ./examples/portal
//
// It keeps everything in one folder: a SQLite file, a file of keys, and the messages that would have
// left. It may be stopped and started at any moment, also in the middle of a registration. Several may
// run side by side over one PostgreSQL and tell NATS what happens; README.md has all flags.
//
//	main.go, config.go, address.go   flags
//	policy.go            what the portal does otherwise than Kabinet's defaults
//	serve.go             what the portal is made of, how it starts and stops; store.go, broker.go
//	server.go, guard.go  addresses; what stands in front of every page
//	visit.go, page.go    one request; rendering; form.go, upload.go, cookies.go, language.go
//	register.go, code.go, link.go, contact.go, resume.go, password.go, signin.go, account.go
//	                     the pages, a file each
//	profile.go, profilefields.go, countries.go
//	                     the form of the profile
//	progress.go, stream.go, streams.go, static/progress.js
//	                     the page of its checking, and how it is kept up to date
//	identity.go, way.go  the choice of a way to be confirmed, and what all ways share
//	bank.go, letter.go, signature.go, visits.go, centres.go
//	                     the ways, a file each; signedsignin.go lets in by the same certificate
//	disclosures.go       to whom a person's data went, and their consents
//	notme.go, review.go, held.go
//	                     "this was not me", and what a reviewer decides
//	desk.go, deskregistration.go
//	                     where an operator of a service centre serves people
//	bankregistration.go, enrolment.go
//	                     from nothing by a bank; what a person registered by somebody else takes over
//	services.go          what the level opens
//	registries.go, postpage.go, testbankpage.go, authoritypage.go, slipspage.go, operators.go, outbox.go, events.go
//	                     the pages for development; registries/, post/, testbank/, authority/, slips/,
//	                     outbox/ are what they show: others, played
//	jsonl/, once/        files that portals side by side share
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := command(ctx, os.Args[1:])
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "portal:", err)
		os.Exit(1)
	}
}

func command(ctx context.Context, args []string) error {
	config, err := parse(args, os.Stdout, os.Stderr)
	if err != nil {
		return err
	}
	listener, err := config.listen(ctx)
	if err != nil {
		return err
	}
	if !loopback(config.addr) {
		config.logger.Warn("everybody who reaches this address can read the codes on /dev/outbox")
	}
	return serve(ctx, config, listener)
}
