package profile

import (
	"slices"
	"strings"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// Refusals of Parse beside those of the values.
var (
	ErrSNILSMissing = fault.Define("profile.snils-missing",
		"Без СНИЛС данные не проверить. Если его нет, его бесплатно оформят в отделении Социального фонда или в МФЦ "+
			"по паспорту или виду на жительство; черновик анкеты сохранится",
		"Your data cannot be checked without a SNILS. If you have none, any office of the Social Fund or a service centre "+
			"issues one free of charge on your passport or residence permit; your draft is kept")
	ErrDocumentNotAccepted = fault.Define("profile.document-not-accepted",
		"С таким гражданством нужен другой документ. Выберите вид документа ещё раз или проверьте гражданство",
		"This citizenship needs another document. Choose the kind of document again, or check the citizenship")
	ErrDocumentLapsed = fault.Define("profile.document-lapsed",
		"Срок действия этого документа истёк. Введите данные нового",
		"This document is no longer valid. Enter the new one")
	ErrNotAPersonsINN = fault.Define("profile.inn-of-organisation",
		"Это ИНН организации, а нужен ваш, из 12 цифр. Если вы его не знаете, оставьте поле пустым",
		"This is the INN of an organisation; yours has 12 digits. If you do not know it, leave the field empty")
)

// Parse reads a whole form, as of today in the zone of the portal. The refusal has the faults of all
// fields at their paths: of required fields that are empty, of every value, and ErrSNILSMissing,
// ErrDocumentNotAccepted, ErrDocumentLapsed, ErrNotAPersonsINN. Optional fields may be empty.
func (p Policy) Parse(form Form, today person.Date) (Profile, error) {
	r := reading{}
	var profile Profile
	profile.Name, r.err = p.Person.ParseFullName(form.Name.Family, form.Name.Given, form.Name.Patronymic)
	r.at("name")
	profile.Sex, r.err = person.ParseSex(form.Sex)
	r.at("sex")
	profile.BornOn, r.err = p.bornOn(form.BornOn, today)
	r.at("bornOn")
	profile.Citizenship, r.err = person.ParseCitizenship(form.Citizenship)
	r.at("citizenship")
	profile.Document, r.err = p.Person.ParseIdentityDocument(form.Document, today)
	r.at("document")
	profile.SNILS, r.err = snils(form.SNILS)
	r.at("snils")
	profile.INN, r.err = optional(form.INN, personsINN)
	r.at("inn")
	profile.DrivingLicence, r.err = optional(form.DrivingLicence, person.ParseDriverLicence)
	r.at("drivingLicence")
	if form.Vehicle != (VehicleForm{}) {
		profile.Vehicle.Plate, r.err = person.ParsePlate(form.Vehicle.Plate)
		r.at("vehicle.plate")
		profile.Vehicle.Certificate, r.err = person.ParseVehicleCertificate(form.Vehicle.Certificate)
		r.at("vehicle.certificate")
	}
	profile.ENP, r.err = optional(form.ENP, person.ParseENP)
	r.at("enp")
	profile.OldOMS, r.err = optional(form.OldOMS, person.ParseOldOMS)
	r.at("oldOMS")
	profile.Addresses.Registration, r.err = p.address(form.Addresses.Registration)
	r.at("addresses.registration")
	profile.Addresses.Residence, r.err = p.address(form.Addresses.Residence)
	r.at("addresses.residence")
	profile.Addresses.Delivery, r.err = p.address(form.Addresses.Delivery)
	r.at("addresses.delivery")

	r.err = p.checkDocument(profile, today)
	r.at("document")
	if err := fault.Join(r.errs...); err != nil {
		return Profile{}, err
	}
	return profile, nil
}

// reading gathers the faults of fields read one after another.
type reading struct {
	err  error
	errs []error
}

func (r *reading) at(path string) { r.errs = append(r.errs, fault.At(path, r.err)) }

func (p Policy) bornOn(input string, today person.Date) (person.Date, error) {
	born, err := p.Person.ParsePastDate(input, today)
	if err != nil {
		return person.Date{}, err
	}
	return born, p.Person.CheckAge(born, today)
}

func snils(input string) (person.SNILS, error) {
	if strings.TrimSpace(input) == "" {
		return person.SNILS{}, ErrSNILSMissing
	}
	return person.ParseSNILS(input)
}

func personsINN(input string) (person.INN, error) {
	inn, err := person.ParseINN(input)
	if err == nil && !inn.Person() {
		return person.INN{}, ErrNotAPersonsINN
	}
	return inn, err
}

func optional[T any](input string, parse func(string) (T, error)) (T, error) {
	if strings.TrimSpace(input) == "" {
		var none T
		return none, nil
	}
	return parse(input)
}

func (p Policy) address(form person.AddressForm) (person.Address, error) {
	if form == (person.AddressForm{}) {
		return person.Address{}, nil
	}
	return p.Person.ParseAddress(form)
}

// checkDocument looks at the document beside citizenship and birth, as far as these are readable.
func (p Policy) checkDocument(profile Profile, today person.Date) error {
	document := profile.Document
	if document.IsZero() {
		return nil
	}
	if !profile.Citizenship.IsZero() && !slices.Contains(p.documents(profile.Citizenship), document.Kind()) {
		return ErrDocumentNotAccepted.At("kind")
	}
	if profile.BornOn.IsZero() {
		return nil
	}
	if err := document.CheckHolder(profile.BornOn, p.Person); err != nil {
		return err
	}
	if !document.ValidOn(today, profile.BornOn, p.Person) {
		return ErrDocumentLapsed.At("number")
	}
	return nil
}
