package signature

import "github.com/kabinet-go/kabinet/fault"

// Refusals about the form of a signature.
var (
	ErrNotSignature = fault.Define("signature.form",
		"Это не файл электронной подписи. Нужна открепленная подпись в формате CMS (обычно файл .sig или .p7s)",
		"This is not a file of an electronic signature. A detached signature in the form CMS is needed (usually a .sig or .p7s file)")
	ErrTooLarge = fault.Define("signature.too-large",
		"Файл подписи слишком велик: больше {max} {max|plural:байта|байт|байт}. Пришлите открепленную подпись, без самого документа",
		"The file of the signature is too large: more than {max} {max|plural:byte|bytes}. Send a detached signature, without the document itself")
	ErrTooManyCertificates = fault.Define("signature.too-many-certificates",
		"В подпись вложено слишком много сертификатов. Оставьте свой и тех, кто его выдал",
		"There are too many certificates in the signature. Leave your own and those of its issuers")
	ErrAlgorithm = fault.Define("signature.algorithm",
		"Этот вид подписи не принимается. Подпишите ключом ГОСТ Р 34.10-2012 или другим из допустимых",
		"This kind of signature is not accepted. Sign with a key of GOST R 34.10-2012 or another that is allowed")
	ErrSeveralSigners = fault.Define("signature.several-signers",
		"Подписей несколько, а нужна одна — ваша. Подпишите исходный файл заново",
		"There are several signatures, while one is needed, yours. Sign the original file anew")
	ErrAttributes = fault.Define("signature.attributes",
		"Подпись составлена неправильно: подписанные сведения о ней не по стандарту. Подпишите другой программой",
		"The signature is made up wrongly: what is signed about itself is not by the standard. Sign with another program")
	ErrSigningCertificate = fault.Define("signature.signing-certificate",
		"Подпись относится к другому сертификату, чем приложен к ней. Подпишите заново",
		"The signature speaks of another certificate than the one that comes with it. Sign anew")
)

// Refusals about the signature itself.
var (
	ErrContentDiffers = fault.Define("signature.content-differs",
		"Подписан другой текст. Скачайте заявление заново и подпишите файл, не изменяя его",
		"Another text is signed. Download the statement anew and sign the file without changing it")
	ErrWrong = fault.Define("signature.wrong",
		"Подпись неверна: она не соответствует тексту и сертификату. Подпишите заново",
		"The signature is wrong: it does not fit the text and the certificate. Sign anew")
)

// Refusals about the signer's certificate and those above it.
var (
	ErrNoCertificate = fault.Define("signature.no-certificate",
		"В подписи нет вашего сертификата. Подпишите заново и включите сертификат в подпись",
		"Your certificate is not in the signature. Sign anew and include the certificate")
	ErrCertificate = fault.Define("signature.certificate.form",
		"Сертификат повреждён или составлен не по стандарту. Обратитесь в удостоверяющий центр, который его выдал",
		"The certificate is damaged or not made by the standard. Turn to the certification authority that issued it")
	ErrUnknownIssuer = fault.Define("signature.certificate.unknown-issuer",
		"Сертификат выдан центром, которому здесь не доверяют, или в подписи нет сертификата этого центра",
		"The certificate was issued by an authority that is not trusted here, or the authority's certificate is not in the signature")
	ErrExpired = fault.Define("signature.certificate.expired",
		"Срок действия сертификата истёк. Получите новый и подпишите им",
		"The certificate has expired. Get a new one and sign with it")
	ErrNotYetValid = fault.Define("signature.certificate.not-yet-valid",
		"Срок действия сертификата ещё не начался. Подпишите позже",
		"The certificate is not valid yet. Sign later")
	ErrIssuerExpired = fault.Define("signature.issuer.expired",
		"Истёк срок действия сертификата удостоверяющего центра. Получите сертификат заново",
		"The certificate of the certification authority has expired. Get a new certificate")
	ErrIssuerNotYetValid = fault.Define("signature.issuer.not-yet-valid",
		"Срок действия сертификата удостоверяющего центра ещё не начался",
		"The certificate of the certification authority is not valid yet")
	ErrKeyUsage = fault.Define("signature.certificate.key-usage",
		"Этим сертификатом нельзя подписывать документы: он выдан для другого. Выберите сертификат для подписи",
		"Documents cannot be signed with this certificate: it was issued for something else. Choose a certificate for signing")
	ErrIssuerNotEntitled = fault.Define("signature.issuer.not-entitled",
		"Тот, кто выдал сертификат, не вправе выдавать такие сертификаты",
		"Who issued the certificate is not entitled to issue such certificates")
	ErrCriticalExtension = fault.Define("signature.certificate.critical-extension",
		"В сертификате есть обязательное ограничение, которое здесь не поддерживается",
		"The certificate has a critical restriction that is not supported here")
)

// Refusals about revocation.
var (
	ErrRevoked = fault.Define("signature.certificate.revoked",
		"Сертификат отозван. Получите новый и подпишите им",
		"The certificate has been revoked. Get a new one and sign with it")
	ErrIssuerRevoked = fault.Define("signature.issuer.revoked",
		"Отозван сертификат удостоверяющего центра. Получите сертификат в другом центре",
		"The certificate of the certification authority has been revoked. Get a certificate from another one")
	ErrRevocationListOld = fault.Define("signature.revocation.old",
		"Список отозванных сертификатов устарел, поэтому проверить сертификат сейчас нельзя. Попробуйте позже",
		"The list of revoked certificates is out of date, so the certificate cannot be checked now. Try later")
	ErrRevocationListEarly = fault.Define("signature.revocation.early",
		"Список отозванных сертификатов ещё не действует, поэтому проверить сертификат нельзя. Попробуйте позже",
		"The list of revoked certificates is not valid yet, so the certificate cannot be checked. Try later")
	ErrRevocationList = fault.Define("signature.revocation.form",
		"Список отозванных сертификатов повреждён или выдан не тем центром, поэтому проверить сертификат нельзя. Попробуйте позже",
		"The list of revoked certificates is damaged or of another authority, so the certificate cannot be checked. Try later")
	ErrRevocationUnknown = fault.Define("signature.revocation.unknown",
		"Списка отозванных сертификатов этого центра нет, поэтому проверить сертификат нельзя",
		"There is no list of revoked certificates of this authority, so the certificate cannot be checked")
)

// Refusals about whom a certificate names.
var (
	ErrNoSNILS = fault.Define("signature.subject.no-snils",
		"В сертификате нет СНИЛС. Нужен квалифицированный сертификат физического лица",
		"There is no SNILS in the certificate. A qualified certificate of a natural person is needed")
	ErrTwoSNILS = fault.Define("signature.subject.two-snils",
		"В сертификате несколько СНИЛС. Обратитесь в удостоверяющий центр, который его выдал",
		"There are several SNILS in the certificate. Turn to the certification authority that issued it")
	ErrSNILS = fault.Define("signature.subject.snils",
		"СНИЛС в сертификате записан неправильно. Обратитесь в удостоверяющий центр, который его выдал",
		"The SNILS in the certificate is written wrongly. Turn to the certification authority that issued it")
	ErrSubject = fault.Define("signature.subject.field",
		"Поле {field} в сертификате записано неправильно или повторяется. Обратитесь в удостоверяющий центр, который его выдал",
		"The field {field} in the certificate is written wrongly or repeated. Turn to the certification authority that issued it")
)
