// Package registryhttp speaks to the registries of the state over HTTP, by the OpenAPI contract that
// [Contract] returns. Whoever has access to a registry serves the contract in front of it, a bridge; package
// bridge serves it for anything that implements the ports of package verification.
//
//	portal                                            bridge                        registry
//	verification ─► Registries (New) ── question ──►  200 answer                ◄─► of the state
//	                                                  202 ticket, Retry-After
//	                                 ── ticket? ───►  200, 202, 404 or 410 (lost)
//	             ◄─ Callbacks ◄───────  signed answer ──
//
// # Start
//
//	mutual, err := registryhttp.Files{Certificate: "portal.pem", Key: "portal.key", Roots: "bridges.pem"}.TLS()
//	…
//	ports.Registries, err = registryhttp.New(registryhttp.Config{
//		Passports: registryhttp.Endpoint{URL: "https://passports.example/v1", TLS: mutual},
//		Pensions:  registryhttp.Endpoint{URL: "https://pensions.example/v1", Token: token},
//		Taxes:     registryhttp.Endpoint{URL: "https://taxes.example/v1", Token: token},
//	})
//	portal, err := kabinet.New(ports, policy)
//	…
//	callbacks, err := registryhttp.Callbacks(registryhttp.CallbackConfig{
//		Recipient: portal.Verification,
//		Secrets:   map[verification.Check][]registryhttp.Secret{verification.SNILSCheck: {secret}},
//	})
//	mux.Handle("/registries/", http.StripPrefix("/registries", callbacks))
//
// # What a response becomes
//
// An answer of the contract is an answer. What is outside of it wraps verification.ErrNonsense. 408, 409, 425,
// 429, 5xx and trouble of the network are fault.Transient; with a Retry-After they are a
// verification.BusyError, which keeps the portal away for so long (VER-3). Other statuses, redirects among
// them, are fault.Permanent. Errors hold no personal data, tokens or content.
//
// # What is believed of a callback
//
// Nothing, before its signature (Standard Webhooks, HMAC-SHA256) is found right for that registry and its time
// within the tolerance. A callback that comes again changes nothing (VER-7).
package registryhttp
