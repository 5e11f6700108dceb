"""Everything the page of a project says, in one question to the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce, JSONObject

from fis_portal.core.models import Fonte
from progetti.enums import RUOLI_OBBLIGATORI, RuoloPartenariato, StatoFase
from progetti.models import (
    FaseProgetto,
    FattoProgetto,
    Partenariato,
    Progetto,
    ProgettoMacroarea,
    ProgettoTema,
    TransizioneFase,
)
from progetti.querysets import ProgettoQuerySet

SIMILI = 3
# Enough to find the nearest ones; ranking all the projects of a common topic would cost more
# than the whole page.
CANDIDATI_SIMILI = 200


@dataclass(frozen=True, slots=True)
class Vocabolo:
    """A macroarea or a tema of a project."""

    nome: str
    slug: str
    is_prevalente: bool = False


@dataclass(frozen=True, slots=True)
class Fatto:
    """What a source tells of a project."""

    testo: str
    data: date | None
    fonte: Fonte | None


@dataclass(frozen=True, slots=True)
class Partner:
    """A body in its role."""

    nome: str
    sito: str
    tipo: str
    dal: date | None
    al: date | None
    impegno: str
    fonte: Fonte | None


@dataclass(frozen=True, slots=True)
class Passaggio:
    """A step of a phase, no more exact than its source."""

    intervento: str
    stato: StatoFase
    data: date | None
    precisione: str
    motivo: str
    atto: str
    fonte: Fonte | None


@dataclass(frozen=True, slots=True)
class Fase:
    """A project in one Intervento."""

    codice: str
    nome: str
    stato: StatoFase
    richiesto: Decimal | None
    concesso: Decimal | None
    massimale: Decimal | None
    fonte_importo: Fonte | None
    inizio: date | None
    fine: date | None
    passaggi: tuple[Passaggio, ...]

    @property
    def ultimo_passaggio(self) -> Passaggio | None:
        return self.passaggi[-1] if self.passaggi else None


@dataclass(frozen=True, slots=True)
class Scheda:
    """A project as its page tells it."""

    progetto: Progetto
    macroaree: tuple[Vocabolo, ...]
    temi: tuple[Vocabolo, ...]
    fatti: tuple[Fatto, ...]
    partner: dict[RuoloPartenariato, list[Partner]]
    fasi: tuple[Fase, ...]
    fonti: tuple[Fonte, ...]

    @property
    def fase_corrente(self) -> Fase | None:
        return self.fasi[-1] if self.fasi else None

    @property
    def passaggi(self) -> list[Passaggio]:
        """The steps of all phases, the oldest first."""
        passi = [passo for fase in self.fasi for passo in fase.passaggi]
        return sorted(passi, key=lambda passo: passo.data or date.max)

    @property
    def ruoli_ignoti(self) -> str:
        """The mandatory roles for which no source names a body, in words."""
        noti = {*self.partner, RuoloPartenariato.PROPONENTE}
        return ", ".join(str(ruolo.label) for ruolo in RUOLI_OBBLIGATORI if ruolo not in noti)

    @property
    def proponente_implicito(self) -> bool:
        """The Comune of a project proposes it (Avviso 5-4-2019), also where no row says so."""
        return RuoloPartenariato.PROPONENTE not in self.partner

    @property
    def ha_importi(self) -> bool:
        return any(fase.richiesto is not None or fase.concesso is not None for fase in self.fasi)


def progetto_con_scheda(progetti: ProgettoQuerySet) -> ProgettoQuerySet:
    """Add to each project what `progetto_scheda` needs: no other query for it."""
    return (
        progetti.con_territorio()
        .defer("ricerca", "testo_chiave", "nomi", "nomi_chiave", "fatti_testo", "titolo_chiave")
        .annotate(
            s_macroaree=_del_progetto(
                ProgettoMacroarea.objects.order_by("-is_prevalente", "macroarea__ordine", "pk"),
                nome="macroarea__nome",
                slug="macroarea__slug",
                is_prevalente="is_prevalente",
            ),
            s_temi=_del_progetto(
                ProgettoTema.objects.order_by("tema__ordine", "tema__nome_chiave"),
                nome="tema__nome",
                slug="tema__slug",
            ),
            s_fatti=_del_progetto(
                FattoProgetto.objects.order_by("ordine", "pk"),
                testo="testo",
                data="data",
                fonte=_fonte_json("fonte__"),
            ),
            s_fonti=_del_progetto(
                Progetto.fonti.through.objects.order_by("fonte__titolo"), **_colonne("fonte__")
            ),
            s_partner=_partner(),
            s_fasi=_fasi(),
        )
    )


def progetto_scheda(progetto: Progetto) -> Scheda:
    """The page's content from a project read by `progetto_con_scheda`."""
    dati: Any = progetto
    fasi = fasi_di(progetto)
    fatti = tuple(
        Fatto(riga["testo"], _giorno(riga["data"]), _fonte(riga["fonte"])) for riga in dati.s_fatti
    )
    partner: dict[RuoloPartenariato, list[Partner]] = {}
    for ruolo in RuoloPartenariato:
        if righe := [riga for riga in dati.s_partner if riga["ruolo"] == ruolo]:
            partner[ruolo] = [_un_partner(riga) for riga in righe]
    return Scheda(
        progetto=progetto,
        macroaree=tuple(Vocabolo(**riga) for riga in dati.s_macroaree),
        temi=tuple(Vocabolo(**riga) for riga in dati.s_temi),
        fatti=fatti,
        partner=partner,
        fasi=fasi,
        fonti=_tutte_le_fonti(
            [_fonte(riga) for riga in dati.s_fonti],
            [fatto.fonte for fatto in fatti],
            [p.fonte for gruppo in partner.values() for p in gruppo],
            [fase.fonte_importo for fase in fasi],
            [passo.fonte for fase in fasi for passo in fase.passaggi],
        ),
    )


