// Package centrefile is a directory of service centres in a JSON file: an array of
//
//	{
//	  "id": "mfc-77-001", "kind": "mfc",
//	  "name": {"ru": "МФЦ района Замоскворечье", "en": "MFC of Zamoskvorechye"},
//	  "region": "77", "regionName": {"ru": "Москва", "en": "Moscow"},
//	  "address": {"ru": "115035, Москва, ул. Бахрушина, д. 13", "en": "13 Bakhrushina St, Moscow 115035"},
//	  "phone": "+7 495 000-00-01", "zone": "Europe/Moscow",
//	  "hours": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "to": "20:00"}],
//	  "accreditedFrom": "2026-01-01T00:00:00Z", "accreditedUntil": "2031-01-01T00:00:00Z"
//	}
//
// with "kind" one of mfc, post-office, telecom, bank-office; "phone" and "accreditedUntil" may be left out. [Open] reads
// the file once and names everything that is wrong with it.
package centrefile
