"""The sheets of a report's workbook, their columns, and which field each cell holds.

One description for who writes the workbook and for who reads it back.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from outcomes.enums import SezioneRendicontazione
from outcomes.models import Indicatore
from outcomes.selectors.campi import Campo, campi_valore, posti_parti
from outcomes.selectors.righe import Riga

S = SezioneRendicontazione
FORMATO = "fis-foglio-1"
SERVIZIO = "_portale"  # the hidden sheet: which report, and what its rows were at the download
MISURE = ("valore", "numeratore", "denominatore")


@dataclass(frozen=True, slots=True)
class Colonna:
    """A column: `nome` is a field where it can be filled in, a fact of the row where it cannot."""

    nome: str
    titolo: str
    larghezza: int = 16
    libera: bool = False


@dataclass(frozen=True, slots=True)
class Foglio:
    """One sheet. Its first `chiavi` columns say which row one is."""

    nome: str
    sezione: S
    colonne: tuple[Colonna, ...]
    chiavi: tuple[str, ...] = ("codice",)
    parti: bool = False


@dataclass(frozen=True, slots=True)
class Posto:
    """One row of a sheet: the row of the report it is about, and the field of each free column."""

    chiave: tuple[str, ...]
    riga: Riga
    campi: Mapping[str, Campo]


def fogli() -> tuple[Foglio, ...]:
    """The sheets that hold data, in the order they stand in."""
    return (_indicatori(), _disaggregazioni(), _attivita(), _spese(), _racconto())


def _indicatori() -> Foglio:
    return Foglio(
        _("Indicatori"),
        S.INDICATORI,
        (
            Colonna("codice", _("Codice"), 10),
            Colonna("etichetta", _("Indicatore"), 34),
            Colonna("definizione", _("Che cosa si misura"), 40),
            Colonna("unita", _("Unità"), 12),
            Colonna("precedente", _("Ultimo valore"), 14),
            Colonna("target", _("Valore atteso"), 14),
            Colonna("stato_valore", _("Il valore è"), 22, libera=True),
            *_misure(),
            Colonna("motivo", _("Perché non è misurabile"), 30, libera=True),
            Colonna("nota", _("Nota sulla misura"), 40, libera=True),
            Colonna("conferma_avvisi", _("Conferma degli avvisi"), 36, libera=True),
            Colonna("segnalazioni", _("Che cosa segnala il portale"), 40),
        ),
    )


def _misure() -> tuple[Colonna, ...]:
    titoli = (_("Valore"), _("Numeratore"), _("Denominatore"))
    return tuple(
        Colonna(nome, titolo, 15, libera=True) for nome, titolo in zip(MISURE, titoli, strict=True)
    )


def _disaggregazioni() -> Foglio:
    return Foglio(
        _("Disaggregazioni"),
        S.INDICATORI,
        (
            Colonna("codice", _("Codice"), 10),
            Colonna("dimensione", _("Disaggregazione"), 20),
            Colonna("voce", _("Di cui"), 24),
            Colonna("etichetta", _("Indicatore"), 34),
            Colonna("unita", _("Unità"), 12),
            *_misure(),
        ),
        chiavi=("codice", "dimensione", "voce"),
        parti=True,
    )


def _attivita() -> Foglio:
    return Foglio(
        _("Attività"),
        S.ATTIVITA,
        (
            Colonna("codice", _("Codice"), 10),
            Colonna("etichetta", _("Attività"), 40),
            Colonna("prevista_dal", _("Inizio previsto"), 15),
            Colonna("prevista_al", _("Fine prevista"), 15),
            Colonna("stato", _("Stato"), 18, libera=True),
            Colonna("iniziata_il", _("Iniziata il"), 15, libera=True),
            Colonna("conclusa_il", _("Conclusa il"), 15, libera=True),
            Colonna("nota", _("Nota"), 50, libera=True),
            Colonna("segnalazioni", _("Che cosa segnala il portale"), 40),
        ),
    )


def _spese() -> Foglio:
    return Foglio(
        _("Spese"),
        S.SPESE,
        (
            Colonna("codice", _("Codice"), 10),
            Colonna("tipo", _("Voce di costo"), 28),
            Colonna("etichetta", _("Descrizione"), 34),
            Colonna("target", _("Preventivo (€)"), 16),
            Colonna("importo_eur", _("Speso nel periodo (€)"), 20, libera=True),
            Colonna("nota", _("Nota"), 50, libera=True),
            Colonna("segnalazioni", _("Che cosa segnala il portale"), 40),
        ),
    )


def _racconto() -> Foglio:
    return Foglio(
        _("Racconto"),
        S.TESTI,
        (
            Colonna("codice", _("Codice"), 16),
            Colonna("etichetta", _("Domanda"), 34),
            Colonna("testo", _("Testo"), 100, libera=True),
        ),
    )


def posti(foglio: Foglio, righe: Iterable[Riga]) -> Iterator[Posto]:
    """The rows of a sheet, from the rows of its section."""
    for riga in righe:
        if foglio.parti:
            yield from _posti_parti(riga)
        else:
            libere = {c.nome for c in foglio.colonne if c.libera}
            yield Posto((riga.chiave,), riga, {c.nome: c for c in riga.campi if c.nome in libere})


def _posti_parti(riga: Riga) -> Iterator[Posto]:
    indicatore = riga.riferimento
    if not isinstance(indicatore, Indicatore):
        return
    per_voce: dict[tuple[str, str], dict[str, Campo]] = {}
    # With one measure the field of a part is a «valore», with two it says which.
    uno = len(campi_valore(indicatore)) == 1
    campi = {campo.nome: campo for campo in riga.campi}
    for nome, (dimensione, voce, misura) in posti_parti(
        indicatore, indicatore.dimensioni.all()
    ).items():
        colonna = "valore" if uno else misura
        per_voce.setdefault((dimensione.nome, voce), {})[colonna] = campi[nome]
    for parte, trovati in per_voce.items():
        yield Posto((riga.chiave, *parte), riga, trovati)
