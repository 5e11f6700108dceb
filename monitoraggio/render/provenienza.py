"""What the page of a figure says of its past and of what stands behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fis_portal.core.charts import Grafico, Linea
from fis_portal.core.charts import Voce as VoceGrafico
from fis_portal.core.quote import data_it, quota_it
from monitoraggio.enums import TipoReport
from monitoraggio.provenienza import Esito, Punto, Riconciliazione
from monitoraggio.registro import Correzione, Figura, Voce
from monitoraggio.registro.comunita import SOMMA, TUTTE
from monitoraggio.render.pagina import LARGHEZZA
from monitoraggio.render.testi import (
    EURO,
    assenza,
    confronto_it,
    numero_o_euro,
    quota_di,
    valore_it,
)

ESITI = {
    Esito.COINCIDE: gettext_lazy("coincide"),
    Esito.DIFFERISCE: gettext_lazy("differisce"),
    Esito.NON_CALCOLATO: gettext_lazy("il portale non lo calcola"),
}


def voce_principale(figura: Figura) -> Voce | None:
    """The line that sums up the figure; without one, the greatest of those that are known."""
    for codice in (TUTTE, SOMMA):
        voce = figura.voce(codice)
        if voce and voce.valore is not None:
            return voce
    note = [voce for voce in figura.voci if voce.valore is not None]
    return max(note, key=lambda voce: voce.valore or 0, default=None)


# --- The trend ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class RigaAndamento:
    giorno: str
    valore: str
    quota: str


@dataclass(frozen=True, slots=True)
class AndamentoPagina:
    """One line of the figure through time: the drawing, and the same as a table."""

    voce: str
    etichetta: str
    grafico: Grafico | None
    righe: tuple[RigaAndamento, ...]
    ha_quote: bool


def andamento_pagina(
    punti: Sequence[Punto], voce: Voce | None, ogni: TipoReport, *, larghezza: int = LARGHEZZA
) -> AndamentoPagina | None:
    """None where the figure has no line to follow."""
    if voce is None:
        return None
    valori = [(punto, punto.figura.voce(voce.codice)) for punto in punti]
    ultima = punti[-1].figura
    noto = any(v is not None and v.valore is not None for _p, v in valori)
    return AndamentoPagina(
        voce=voce.codice,
        etichetta=capfirst(voce.etichetta),
        grafico=_linea(ultima, voce, valori, ogni, larghezza) if noto else None,
        righe=tuple(_righe(valori)),
        ha_quote=ultima.ha_quote,
    )


def _righe(valori: Sequence[tuple[Punto, Voce | None]]) -> Iterator[RigaAndamento]:
    for punto, voce in reversed(valori):
        dati = _voce_dati(punto.figura, voce)
        yield RigaAndamento(
            giorno=data_it(punto.alla),
            valore=valore_it({"unita": punto.figura.unita}, dati),
            quota=quota_di(dati),
        )


def _voce_dati(figura: Figura, voce: Voce | None) -> dict[str, Any]:
    """A line as report and API have it. A line that is not there yet counts nothing: zero where
    the others are counted, unknown where they are amounts."""
    if voce is not None:
        return {"valore": _testo(voce.valore), "quota": voce.quota, "soppressa": voce.soppressa}
    zero = 0 if figura.unita != EURO and not figura.ha_quote else None
    return {"valore": zero, "quota": None, "soppressa": False}


def _testo(valore: Any) -> int | str | None:
    return valore if valore is None or isinstance(valore, int) else str(valore)


def _linea(
    figura: Figura,
    voce: Voce,
    valori: Sequence[tuple[Punto, Voce | None]],
    ogni: TipoReport,
    larghezza: int,
) -> Grafico:
    primo, ultimo = valori[0][0], valori[-1][0]
    return Linea(
        id=f"andamento-{figura.codice}",
        titolo=_("%(voce)s nel tempo") % {"voce": capfirst(voce.etichetta)},
        descrizione=_("Dal %(primo)s al %(ultimo)s, i valori sono nella tabella.")
        % {"primo": data_it(primo.alla), "ultimo": data_it(ultimo.alla)},
        voci=[
            VoceGrafico(
                etichetta=_breve(punto.alla, ogni, is_ultimo=punto is ultimo),
                valore=None if v is None else v.valore,
                assente=assenza(_voce_dati(punto.figura, v)),
            )
            for punto, v in valori
        ],
        intestazione=_("Alla data"),
        unita=capfirst(figura.unita),
        in_euro=figura.unita == EURO,
        larghezza=larghezza,
    ).render()


def _breve(giorno: date, ogni: TipoReport, *, is_ultimo: bool) -> str:
    if is_ultimo:
        return f"{giorno.day}/{giorno.month}/{giorno:%y}"
    if ogni == TipoReport.ANNUALE:
        return str(giorno.year)
    return _("T%(n)s %(anno)s") % {"n": (giorno.month + 2) // 3, "anno": f"{giorno:%y}"}


# --- Then and now -------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Differenza:
    """A line that says another thing than it said."""

    etichetta: str
    prima: str
    adesso: str


def differenze(prima: Figura, adesso: Figura) -> tuple[Differenza, ...]:
    """The lines that changed between two states of the records, on the same day."""
    voci = {voce.codice: voce for voce in (*prima.voci, *adesso.voci)}
    return tuple(
        Differenza(
            capfirst(voce.etichetta),
            _detto(prima, codice),
            _detto(adesso, codice),
        )
        for codice, voce in voci.items()
        if _cambiata(prima.voce(codice), adesso.voce(codice))
    )


def _cambiata(prima: Voce | None, adesso: Voce | None) -> bool:
    if prima is None or adesso is None:
        unica = prima or adesso
        return unica is not None and bool(unica.valore or unica.soppressa)
    return (prima.valore, prima.quota) != (adesso.valore, adesso.quota)


@dataclass(frozen=True, slots=True)
class CorrezionePagina:
    """What a day said, what it says, since when."""

    giorno: date
    quando: date
    differenze: tuple[Differenza, ...]


def correzione_pagina(corretta: Correzione | None, unita: str) -> CorrezionePagina | None:
    if corretta is None:
        return None
    return CorrezionePagina(
        giorno=timezone.localdate(corretta.conosciuto_al),
        quando=corretta.quando,
        differenze=tuple(
            Differenza(
                capfirst(voce.etichetta),
                numero_o_euro(unita, _testo(voce.allora)),
                numero_o_euro(unita, _testo(voce.ora)),
            )
            for voce in corretta.voci
        ),
    )


def _detto(figura: Figura, codice: str) -> str:
    voce = figura.voce(codice)
    if voce is None:
        return _("non c'era")
    dati = _voce_dati(figura, voce)
    valore = valore_it({"unita": figura.unita}, dati)
    return f"{valore} ({quota_it(voce.quota)})" if voce.quota is not None else valore


# --- Published beside computed ------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class RigaRiconciliazione:
    """A published figure in words."""

    riga: Riconciliazione
    parole: dict[str, str]
    esito: str


def righe_riconciliazione(righe: Sequence[Riconciliazione]) -> tuple[RigaRiconciliazione, ...]:
    return tuple(
        RigaRiconciliazione(riga, confronto_it(riga.confronto.as_dict()), str(ESITI[riga.esito]))
        for riga in righe
    )


COLONNE_RICONCILIAZIONE = (
    "codice",
    "etichetta",
    "pubblicato",
    "unita",
    "is_quota",
    "riferito_al",
    "fonte",
    "fonte_url",
    "fonte_data",
    "figura",
    "voce",
    "calcolato",
    "calcolato_al",
    "differenza",
    "esito",
    "spiegazione",
    "nota",
    "indirizzo",
)


def tabella_riconciliazione(
    righe: Sequence[Riconciliazione], sito: str
) -> Iterator[tuple[Any, ...]]:
    """The cells of each line, in the order of the columns; empty cells are unknown values."""
    for riga in righe:
        c = riga.confronto
        yield (
            c.codice,
            c.etichetta,
            c.pubblicato,
            c.unita,
            _("sì") if c.is_quota else _("no"),
            c.data_riferimento,
            c.fonte.titolo,
            c.fonte.url,
            c.fonte.data,
            c.figura,
            c.voce,
            c.calcolato,
            riga.alla if c.calcolato is not None else None,
            c.differenza,
            riga.esito.value,
            riga.perche,
            c.nota,
            f"{sito}{riga.percorso}" if riga.percorso else "",
        )
