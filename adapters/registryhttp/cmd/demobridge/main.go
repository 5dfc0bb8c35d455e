// Command demobridge plays bridges to the state's registries, which know one person, to try the contract with:
// see docs/registries.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/adapters/registryhttp"
	"github.com/kabinet-go/kabinet/adapters/registryhttp/bridge"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// checks are all that the bridges answer for.
var checks = []verification.Check{verification.DocumentCheck, verification.SNILSCheck, verification.INNCheck}

// run serves until the context is done.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("demobridge", flag.ContinueOnError)
	flags.SetOutput(out)
	address := flags.String("addr", "127.0.0.1:8090", "where to listen")
	token := flags.String("token", "demo", "the bearer token that is let in")
	later := flags.Duration("later", 0, "answer by ticket after this time, instead of at once")
	callbacks := flags.String("callbacks", "", "tell answers to tickets at this URL followed by /document, /snils, /inn")
	secret := flags.String("secret", "", "what signs them, whsec_…")
	if err := flags.Parse(args); err != nil {
		return err
	}
	config, err := registries(*later)
	if err != nil {
		return err
	}
	config.Tokens = []string{*token}
	if *callbacks != "" {
		signing, err := registryhttp.ParseSecret(*secret)
		if err != nil {
			return err
		}
		config.Callbacks = map[verification.Check]bridge.Callback{}
		for _, check := range checks {
			config.Callbacks[check] = bridge.Callback{URL: *callbacks + "/" + string(check), Secrets: []registryhttp.Secret{signing}}
		}
	}
	b, err := bridge.New(config)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", *address)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "bridges on http://%s\n", listener.Addr())
	return serve(ctx, b, listener)
}

func serve(ctx context.Context, b *bridge.Bridge, listener net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	told := make(chan error, 1)
	go func() { told <- b.Run(ctx) }()
	server := &http.Server{Handler: b, ReadTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	err := server.Serve(listener)
	stop()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, <-told)
}

// registries know the person of docs/registries.md.
func registries(later time.Duration) (bridge.Config, error) {
	known := memory.NewRegistries()
	p, err := profile.DefaultPolicy().Parse(profile.Form{
		Name: profile.NameForm{Family: "Ёлкина", Given: "Анна", Patronymic: "Сергеевна"},
		Sex:  "female", BornOn: "1990-05-09", Citizenship: "RU",
		Document: person.IdentityDocumentForm{
			Kind: person.DocumentPassport, Number: "4502573482", IssuedOn: "2010-06-01", Issuer: "ОВД района Арбат г. Москвы",
			DivisionCode: "773045", Birthplace: "г. Москва",
		},
		SNILS: "12345678964", INN: "500100732259",
	}, person.DateOf(time.Now()))
	if err != nil {
		return bridge.Config{}, err
	}
	known.Know(p)
	for _, check := range checks {
		known.Behave(check, memory.Behaviour{Ticket: later})
	}
	return bridge.Config{Registries: known.Ports()}, nil
}
