"""What an import would do, row by row, for the person who must confirm it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class RigaLetta:
    """A row of the preview: its number in the file, its name, what changes (column, old, new)."""

    numero: int
    nome: str
    cambi: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class RigaErrata:
    """A row that cannot be taken, and why, column by column."""

    numero: int
    motivi: tuple[tuple[str, str], ...]


@dataclass
class Anteprima:
    """What an import would do, or did."""

    nuove: list[RigaLetta] = field(default_factory=list)
    modificate: list[RigaLetta] = field(default_factory=list)
    invariate: list[RigaLetta] = field(default_factory=list)
    errate: list[RigaErrata] = field(default_factory=list)

    @property
    def is_valid(self) -> bool:
        return not self.errate

    @property
    def is_empty(self) -> bool:
        return not (self.nuove or self.modificate)
