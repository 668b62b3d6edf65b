"""The way in: ``mzprog`` and ``python -m mzprog``."""

from __future__ import annotations

import os
import sys


def script() -> None:
    """Be the installed command, and end at once: taking everything apart piece by piece is a twentieth of a start."""
    code = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):  # nobody listens, or it is closed: the exit code says how it went
            pass
    os._exit(code)


def main() -> int:
    """Run the command line and return the exit code; ``--version`` answers before anything is imported."""
    if sys.argv[1:] == ["--version"] and _version_told():
        return 0
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


def _version_told() -> bool:
    """Print the version; where that does not succeed, the long way says what is wrong."""
    from mzprog import __version__

    if sys.stdout is None:
        return False
    line = f"mzprog {__version__}\n".encode(sys.stdout.encoding)
    try:
        written = sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    except OSError:
        return False
    return written == len(line)


if __name__ == "__main__":
    script()
