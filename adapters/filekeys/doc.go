// Package filekeys keeps the key-encryption keys and secrets of a portal in one file: for a portal on
// one machine, and for trying Kabinet out.
//
//	keys, err := filekeys.Open("/etc/portal/keys.json")
//	if err != nil {
//		return err
//	}
//	ports := kabinet.Ports{Encrypter: keys.Encrypter, Secrets: keys.Secrets, …}
//
// Open makes the file on the first start, readable by its owner only:
//
//	{
//	  "encryption": {"current": "1", "keys": {"1": "…"}},
//	  "codes":      {"current": "1", "keys": {"1": "…"}},
//	  "blindIndex": "…"
//	}
//
// Keys are 32 random bytes in standard Base64. To rotate the keys of encryption or codes, add one under
// a new name with an editor, name it in "current" and start again; "openssl rand -base64 32" makes one.
// The old key of codes can go when the codes derived from it have expired, the old key of encryption
// when all data keys have been rewrapped. The blind index stays the same for the life of the store.
//
// Without this file nobody can read the personal data in the store any more, whoever has both can read
// all of them: keep a copy, but never beside the backups of the store.
package filekeys
