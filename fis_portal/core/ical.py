"""Calendars that people's programs subscribe to (RFC 5545): the parts every one of ours shares."""

from collections.abc import Iterable, Iterator

from django.conf import settings

MASSIMO_RIGA = 75


def calendario_ical(nome: str, righe: Iterable[str]) -> str:
    """A whole calendar around the lines of its events, folded as the format wants."""
    tutte = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{settings.SITE_NAME}//{nome}//IT",
        f"X-WR-CALNAME:{testo_ical(settings.SITE_NAME)}",
        *righe,
        "END:VCALENDAR",
    ]
    return "".join(f"{piegata}\r\n" for piegata in _pieghe(tutte))


def testo_ical(valore: str) -> str:
    """A text as the value of a property: its separators and line ends escaped."""
    for segno in ("\\", ";", ","):
        valore = valore.replace(segno, f"\\{segno}")
    return "\\n".join(valore.splitlines())


def _pieghe(righe: Iterable[str]) -> Iterator[str]:
    """Lines of at most 75 bytes, never cut inside a letter."""
    for riga in righe:
        pezzo = ""
        for lettera in riga:
            if len((pezzo + lettera).encode()) > MASSIMO_RIGA:
                yield pezzo
                pezzo = " "
            pezzo += lettera
        yield pezzo
