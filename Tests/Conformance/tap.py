"""Reads the Test Anything Protocol as the suites write it."""

import re
from dataclasses import dataclass, field

RESULT = re.compile(r"(?P<no>not )?ok (?P<number>\d+)\s*(?:- )?(?P<name>.*)$")
DIRECTIVE = re.compile(r"#\s*(?P<what>skip|todo)\b\s*(?P<reason>.*)$", re.IGNORECASE)
PLAN = re.compile(r"^1\.\.(\d+)")


@dataclass
class Result:
    """One line: its name without number and directive, and "ok", "skip" or "failed"."""

    name: str
    outcome: str
    reason: str = ""


@dataclass
class Report:
    """What one program said. `planned` adds up its plans, and is None where it named none."""

    planned: int | None = None
    results: list[Result] = field(default_factory=list)

    def count(self, outcome):
        return sum(result.outcome == outcome for result in self.results)

    def lost(self):
        """Tests that the plan names and that never reported."""
        return max(0, (self.planned or 0) - len(self.results))


def parse(text):
    """A report from the output of a program; lines that are not TAP are diagnostics and left out."""
    report = Report()
    for line in text.replace("\r", "").split("\n"):
        if plan := PLAN.match(line):
            report.planned = (report.planned or 0) + int(plan[1])
        elif result := RESULT.match(line) or after_other_output(line, len(report.results) + 1):
            report.results.append(read(result))
    return report


def after_other_output(line, next_number):
    """The next result, where a container has written the beginning of its line."""
    result = RESULT.search(line)
    return result if result and int(result["number"]) == next_number else None


def read(match):
    directive = DIRECTIVE.search(match["name"])
    name = (match["name"][: directive.start()] if directive else match["name"]).strip(" -")
    reason = directive["reason"].strip(" ()") if directive else ""
    # A test that its author expects to fail counts for nobody, however it ended.
    if directive and (directive["what"].lower() == "todo" or not match["no"]):
        return Result(name, "skip", reason)
    return Result(name, "failed" if match["no"] else "ok", reason)
