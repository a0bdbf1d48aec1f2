#!/usr/bin/env python3
"""Runs the suites of other OCI runtimes against a runtime, and compares with what those runtimes pass.

    conformance.py RUNTIME [--runtime-tools DIR] [--crun DIR] [--runc DIR] [--only NAME…]
                   [--json FILE] [--record PEER]

How the suites are built from Debian's sources is in docs/CONFORMANCE.md. Nothing is fetched here.
"""

import argparse
import json
import os
import sys
from pathlib import Path

sys.dont_write_bytecode = True

import sandbox
import tap
from suites import Crun, Runc, RuntimeTools

BASELINE = Path(__file__).parent / "baseline.json"
SUITES = {"runtime_tools": RuntimeTools, "crun": Crun, "runc": Runc}


def main():
    options = arguments()
    if os.geteuid() != 0:
        sys.exit("conformance: the suites make namespaces and control groups, so they need root")
    baseline = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    measured, worse = {}, 0
    for option, kind in SUITES.items():
        suite = present(getattr(options, option), kind)
        if suite is None:
            continue
        measured[suite.name] = figures = measure(suite, options)
        if options.record:
            baseline.setdefault(suite.name, {})[options.record] = summary(suite, figures)
        worse += compare(suite, figures, baseline.get(suite.name, {}))
    if options.json:
        write(options.json, measured)
    if options.record:
        write(BASELINE, baseline)
    sys.exit(1 if worse or not measured else 0)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("runtime", help="the path of the runtime")
    for option, kind in SUITES.items():
        parser.add_argument(f"--{kind.name}", dest=option, type=Path, help="where the suite was built")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these programs of the suites")
    parser.add_argument("--json", type=Path, help="write what was measured to this file")
    parser.add_argument("--record", metavar="PEER", help="keep it in the baseline as this peer's")
    parser.add_argument("--log", type=Path, help="keep the output of every program in this directory")
    parser.add_argument(
        "--hide-unified", action="store_true", help="hide /sys/fs/cgroup/unified, which crun refuses"
    )
    return parser.parse_args()


def present(root, kind):
    """The suite, or None where its directory is not named or not built, which is said."""
    if root is None:
        print(f"{kind.name}: absent (no directory is given)")
        return None
    suite = kind(root.resolve())
    if reason := suite.missing():
        print(f"{kind.name}: absent ({reason})")
        return None
    return suite


def measure(suite, options):
    """Runs every program of the suite, with a line for each."""
    runtime = os.path.abspath(options.runtime)
    programs = {}
    print(f"\n{suite.name} on {runtime}\n{'':32}     ok   skip failed   lost")
    for program in suite.programs(runtime):
        if options.only and program.name not in options.only:
            continue
        output, seconds, late = sandbox.run(program, suite.leftovers, options.hide_unified)
        if options.log:
            options.log.mkdir(parents=True, exist_ok=True)
            (options.log / f"{suite.name}-{program.name}.log").write_text(output)
        programs[program.name] = entry = figure(tap.parse(output), late)
        numbers = "".join(f"{entry[key]:7}" for key in ("ok", "skip", "failed", "lost"))
        note = "  time ran out" if late else "" if entry["planned"] else "  no plan"
        print(f"{program.name:32}{numbers}  {seconds:5.1f} s{note}", flush=True)
    return {"total": totals(programs), "programs": programs}


def figure(report, late):
    counts = {outcome: report.count(outcome) for outcome in ("ok", "skip", "failed")}
    clean = bool(report.planned) and not late and not counts["failed"] and not report.lost()
    passed = sorted({result.name for result in report.results if result.outcome == "ok"})
    skipped = sorted({result.name for result in report.results if result.outcome == "skip"})
    failed = sorted({result.name for result in report.results if result.outcome == "failed"})
    return counts | {
        "planned": report.planned or 0,
        "lost": report.lost(),
        "clean": clean,
        "tests": {"ok": passed, "skip": skipped, "failed": failed},
    }


def totals(programs):
    keys = ("ok", "skip", "failed", "lost")
    sums = {key: sum(entry[key] for entry in programs.values()) for key in keys}
    return sums | {"clean": sum(entry["clean"] for entry in programs.values()), "programs": len(programs)}


def summary(suite, figures):
    """What is kept of a measurement: its totals and what passed."""
    return {"total": figures["total"], "passed": sorted(passed(suite, figures))}


def compare(suite, figures, recorded):
    """Prints the table and what a peer passes and this runtime does not; gives how many of those."""
    print(f"\n{suite.name:20}{'clean':>12}{'ok':>8}{'skip':>7}{'failed':>8}{'lost':>6}{'of those that apply':>23}")
    peers = {peer: row for peer, row in recorded.items() if peer not in ("apart", "inapplicable")}
    inapplicable = recorded.get("inapplicable", {})
    rows = {"measured": summary(suite, figures)} | peers
    for name, row in rows.items():
        total = row["total"]
        clean = f"{total['clean']}/{total['programs']}"
        print(
            f"{name:20}{clean:>12}{total['ok']:8}{total['skip']:7}{total['failed']:8}{total['lost']:6}"
            f"{applying(row, inapplicable) if suite.unit == 'test' else '':>23}"
        )
    for name, reason in inapplicable.items():
        print(f"  does not apply  {name}\n           {reason}")
    apart = recorded.get("apart", {}) | inapplicable
    mine = set(rows["measured"]["passed"])
    theirs = {name for row in peers.values() for name in row["passed"]}
    # Of a run of some programs only, nothing is said about the others.
    ran = set(figures["programs"])
    behind = sorted(name for name in theirs - mine if name.split("/")[0] in ran)
    for name in behind:
        if name not in inapplicable:
            print(f"  {'apart ' if name in apart else 'behind'} {name}")
        if name in apart and name not in inapplicable:
            print(f"           {apart[name]}")
    return sum(name not in apart for name in behind)


def applying(row, inapplicable):
    """How many of the tests that ran pass, without those that hold a runtime to a limitation that it need not have."""
    total, given = row["total"], set(inapplicable).intersection(row["passed"])
    ran = total["ok"] + total["failed"] + total["lost"] - len(inapplicable)
    return f"{total['ok'] - len(given)}/{ran}"


def passed(suite, figures):
    """What counts as passed: clean programs, or tests by name."""
    programs = figures["programs"]
    if suite.unit == "program":
        return {name for name, entry in programs.items() if entry["clean"]}
    return {f"{name}/{test}" for name, entry in programs.items() for test in entry["tests"]["ok"]}


def write(path, value):
    path.write_text(json.dumps(value, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