def progetto_simili(scheda: Scheda) -> QuerySet[Progetto]:
    """Other public projects: those that share most topics, or of the same Regione."""
    progetto = scheda.progetto
    altri = (
        Progetto.objects.public()
        .filter(is_demo=progetto.is_demo)
        .exclude(pk=progetto.pk)
        .per_elenco()
    )
    if not scheda.temi:
        provincia = progetto.comune.provincia
        regione = provincia.regione_id if provincia else None
        return altri.filter(comune__provincia__regione=regione).order_by("titolo_chiave", "pk")[
            :SIMILI
        ]
    legami = ProgettoTema.objects.filter(tema__slug__in=[tema.slug for tema in scheda.temi])
    candidati = legami.order_by("pk").values("progetto")[:CANDIDATI_SIMILI]
    comuni = (
        legami.filter(progetto=OuterRef("pk"))
        .order_by()
        .values("progetto")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        altri.filter(pk__in=candidati)
        .annotate(temi_in_comune=Coalesce(Subquery(comuni), 0))
        .order_by("-temi_in_comune", "titolo_chiave", "pk")[:SIMILI]
    )


def con_fasi(progetti: ProgettoQuerySet) -> ProgettoQuerySet:
    """Add to each project its phases, for `fasi_di`."""
    return progetti.annotate(s_fasi=_fasi())


def fasi_di(progetto: Progetto) -> tuple[Fase, ...]:
    """The phases of a project read by `con_fasi`, in the order of the Interventi."""
    dati: Any = progetto
    return tuple(_fase(riga) for riga in dati.s_fasi)


def con_temi() -> Prefetch:
    """The topics of projects, in one more query, for their cards."""
    return Prefetch("in_temi", ProgettoTema.objects.select_related("tema"))


def _del_progetto(queryset: QuerySet, **colonne: Any) -> ArraySubquery:
    righe = queryset.filter(progetto=OuterRef("pk"))
    return ArraySubquery(righe.values(riga=JSONObject(**colonne)))


def _colonne(prefisso: str) -> dict[str, str]:
    return {nome: f"{prefisso}{nome}" for nome in ("titolo", "url", "url_archivio", "data", "nota")}


def _fonte_json(prefisso: str) -> JSONObject:
    return JSONObject(**_colonne(prefisso))


def _partner() -> ArraySubquery:
    return _del_progetto(
        Partenariato.objects.order_by("organizzazione__nome_chiave", "pk"),
        ruolo="ruolo",
        nome="organizzazione__nome",
        sito="organizzazione__sito",
        tipo="organizzazione__tipo",
        dal="dal",
        al="al",
        impegno="impegno",
        fonte=_fonte_json("fonte__"),
    )


def _fasi() -> ArraySubquery:
    passaggi = TransizioneFase.objects.filter(fase=OuterRef("pk")).order_by("data", "pk")
    return _del_progetto(
        FaseProgetto.objects.order_by("intervento__ordine"),
        codice="intervento__codice",
        nome="intervento__nome",
        stato="stato",
        richiesto=Cast("importo_richiesto_eur", TextField()),
        concesso=Cast("importo_concesso_eur", TextField()),
        massimale=Cast("intervento__massimale_eur", TextField()),
        fonte_importo=_fonte_json("fonte_importo__"),
        inizio="data_inizio",
        fine="data_fine",
        passaggi=ArraySubquery(
            passaggi.values(
                riga=JSONObject(
                    a="a",
                    data="data",
                    precisione="precisione",
                    motivo="motivo",
                    atto="atto",
                    fonte=_fonte_json("fonte__"),
                )
            )
        ),
    )


def _fase(riga: Mapping[str, Any]) -> Fase:
    return Fase(
        codice=riga["codice"],
        nome=riga["nome"],
        stato=StatoFase(riga["stato"]),
        richiesto=_importo(riga["richiesto"]),
        concesso=_importo(riga["concesso"]),
        massimale=_importo(riga["massimale"]),
        fonte_importo=_fonte(riga["fonte_importo"]),
        inizio=_giorno(riga["inizio"]),
        fine=_giorno(riga["fine"]),
        passaggi=tuple(
            Passaggio(
                intervento=riga["codice"],
                stato=StatoFase(passo["a"]),
                data=_giorno(passo["data"]),
                precisione=passo["precisione"],
                motivo=passo["motivo"],
                atto=passo["atto"],
                fonte=_fonte(passo["fonte"]),
            )
            for passo in riga["passaggi"]
        ),
    )


def _un_partner(riga: Mapping[str, Any]) -> Partner:
    return Partner(
        nome=riga["nome"],
        sito=riga["sito"],
        tipo=riga["tipo"],
        dal=_giorno(riga["dal"]),
        al=_giorno(riga["al"]),
        impegno=riga["impegno"],
        fonte=_fonte(riga["fonte"]),
    )


def _fonte(riga: Mapping[str, Any]) -> Fonte | None:
    return Fonte(**{**riga, "data": _giorno(riga["data"])}) if riga["titolo"] else None


def _giorno(testo: str | None) -> date | None:
    return date.fromisoformat(testo) if testo else None


def _importo(testo: str | None) -> Decimal | None:
    return None if testo is None else Decimal(testo)


def _tutte_le_fonti(*gruppi: Iterable[Fonte | None]) -> tuple[Fonte, ...]:
    """Each source once, in the order of its first use."""
    fonti = {(f.titolo, f.url): f for gruppo in gruppi for f in gruppo if f is not None}
    return tuple(fonti.values())
