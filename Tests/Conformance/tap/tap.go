// Package tap writes the Test Anything Protocol.
//
// Debian does not package github.com/mndrix/tap-go, which the validation programs of
// opencontainers/runtime-tools report through. This is as much of its interface as they call, so that
// they build from Debian packages alone (docs/CONFORMANCE.md).
package tap

import (
	"encoding/json"
	"fmt"
	"strings"
)

// T is one stream of results on the standard output.
type T struct {
	count *int
	todo  bool
}

// New gives a stream that has reported nothing yet.
func New() *T {
	return &T{count: new(int)}
}

// Header names the version, and the plan when it is known (more than zero).
func (t *T) Header(planned int) {
	fmt.Println("TAP version 13")
	if planned > 0 {
		fmt.Printf("1..%d\n", planned)
	}
}

// AutoPlan names the plan afterwards: as many as were reported.
func (t *T) AutoPlan() {
	fmt.Printf("1..%d\n", *t.count)
}

// Todo gives the same stream, whose results are marked as expected to fail.
func (t *T) Todo() *T {
	return &T{count: t.count, todo: true}
}

// Ok reports one result.
func (t *T) Ok(passed bool, description string) {
	*t.count++
	verdict, mark := "not ok", ""
	if passed {
		verdict = "ok"
	}
	if t.todo {
		mark = " # TODO"
	}
	fmt.Printf("%s %d%s - %s\n", verdict, *t.count, mark, description)
}

// Pass reports a success.
func (t *T) Pass(description string) { t.Ok(true, description) }

// Fail reports a failure.
func (t *T) Fail(description string) { t.Ok(false, description) }

// Skip reports so many results as skipped.
func (t *T) Skip(count int, reason string) {
	for ; count > 0; count-- {
		*t.count++
		fmt.Printf("ok %d # SKIP %s\n", *t.count, reason)
	}
}

// Diagnostic writes a comment of one or more lines.
func (t *T) Diagnostic(message string) {
	for _, line := range strings.Split(strings.TrimRight(message, "\n"), "\n") {
		fmt.Printf("# %s\n", line)
	}
}

// Diagnosticf is Diagnostic with a format.
func (t *T) Diagnosticf(format string, values ...interface{}) {
	t.Diagnostic(fmt.Sprintf(format, values...))
}

// YAML attaches a value to the last result; JSON is YAML.
func (t *T) YAML(value interface{}) error {
	text, err := json.MarshalIndent(value, "  ", "  ")
	if err != nil {
		return err
	}
	fmt.Printf("  ---\n  %s\n  ...\n", text)
	return nil
}
