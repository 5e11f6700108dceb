"""An indicator as its readers see it: sentence, bullet chart, and the table with everything."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from fis_portal.core.charts import Bersaglio, Grafico, Livello
from outcomes.enums import Attendibilita
from outcomes.models import Indicatore
from outcomes.render.parole import (
    base_scritta,
    frase,
    progresso_scritto,
    punto_scritto,
    quantita_scritta,
    spiega_riservatezza,
    target_scritto,
    valore_scritto,
)
from outcomes.selectors.tipi import Misura, Parte, Punto, Valore


@dataclass(frozen=True, slots=True)
class RigaPeriodo:
    """A line of the table: what one report said."""

    periodo: str
    valore: str
    attendibilita: Attendibilita
    nota: str
    parti: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class IndicatorePagina:
    """Everything the page says of one indicator."""

    indicatore: Indicatore
    esito: str
    frase: str
    grafico: Grafico | None
    sintesi: tuple[tuple[str, str], ...]
    righe: tuple[RigaPeriodo, ...]
    aggiornato_at: datetime | None
    soppressi: str
    ha_contestati: bool


def indicatore_pagina(misura: Misura) -> IndicatorePagina:
    righe = tuple(_riga(punto, misura.indicatore) for punto in reversed(misura.serie.punti))
    return IndicatorePagina(
        indicatore=misura.indicatore,
        esito=misura.serie.esito,
        frase=frase(misura),
        grafico=bersaglio(misura),
        sintesi=tuple(_sintesi(misura)),
        righe=righe,
        aggiornato_at=misura.aggiornato_at,
        soppressi=spiega_riservatezza(misura.indicatore) if _ha_soppressi(misura) else "",
        ha_contestati=bool(misura.contestati),
    )


def bersaglio(misura: Misura) -> Grafico | None:
    """The bullet chart, where there is a way from a baseline to a target and a value on it."""
    livelli = []
    validato, attuale = misura.validato, misura.attuale
    if misura.progresso_validato.quota is not None:
        livelli.append(_livello(_("Validato"), misura, validato, certo=True))
    if misura.progresso.quota is not None and attuale.attendibilita != Attendibilita.VALIDATO:
        livelli.append(_livello(_("Accettato"), misura, attuale, certo=False))
    if not livelli:
        return None
    indicatore = misura.indicatore
    return Bersaglio(
        id=f"indicatore-{indicatore.pk}",
        titolo=indicatore.nome,
        descrizione=frase(misura),
        livelli=livelli,
        partenza=_("partenza: %s") % _partenza(misura),
        atteso=_("atteso: %s") % target_scritto(misura),
    ).render()


def _partenza(misura: Misura) -> str:
    # A baseline that is not applicable is drawn from the zero that progress is computed from.
    return base_scritta(misura) if misura.serie.base.valore is not None else "0"


def _livello(nome: str, misura: Misura, valore: Valore, *, certo: bool) -> Livello:
    progresso = misura.progresso_validato if certo else misura.progresso
    assert progresso.quota is not None  # noqa: S101
    quantita = quantita_scritta(valore.quantita, misura.indicatore)
    return Livello(
        etichetta=nome,
        scritto=f"{quantita}, {progresso_scritto(progresso)}",
        quota=progresso.quota,
        certo=certo,
    )


def _sintesi(misura: Misura) -> Iterable[tuple[str, str]]:
    """The table beside the chart: what it is measured from, what for, and who says so."""
    indicatore = misura.indicatore
    partenza = base_scritta(misura)
    if indicatore.base_motivo:
        partenza += f" ({indicatore.base_motivo})"
    yield _("Valore di partenza"), partenza
    yield _("Valore atteso alla fine"), target_scritto(misura)
    yield _("Validato dal valutatore"), valore_scritto(misura.validato, indicatore)
    yield _("Accettato dal programma"), valore_scritto(misura.attuale, indicatore)
    quota = progresso_scritto(misura.progresso)
    if misura.progresso.percento is None:
        quota += f": {misura.progresso.motivo}"
    yield _("Strada percorsa"), quota


def _riga(punto: Punto, indicatore: Indicatore) -> RigaPeriodo:
    return RigaPeriodo(
        periodo=punto.periodo.nome,
        valore=punto_scritto(punto, indicatore),
        attendibilita=punto.attendibilita,
        nota=punto.motivo,
        parti=tuple((_nome(p), quantita_scritta(p.quantita, indicatore)) for p in punto.parti),
    )


def _nome(parte: Parte) -> str:
    return f"{parte.dimensione}: {parte.voce}"


def _ha_soppressi(misura: Misura) -> bool:
    return misura.serie.base.soppressa or any(
        quantita.soppressa
        for punto in misura.serie.punti
        for quantita in (punto.quantita, *(parte.quantita for parte in punto.parti))
    )
