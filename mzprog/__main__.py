"""The way in: ``mzprog`` and ``python -m mzprog``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line and return the exit code; ``--version`` answers before anything is imported."""
    if sys.argv[1:] == ["--version"]:
        from mzprog import __version__

        try:
            print(f"mzprog {__version__}", flush=True)
            return 0
        except OSError:
            pass  # the long way says what is wrong
    import gc

    # Nearly all that a start makes lives to the end. Looking for garbage in it, while it is made and
    # once more on the way out, finds none and costs a sixth of the time (docs/performance.md).
    gc.set_threshold(50_000, 20, 20)
    try:
        from mzprog.cli import run

        code = run()
    except KeyboardInterrupt:  # before the command line could take it
        print("已中断", file=sys.stderr)
        code = 130
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(main())
