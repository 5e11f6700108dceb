"""Locks on files: the kernel drops them when their holder dies, however it dies."""

import fcntl
from pathlib import Path
from typing import IO


class Lucchetto:
    """A file lock; `with` is not enough because it may outlive the function that takes it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def take(self, *, shared: bool = False, wait: bool = False) -> bool:
        """True when the lock is ours. Children do not inherit it."""
        mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        file = self._file or self.path.open("a+")
        try:
            fcntl.flock(file, mode if wait else mode | fcntl.LOCK_NB)
        except BlockingIOError:
            if self._file is None:
                file.close()
            return False
        self._file = file
        return True

    def write(self, text: str) -> None:
        """Note who we are, for those who find the lock taken."""
        if self._file is None:
            raise RuntimeError("the lock is not held")
        self._file.seek(0)
        self._file.truncate()
        self._file.write(text)
        self._file.flush()

    def read(self) -> str:
        return self.path.read_text().strip() if self.path.exists() else ""

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
