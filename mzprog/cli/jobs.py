"""The same work for many files, in this process or in several; the results come in the files' order.

Of n processes each takes every nth file, and its results are taken from it in turn. So what one
process would give comes out whatever the number; and as a pipe holds little, a process that is ahead
waits, and nothing piles up. None outlives a call: what is still at work at its end is ended, and where
the call itself was killed, a pipe whose reader is gone ends its process.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, TypeVar

from mzprog.cli.output import CannotWriteError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Result = TypeVar("Result")

# A process takes about as long to start as this many files take.
WORTH = 25


def each(work: Callable[[str], Result], files: Sequence[str], jobs: int) -> Iterator[Result]:
    """Yield ``work(file)`` for each file, by up to ``jobs`` processes where there is enough to do."""
    processes = min(jobs, len(files) // WORTH)
    # Standard input is this process's alone.
    return map(work, files) if processes < 2 or "-" in files else _spread(work, files, processes)


def _spread(work: Callable[[str], Result], files: Sequence[str], processes: int) -> Iterator[Result]:
    from multiprocessing import Pipe, Process

    with ExitStack() as stack:
        readers: list[Connection] = []
        with _uninterrupted():
            for number in range(processes):
                reader, writer = Pipe(duplex=False)
                process = Process(target=_serve, args=(work, files[number::processes], reader, writer), daemon=True)
                process.start()
                writer.close()
                stack.callback(process.join)
                stack.callback(process.terminate)  # it may be at a file that takes long or never comes
                stack.callback(reader.close)
                readers.append(reader)
        for number in range(len(files)):
            try:
                result: Result = readers[number % processes].recv()
            except EOFError:
                message = "写不出结果：一个子进程意外结束（可能是内存不足）；请把 --jobs 改小再试"
                raise CannotWriteError(message) from None
            yield result


def _serve(work: Callable[[str], Result], files: Sequence[str], reader: Connection, writer: Connection) -> None:
    reader.close()  # else this process would wait for itself
    try:
        for file in files:
            writer.send(work(file))
    except BrokenPipeError:
        return


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let processes that start here leave an interrupt to this one, which hears of it once they have started."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows, where each process is told by itself
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
        return
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
