"""The sources that the public rows cite: no others, or they would tell of what is not public."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from monitoraggio.aperti.tabelle.colonne import data, testo
from monitoraggio.aperti.tipi import Riga, Sorgente, Tabella

DOVE = ("fonti", "fonte", "fonte_importo")


def _citate() -> Iterator[Riga]:
    raise NotImplementedError("written last, from what the other tables cite")


FONTI = Tabella(
    codice="fonti",
    titolo=_("Fonti"),
    descrizione=_("Da dove vengono i fatti: le fonti che le righe delle altre tabelle citano."),
    sorgente=Sorgente("fonti", _citate),
    chiave=("codice",),
    colonne=(
        testo(
            nome="codice",
            descrizione=_("Identificativo."),
            esempio="formez-scheda-fis",
            obbligatoria=True,
        ),
        testo(
            nome="titolo",
            descrizione=_("Titolo della fonte."),
            esempio="Formez, scheda del progetto FIS",
            obbligatoria=True,
        ),
        testo(nome="url", descrizione=_("Dove si legge."), esempio="https://www.formez.it/"),
        testo(
            nome="url_archivio",
            descrizione=_("Dove si legge una copia archiviata."),
            esempio="https://web.archive.org/web/2024/https://www.formez.it/",
        ),
        data(nome="data", descrizione=_("Data della fonte."), esempio="2024-07-01"),
        testo(nome="nota", descrizione=_("Nota."), esempio="Consultata il 5-7-2024."),
    ),
)


def citate_in(riga: object) -> Iterator[Riga]:
    """The sources a row of the API names, at any depth."""
    if isinstance(riga, list):
        for voce in riga:
            yield from citate_in(voce)
    elif isinstance(riga, dict):
        for nome, valore in riga.items():
            if nome in DOVE:
                yield from valore if isinstance(valore, list) else filter(None, (valore,))
            elif isinstance(valore, list | dict):
                yield from citate_in(valore)
