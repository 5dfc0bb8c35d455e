package registryhttp_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/adapters/registryhttp"
	"github.com/kabinet-go/kabinet/adapters/registryhttp/bridge"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/verification"
)

// A bridge serves a registry, and a portal asks it.
func Example() {
	// The side of the registry; this one knows nobody.
	b, err := bridge.New(bridge.Config{Registries: memory.NewRegistries().Ports(), Tokens: []string{"geheim"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	server := httptest.NewServer(b)
	defer server.Close()

	// The side of the portal, which gives the registries to kabinet.New.
	endpoint := registryhttp.Endpoint{URL: server.URL, Token: registryhttp.StaticToken("geheim")}
	registries, err := registryhttp.New(registryhttp.Config{Passports: endpoint, Pensions: endpoint, Taxes: endpoint})
	if err != nil {
		fmt.Println(err)
		return
	}
	name, _ := person.ParseFullName("Ёлкина", "Анна", "")
	sex, _ := person.ParseSex("ж")
	born, _ := person.ParseDate("09.05.1990")
	snils, _ := person.ParseSNILS("123-456-789 64")
	answer, err := registries.Pensions.CheckSNILS(context.Background(), verification.SNILSQuestion{
		Request: "01JZ8QJ3V5C9T6N1R4Y7W0B2KD.1.snils", Name: name, Sex: sex, BornOn: born, SNILS: snils,
	})
	fmt.Println(answer.Outcome, err)
	answer, err = registries.Pensions.Poll(context.Background(), "T-1")
	fmt.Println(answer.Outcome, err)
	// Output:
	// not-found <nil>
	// lost <nil>
}

// A registry tells its answers by itself; whose signature is wrong is not believed.
func ExampleCallbacks() {
	portal, err := kabinet.New(memory.New().Ports, kabinet.DefaultPolicy())
	if err != nil {
		fmt.Println(err)
		return
	}
	secret, err := registryhttp.ParseSecret("whsec_a2FiaW5ldC1leGFtcGxlLXNlY3JldC0wMDE=")
	if err != nil {
		fmt.Println(err)
		return
	}
	callbacks, err := registryhttp.Callbacks(registryhttp.CallbackConfig{
		Recipient: portal.Verification,
		Secrets:   map[verification.Check][]registryhttp.Secret{verification.SNILSCheck: {secret}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.Handle("/registries/", http.StripPrefix("/registries", callbacks))

	body, now := `{"ticket":"T-1","answer":{"outcome":"matched"}}`, time.Now()
	for _, signature := range []string{"v1,Zm9yZ2Vk", secret.Sign("msg_1", now, []byte(body))} {
		request := httptest.NewRequest(http.MethodPost, "/registries/snils", strings.NewReader(body))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Webhook-Id", "msg_1")
		request.Header.Set("Webhook-Timestamp", strconv.FormatInt(now.Unix(), 10))
		request.Header.Set("Webhook-Signature", signature)
		response := httptest.NewRecorder()
		mux.ServeHTTP(response, request)
		fmt.Println(response.Code, strings.TrimSpace(response.Body.String()))
	}
	// Output:
	// 401 the signature is wrong
	// 404 an unknown ticket
}
