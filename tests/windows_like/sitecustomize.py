"""What Python loads first where this folder is on PYTHONPATH: a system that lacks what Windows lacks.

Not Windows: paths, locks and the console stay what they are here. But whatever reaches for a part of
Python that only POSIX has, or writes text that code page 936 has no place for, is found out.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from typing import Any

KILL = signal.SIGKILL
MODULES = ("fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty")
LACKING: dict[Any, tuple[str, ...]] = {
    os: (
        "chown", "chroot", "fchmod", "fchown", "fork", "forkpty", "getegid", "geteuid", "getgid", "getgroups",
        "getpgid", "getpgrp", "getsid", "getxattr", "killpg", "lchown", "listxattr", "mkfifo", "mknod", "nice",
        "openpty", "posix_fallocate", "pread", "pwrite", "removexattr", "sched_getaffinity", "setsid", "setxattr",
        "statvfs", "O_NOFOLLOW", "O_NONBLOCK", "ST_RDONLY",
    ),
    signal: (
        "SIGALRM", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGSTOP", "SIGTSTP", "SIGUSR1", "SIGUSR2", "alarm",
        "pthread_kill", "pthread_sigmask", "setitimer", "sigwait",
    ),
}  # fmt: skip


class Popen(subprocess.Popen):  # type: ignore[type-arg]
    """Starts processes with what Windows can give them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        if options.get("preexec_fn") is not None:
            raise ValueError("preexec_fn is not supported on Windows platforms")
        super().__init__(*args, **options)

    def kill(self) -> None:
        """End the process; the original looks up the signal, which is gone."""
        self.send_signal(KILL)


subprocess.Popen = Popen  # type: ignore[misc]
for module in MODULES:
    sys.modules[module] = None  # type: ignore[assignment]
for owner, names in LACKING.items():
    for name in names:
        if hasattr(owner, name):
            delattr(owner, name)
# A pipe is in the code page of the system there, unless somebody says otherwise.
if "PYTHONIOENCODING" not in os.environ and not sys.flags.utf8_mode:
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="cp936")
