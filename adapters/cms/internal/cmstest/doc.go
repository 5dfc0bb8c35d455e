// Package cmstest makes keys, certificates, revocation lists and CMS signatures for tests, right ones and wrong
// ones: what no honest program makes. It signs with GOST too, which the product does not.
package cmstest
