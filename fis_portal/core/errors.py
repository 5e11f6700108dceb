"""The one error that services raise for the people who use the portal."""

from collections.abc import Mapping


class DomainError(Exception):
    """A rule of the programme was not met: stable code, Italian message, errors per field."""

    def __init__(
        self, code: str, message: str, fields: Mapping[str, list[str]] | None = None
    ) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.fields: dict[str, list[str]] = dict(fields or {})

    def __str__(self) -> str:
        return str(self.message)
