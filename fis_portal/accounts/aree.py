"""The reserved areas of the portal: each app says which are its own (AppConfig.ready)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Area:
    """A place for some people. After the log-in one is led to the first by `ordine`.

    Areas of the same people share one `ammette`: each is asked once. `anche` says who else may
    enter, and is asked only about the others; `tra` among whom to look for who `ammette` means.
    """

    nome: str | Promise
    url_name: str
    ammette: Callable[[Any], bool]
    ordine: int = 50
    anche: Callable[[Any], bool] | None = None
    tra: Callable[[Any], bool] | None = None

    @property
    def url(self) -> str:
        return reverse(self.url_name)


AREE: list[Area] = []
# For whom a person acts, in words ("Comune di Lecce, responsabile"): each app adds its own.
INCARICHI: list[Callable[[Any], Iterable[str]]] = []


def area_register(area: Area) -> None:
    AREE.append(area)


def aree_di(user: Any) -> list[Area]:
    """The areas this person may enter, the main one first."""

    @cache
    def chiedi(chi: Callable[[Any], bool]) -> bool:
        return chi(user)

    def entra(area: Area) -> bool:
        ammessa = (area.tra is None or chiedi(area.tra)) and chiedi(area.ammette)
        return ammessa or (area.anche is not None and chiedi(area.anche))

    return sorted(filter(entra, AREE), key=lambda area: area.ordine)


def incarichi_di(user: Any) -> list[str]:
    """For whom this person acts, as one's own page says it."""
    return [incarico for fonte in INCARICHI for incarico in fonte(user)]
