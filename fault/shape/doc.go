// Package shape checks the shape of commands before their values are read: what is missing, too long, or
// not one of the allowed.
//
//	type Register struct {
//		Contact string `json:"contact" validate:"required,max=320"`
//	}
//
//	err := shape.NewValidator().Check(command) // "contact: shape.required: Fill in this field"
//
// It gives the rules of go-playground/validator the refusals of package fault, and is apart from it so
// that whoever only refuses does not depend on a validator.
package shape
