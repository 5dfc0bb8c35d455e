package scenario

import (
	"fmt"
	"reflect"
)

// difference names the first place, from path on, where two values are not deeply equal; differ is false
// when they are. It says where and not what, since personal data print alike whatever they are.
func difference(path string, got, want reflect.Value) (where string, differ bool) {
	if got.IsValid() != want.IsValid() || got.IsValid() && got.Type() != want.Type() {
		return path, true
	}
	switch got.Kind() {
	case reflect.Invalid:
		return "", false
	case reflect.Pointer, reflect.Interface:
		return difference(path, got.Elem(), want.Elem())
	case reflect.Struct:
		for i := range got.NumField() {
			if where, differ := difference(path+"."+got.Type().Field(i).Name, got.Field(i), want.Field(i)); differ {
				return where, true
			}
		}
		return "", false
	case reflect.Slice, reflect.Array:
		if got.Len() != want.Len() {
			return fmt.Sprintf("%s, of which there are %d and not %d", path, got.Len(), want.Len()), true
		}
		if got.Kind() == reflect.Slice && got.IsNil() != want.IsNil() {
			return path + ", which is nil or empty", true
		}
		for i := range got.Len() {
			if where, differ := difference(fmt.Sprintf("%s[%d]", path, i), got.Index(i), want.Index(i)); differ {
				return where, true
			}
		}
		return "", false
	case reflect.Map:
		return path, !equalMaps(got, want)
	case reflect.Func:
		return path, !got.IsNil() || !want.IsNil()
	default:
		return path, !got.Equal(want)
	}
}

func equalMaps(got, want reflect.Value) bool {
	if got.Len() != want.Len() || got.IsNil() != want.IsNil() {
		return false
	}
	for _, key := range got.MapKeys() {
		if _, differ := difference("", got.MapIndex(key), want.MapIndex(key)); differ {
			return false
		}
	}
	return true
}
