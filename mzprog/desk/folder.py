"""The files of a desk: those it was opened with, and the one way to write one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple

from mzprog.core.plan import Plan
from mzprog.core.problems import PlanError, Refusal, quoted, reason
from mzprog.planfile.disk import plan_files
from mzprog.planfile.hold import unchanged
from mzprog.planfile.in_place import InPlace
from mzprog.planfile.load import parse_plan, read_bytes

_LONGEST = 120  # characters of a file's name
_UNFIT = frozenset('\\/:*?"<>|')


class Refused(Refusal):
    """What the desk does not do, in a Chinese sentence; ``status`` is the answer's."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__("", message)
        self.status = status


class Opened(NamedTuple):
    """A plan file as it was read: its plan and the ``state`` that its bytes had."""

    key: str
    data: bytes
    plan: Plan

    @property
    def state(self) -> str:
        """What tells these bytes from all others."""
        return digest(self.data)


def digest(data: bytes) -> str:
    """Return what tells these bytes from all others."""
    return sha256(data).hexdigest()


class Folder:
    """What ``mzprog open`` was called with: plan files, and folders whose plan files are looked for each time."""

    def __init__(self, paths: Sequence[str], read_only: bool = False) -> None:
        self._paths = tuple(paths)
        self.read_only = read_only
        self.home = next((path for path in paths if os.path.isdir(path)), None)  # where new plans go
        self.refused: list[str] = []

    def files(self) -> dict[str, str]:
        """Return the plan files, each by the key that its pages have; what is no file of the folder is refused."""
        found, refused = {}, list[str]()
        for number, path in enumerate(self._paths, 1):
            mark = f"{number}-" if len(self._paths) > 1 else ""
            for file in _inside(path, refused) if os.path.isdir(path) else [path]:
                found[f"{mark}{os.path.basename(file)}"] = file
        self.refused = refused
        return found

    def path(self, key: str) -> str:
        """Return the file of a key; raise :class:`Refused` where the folder has none such."""
        found = self.files().get(key)
        if found is None:
            raise Refused(f"这里没有{quoted(key)}这个规划文件", 404)
        return found

    def read(self, key: str) -> bytes:
        """Return the bytes of a file. Raises :class:`Refused` and :class:`PlanError`."""
        return read_bytes(self.path(key))

    def text(self, key: str) -> str:
        """Return what a file says, as far as it can be shown; "" where it cannot be read."""
        with suppress(PlanError):
            return self.read(key).decode("utf-8", "replace")
        return ""

    def open(self, key: str) -> Opened:
        """Return a file with its plan; raise :class:`PlanError` with its problems."""
        data = self.read(key)
        return Opened(key, data, parse_plan(data, self.path(key)))

    def state(self) -> str:
        """Return what tells the files as they are now from any change of one."""
        seen = []
        for file in self.files().values():
            with suppress(OSError):
                found = os.stat(file)
                seen.append(f"{file}\0{found.st_mtime_ns}\0{found.st_size}")
        return digest("\n".join([*seen, *self.refused]).encode())

    def save(self, key: str, old: bytes, text: str) -> None:
        """Put a text in the place of ``old``; raise :class:`PlanError` where the file is another by now."""
        path = self.path(key)
        with unchanged(path, old):
            self._put(path, text)

    def create(self, name: str, text: str) -> str:
        """Write a new plan file into the folder and return its key; never over one that is there."""
        if self.home is None:
            raise Refused("打开的不是文件夹，新的规划没有地方可存；请用 mzprog open 文件夹")
        path = os.path.join(self.home, _fit(name))
        self._may_write()
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))  # takes the name before anybody else
        except FileExistsError:
            raise Refused(f"{name}已经有了，没有改动；请换一个文件名") from None
        except OSError as error:
            raise Refused(f"写不出{name}（{reason(error)}）") from None
        try:
            self._put(path, text)
        except Refused:
            os.unlink(path)
            raise
        return next(key for key, file in self.files().items() if file == path)

    def _put(self, path: str, text: str) -> None:
        self._may_write()
        file = InPlace(os.path.realpath(path))
        try:
            file.check()
            if not os.access(path, os.W_OK):
                raise Refused(f"写不出{os.path.basename(path)}：文件是只读的")
            file.write(text.encode())
            file.finish()
        except OSError as error:
            raise Refused(f"写不出{os.path.basename(path)}（{reason(error)}）") from None
        finally:
            file.remove()

    def _may_write(self) -> None:
        if self.read_only:
            raise Refused("打开时写了 --read-only，什么都不写", 403)


def _inside(folder: str, refused: list[str]) -> Iterator[str]:
    """Yield the plan files of a folder; what is ``refused`` is told."""
    try:
        listed = plan_files(folder)
    except OSError as error:
        refused.append(f"{folder}：文件夹打不开（{reason(error)}）")
        return
    for file in listed:
        if os.path.dirname(os.path.realpath(file)) != os.path.realpath(folder):
            refused.append(f"{os.path.basename(file)}：是通到文件夹外面的链接，不读")
        elif not os.path.isfile(file):
            refused.append(f"{os.path.basename(file)}：不是普通文件，不读")
        else:
            yield file


def _fit(name: str) -> str:
    """Return a name for a plan file; raise :class:`Refused` for one that leads elsewhere or is none."""
    bad = _UNFIT.intersection(name) or not name.isprintable()
    if bad or name.startswith(".") or name != name.strip() or not name.endswith(".yaml") or len(name) > _LONGEST:
        raise Refused(f"文件名应像 新规划.yaml：不含 / \\ 等符号，不以点开头，得到{quoted(name)}")
    return name
