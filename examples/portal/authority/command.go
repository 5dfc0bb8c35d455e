package authority

// Command is how a person signs the statement with OpenSSL and what [Authority.Issue] gave. Without -binary OpenSSL
// would change the ends of lines and sign another text.
const Command = "openssl cms -sign -binary -md sha256 -in statement.txt -signer signer.pem -outform DER -out statement.p7s"
