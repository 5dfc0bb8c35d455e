package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// public shows the members of a JSON object as "name value", in the order in which they were written.
func public(object []byte) []string {
	decoder := json.NewDecoder(strings.NewReader(string(object)))
	if _, err := decoder.Token(); err != nil {
		return []string{string(object)}
	}
	var members []string
	for decoder.More() {
		name, _ := decoder.Token()
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return []string{string(object)}
		}
		for _, item := range shown(value) {
			members = append(members, fmt.Sprintf("%s %s", name, item))
		}
	}
	for i := range len(members) - 1 {
		members[i] += ","
	}
	return members
}

// shown gives one text for a value, and one for each item of a list.
func shown(value json.RawMessage) []string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return []string{short(text)}
	}
	var list []json.RawMessage
	if json.Unmarshal(value, &list) != nil {
		return []string{string(value)}
	}
	items := make([]string, len(list))
	for i, item := range list {
		items[i] = "(" + strings.Join(public(item), " ") + ")"
	}
	return items
}

// short leaves of a time the time of day, and of the long parts of an id their ends.
func short(text string) string {
	const long, end = 20, 6
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.Format(time.TimeOnly)
	}
	parts := strings.Split(text, ".")
	for i, part := range parts {
		if len(part) > long {
			parts[i] = "…" + part[len(part)-end:]
		}
	}
	return strings.Join(parts, ".")
}
