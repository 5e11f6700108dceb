"""Passwords of the private servers: random, made once, readable by their owner only."""

import os
import secrets
from pathlib import Path


def read_or_create(path: Path) -> str:
    """The password kept in `path`, made on first use."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24))
    return path.read_text().strip()


def write_private(path: Path, text: str, owner: tuple[int, int] | None = None) -> None:
    """Write a file nobody else ever had the chance to read."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        if owner:
            os.fchown(file.fileno(), *owner)
        file.write(text)
