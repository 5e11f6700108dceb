"""Texts that would come alive in a careless page or spreadsheet, stored in every text of a row."""

from html.parser import HTMLParser

from django.db import models

# Each breaks out of one place: a text, an attribute, a script, a comment, a style, a JSON string.
ROTTURE = (
    "<sonda-viva>",
    '"><sonda-viva>',
    "'><sonda-viva>",
    "</title></textarea><sonda-viva>",
    "</script><sonda-viva>",
    "--><sonda-viva>",
    '" onmouseover="sonda',
    "' onfocus='sonda",
    "<svg onload=sonda>",
    "{{ 7|add:'7' }}{% load i18n %}",
)
INDIRIZZO = 'https://sonda.example/"><sonda-viva>'
VERSO = ("href", "src", "action", "formaction", "data", "xlink:href")


def campi_di_testo(model: type[models.Model]) -> list[models.Field]:
    """What a person may write freely: no choices, codes or computed fields."""
    return [
        campo
        for campo in model._meta.concrete_fields
        if isinstance(campo, models.CharField | models.TextField)
        and not isinstance(campo, models.SlugField | models.GeneratedField)
        and not campo.choices
        and campo.editable
    ]


def sonda(campo: models.Field) -> str:
    """The probe of a field, which names it: `sonda0titolo`. Short fields take a short one."""
    if isinstance(campo, models.URLField):
        return INDIRIZZO
    segno = segno_di(campo)
    tutte = f"{segno}{''.join(ROTTURE)}"
    massimo = campo.max_length or len(tutte)
    return tutte if len(tutte) <= massimo else f"{segno}<sonda-viva>"[:massimo]


def segno_di(campo: models.Field) -> str:
    return f"sonda0{campo.model._meta.model_name}0{campo.name}"


class _Lettore(HTMLParser):
    """What a browser would take for markup, if a probe came alive."""

    def __init__(self) -> None:
        super().__init__()
        self.vivi: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag.startswith("sonda"):
            self.vivi.append(f"<{tag}>")
        for nome, valore in attrs:
            if nome.startswith("on") and "sonda" in (valore or ""):
                self.vivi.append(f"{nome}={valore}")
            if nome in VERSO and (valore or "").strip().lower().startswith("javascript:"):
                self.vivi.append(f"{nome}={valore}")


def sonde_vive(html: str) -> list[str]:
    """Probes that a browser would run."""
    lettore = _Lettore()
    lettore.feed(html)
    return lettore.vivi
