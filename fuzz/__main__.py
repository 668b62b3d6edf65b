"""The long run: ``python -m fuzz [--minutes 5] [target …]``; inputs that failed are tried again first."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
import traceback

from hypothesis import HealthCheck, given, settings
from hypothesis.database import DirectoryBasedExampleDatabase

from fuzz.targets import NEEDS, SLOW, TARGETS, Target

ROUND, SLOW_ROUND = 200, 5
FOUND = ".hypothesis/fuzz"


def attack(name: str, target: Target, seconds: float) -> int:
    """Try random inputs until the time is over; return how many, or raise what a check raised."""
    tried = 0
    known = DirectoryBasedExampleDatabase(f"{FOUND}/{name}")

    most = SLOW_ROUND if name in SLOW else ROUND

    @settings(max_examples=most, deadline=None, database=known, suppress_health_check=list(HealthCheck))
    @given(target.inputs)
    def attempt(found: object) -> None:
        nonlocal tried
        tried += 1
        target.check(found)

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        attempt()
    return tried


def main() -> int:
    """Attack each target in turn; return 1 if any failed."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5, help="for all targets together (default: 5)")
    parser.add_argument("targets", nargs="*", metavar="target", help=f"one of {', '.join(TARGETS)} (default: all)")
    asked = parser.parse_args()
    names = asked.targets or list(TARGETS)
    if unknown := set(names) - set(TARGETS):
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    failed = 0
    for name in [name for name in names if not shutil.which(NEEDS.get(name, sys.executable))]:
        print(f"{name}: left out, needs {NEEDS[name]}")
        names.remove(name)
    for name in names:
        try:
            tried = attack(name, TARGETS[name], 60 * asked.minutes / len(names))
        except Exception:  # noqa: BLE001 - whatever a check raises is the finding
            traceback.print_exc()
            failed = 1
        else:
            print(f"{name}: {tried} inputs, none failed", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
