"""What the page of a project reads: register, results, meetings and documents together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from community.enums import TipoCambiamento, TipoEvento
from community.models import CambiamentoIstituzionale, Evento, Lezione
from fis_portal.core.enums import StatoFile
from fis_portal.core.righe import ElencoJson, RigaCompilata, leggi_json
from outcomes.enums import STATI_APERTI, LivelloEsito, StatoQuadro
from outcomes.models import Esito, Indicatore, QuadroImpatto, Rendicontazione
from outcomes.render.indicatori import IndicatorePagina, indicatore_pagina
from outcomes.selectors.progresso import pubbliche
from outcomes.selectors.quadro import QuadroInBreve
from outcomes.selectors.serie import serie_colonna, serie_da
from progetti.enums import CategoriaDocumento, VisibilitaDocumento
from progetti.models import Documento
from progetti.querysets import ProgettoQuerySet
from progetti.selectors.alleanze import Alleanza, alleanza_da, incroci_colonna
from progetti.selectors.scheda import scheda_colonne, scheda_da
from progetti.selectors.tipi import Scheda

EVENTI_IN_PAGINA = 20
METE = (LivelloEsito.OUTCOME, LivelloEsito.IMPATTO)


@dataclass(frozen=True, slots=True)
class EventoBreve:
    slug: str
    titolo: str
    tipo: str
    data_inizio: date | None
    data_fine: date | None
    precisione: str
    data_testo: str
    luogo: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class DocumentoBreve:
    id: int
    titolo: str
    categoria: str
    data: date | None
    formato: str
    byte: int


@dataclass(frozen=True, slots=True)
class CambiamentoBreve:
    """What changed in the institution, with its act. `documento`: a public one of the project."""

    titolo: str
    tipo: str
    descrizione: str
    data: date | None
    precisione: str
    atto: str
    atto_url: str
    documento: int | None
    progetto: str


@dataclass(frozen=True, slots=True)
class LezioneBreve:
    slug: str
    titolo: str
    tentato: str
    funzionato: str
    deluso: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class PaginaProgetto:
    """A project as its page tells it. `scadenza` is the next day a report is due by."""

    scheda: Scheda
    indicatori: tuple[IndicatorePagina, ...]
    eventi: tuple[EventoBreve, ...]
    documenti: tuple[DocumentoBreve, ...]
    scadenza: date | None
    quadro: QuadroInBreve | None
    alleanza: Alleanza
    cambiamenti: tuple[CambiamentoBreve, ...]
    lezioni: tuple[LezioneBreve, ...]

    @property
    def aggiornato_at(self) -> datetime:
        istanti = [i.aggiornato_at for i in self.indicatori if i.aggiornato_at]
        return max([self.scheda.progetto.updated_at, *istanti])

    @property
    def ha_contestati(self) -> bool:
        return any(indicatore.ha_contestati for indicatore in self.indicatori)


def progetto_pagina(progetti: ProgettoQuerySet, oggi: date) -> PaginaProgetto | None:
    """One query, whatever the number of indicators, values, events and documents."""
    riga = progetti.values_list(RigaCompilata(_colonne), flat=True).first()
    if riga is None:
        return None
    dati = leggi_json(riga)
    scadenze = [date.fromisoformat(testo["scadenza"]) for testo in dati["scadenze"]]
    misure = pubbliche(serie_da(dati["indicatori"], alla=oggi))
    scheda = scheda_da(dati)
    return PaginaProgetto(
        scheda=scheda,
        indicatori=tuple(indicatore_pagina(misura) for misura in misure),
        eventi=tuple(_evento(evento) for evento in dati["eventi"]),
        documenti=tuple(_documento(documento) for documento in dati["documenti"]),
        scadenza=min((giorno for giorno in scadenze if giorno >= oggi), default=None),
        quadro=_quadro(dati["quadri"], len(misure)),
        alleanza=alleanza_da(dati["partner"], dati["incroci"], scheda.fasi),
        cambiamenti=tuple(cambiamento_breve(c) for c in dati["cambiamenti"]),
        lezioni=tuple(LezioneBreve(**lezione) for lezione in dati["lezioni"]),
    )


def _colonne() -> dict[str, Any]:
    indicatori = Indicatore.objects.public().filter(quadro__progetto=OuterRef("pk"))
    aperte = Rendicontazione.objects.filter(progetto=OuterRef("pk"), stato__in=STATI_APERTI)
    return {
        **scheda_colonne(),
        "indicatori": serie_colonna(
            indicatori.order_by("esito__ordine", "esito__codice", "ordine", "codice", "pk")
        ),
        "quadri": _quadri(),
        "scadenze": ElencoJson.di(aperte.order_by("scadenza"), scadenza="scadenza"),
        "eventi": _eventi(),
        "documenti": _documenti(),
        "incroci": incroci_colonna(),
        "cambiamenti": cambiamenti_colonna({"progetto": OuterRef("pk")}),
        "lezioni": _lezioni(),
    }


def _quadri() -> ElencoJson:
    """The versions of the framework, the one in force first, with what it wants to change."""
    mete = Esito.objects.filter(quadro=OuterRef("pk"), livello__in=METE)
    versioni = QuadroImpatto.objects.filter(progetto=OuterRef("pk")).exclude(
        stato=StatoQuadro.BOZZA
    )
    return ElencoJson.di(
        versioni.order_by("stato", "-versione"),
        stato="stato",
        versione="versione",
        dal="in_vigore_dal",
        mete=ElencoJson.di(mete.order_by("ordine", "codice", "pk"), titolo="titolo"),
    )


def _quadro(versioni: Sequence[Mapping[str, Any]], indicatori: int) -> QuadroInBreve | None:
    """As outcomes.selectors.quadro.quadro_in_breve, from the row of the page."""
    attuale = next((q for q in versioni if q["stato"] == StatoQuadro.IN_VIGORE), None)
    if attuale is None:
        return None
    return QuadroInBreve(
        versione=attuale["versione"],
        dal=_giorno(attuale["dal"]),
        versioni=len(versioni),
        esiti=tuple(esito["titolo"] for esito in attuale["mete"]),
        indicatori=indicatori,
    )


def _eventi() -> ElencoJson:
    """Public events of the project, the newest first; invented ones only of invented projects."""
    eventi = (
        Evento.objects.public()
        .non_annullati()
        .filter(progetti=OuterRef("pk"))
        .exclude(is_demo=True, progetti__is_demo=False)
        .order_by(F("data_inizio").desc(nulls_last=True), "pk")
    )
    campi = (
        "slug",
        "titolo",
        "tipo",
        "data_inizio",
        "data_fine",
        "precisione",
        "luogo",
        "is_demo",
    )
    return ElencoJson.di(
        eventi[:EVENTI_IN_PAGINA],
        data_testo=Coalesce("data_testo", Value("")),
        **{nome: nome for nome in campi},
    )


def _lezioni() -> ElencoJson:
    """Its public lessons, the newest first; invented ones only of invented projects."""
    lezioni = (
        Lezione.objects.public()
        .filter(progetto=OuterRef("pk"))
        .exclude(is_demo=True, progetto__is_demo=False)
        .order_by("-created_at", "-pk")
    )
    campi = ("slug", "titolo", "tentato", "funzionato", "deluso", "is_demo")
    return ElencoJson.di(lezioni, **{nome: nome for nome in campi})


def _documenti() -> ElencoJson:
    documenti = Documento.objects.filter(
        progetto=OuterRef("pk"),
        visibilita=VisibilitaDocumento.PUBBLICO,
        file__stato=StatoFile.PULITO,
    ).order_by(F("data").desc(nulls_last=True), "titolo", "pk")
    return ElencoJson.di(
        documenti,
        id="pk",
        titolo="titolo",
        categoria="categoria",
        data="data",
        nome="file__nome_originale",
        byte="file__byte",
    )


def cambiamenti_colonna(di: Mapping[str, Any]) -> ElencoJson:
    """The public institutional changes of a project or Comune, the newest first."""
    cambiamenti = CambiamentoIstituzionale.objects.public().filter(
        Q(progetto__isnull=True) | Q(progetto__is_public=True), **di
    )
    pubblico = Q(
        documento__visibilita=VisibilitaDocumento.PUBBLICO, documento__file__stato=StatoFile.PULITO
    )
    campi = ("titolo", "tipo", "descrizione", "data", "precisione", "atto", "atto_url")
    return ElencoJson.di(
        cambiamenti.order_by("-data", "-pk"),
        documento=Case(When(pubblico, then="documento_id"), default=Value(None)),
        progetto=Coalesce("progetto__slug", Value("")),
        **{nome: nome for nome in campi},
    )


def cambiamento_breve(riga: Mapping[str, Any]) -> CambiamentoBreve:
    tipo, giorno = str(TipoCambiamento(riga["tipo"]).label), _giorno(riga["data"])
    return CambiamentoBreve(**{**riga, "tipo": tipo, "data": giorno})


def _evento(riga: Mapping[str, Any]) -> EventoBreve:
    return EventoBreve(
        **{
            **riga,
            "tipo": str(TipoEvento(riga["tipo"]).label),
            "data_inizio": _giorno(riga["data_inizio"]),
            "data_fine": _giorno(riga["data_fine"]),
        }
    )


def _documento(riga: Mapping[str, Any]) -> DocumentoBreve:
    return DocumentoBreve(
        id=riga["id"],
        titolo=riga["titolo"],
        categoria=str(CategoriaDocumento(riga["categoria"]).label),
        data=_giorno(riga["data"]),
        formato=riga["nome"].rpartition(".")[2].upper()[:5],
        byte=riga["byte"],
    )


def _giorno(testo: str | None) -> date | None:
    return date.fromisoformat(testo) if testo else None
