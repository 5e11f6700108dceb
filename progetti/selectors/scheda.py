"""Everything the page of a project says, in one question to the database."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet
from django.db.models.functions import Cast

from comuni.models import Comune, Provincia, Regione
from fis_portal.core.models import Fonte
from fis_portal.core.righe import ElencoJson, RigaCompilata, RigaJson, leggi_json
from progetti.enums import RuoloPartenariato, StatoFase
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
from progetti.selectors.brevi import ProgettoBreve, breve, breve_colonne
from progetti.selectors.tipi import Fase, Fatto, Partner, Passaggio, Scheda, Vocabolo

_TESTI = ("slug", "titolo", "sintesi", "bisogno", "destinatari", "cup", "nota", "is_demo")
_DATE = ("data_inizio", "data_fine", "data_inizio_prevista", "data_fine_prevista")


def progetto_con_scheda(progetti: ProgettoQuerySet) -> QuerySet:
    """Projects as the rows that `progetto_scheda` reads: no other query for a page."""
    return progetti.values_list(RigaCompilata(scheda_colonne), flat=True)


def progetto_scheda(riga: str) -> Scheda:
    """The page's content from a row of `progetto_con_scheda`."""
    return scheda_da(leggi_json(riga))


def scheda_da(dati: Mapping[str, Any]) -> Scheda:
    """The page's content from the columns of `scheda_colonne`."""
    fasi = fasi_da(dati["fasi"])
    fatti = tuple(
        Fatto(riga["testo"], _giorno(riga["data"]), _fonte(riga["fonte"])) for riga in dati["fatti"]
    )
    partner: dict[RuoloPartenariato, list[Partner]] = {}
    for ruolo in RuoloPartenariato:
        if righe := [riga for riga in dati["partner"] if riga["ruolo"] == ruolo]:
            partner[ruolo] = [_un_partner(riga) for riga in righe]
    return Scheda(
        progetto=_progetto(dati),
        macroaree=tuple(Vocabolo(**riga) for riga in dati["macroaree"]),
        temi=tuple(Vocabolo(**riga) for riga in dati["temi"]),
        fatti=fatti,
        partner=partner,
        fasi=fasi,
        fonti=_tutte_le_fonti(
            [_fonte(riga) for riga in dati["fonti"]],
            [fatto.fonte for fatto in fatti],
            [p.fonte for gruppo in partner.values() for p in gruppo],
            [fase.fonte_importo for fase in fasi],
            [passo.fonte for fase in fasi for passo in fase.passaggi],
        ),
    )


def scheda_colonne() -> dict[str, Any]:
    """What the page of a project needs, as columns of it."""
    return {
        **{nome: nome for nome in ("id", *_TESTI, *_DATE, "updated_at")},
        "comune": RigaJson(
            {
                **{nome: f"comune__{nome}" for nome in ("nome", "slug", "codice_istat", "is_demo")},
                "sigla": "comune__provincia__sigla",
                "regione": "comune__provincia__regione__nome",
            }
        ),
        "macroaree": _del_progetto(
            ProgettoMacroarea.objects.order_by("-is_prevalente", "macroarea__ordine", "pk"),
            nome="macroarea__nome",
            slug="macroarea__slug",
            is_prevalente="is_prevalente",
        ),
        "temi": _del_progetto(
            ProgettoTema.objects.order_by("tema__ordine", "tema__nome_chiave"),
            nome="tema__nome",
            slug="tema__slug",
        ),
        "fatti": _del_progetto(
            FattoProgetto.objects.order_by("ordine", "pk"),
            testo="testo",
            data="data",
            fonte=_fonte_json("fonte__"),
        ),
        "fonti": _del_progetto(
            Progetto.fonti.through.objects.order_by("fonte__titolo"), **_colonne_fonte("fonte__")
        ),
        "partner": _partner(),
        "fasi": fasi_colonna(),
    }


def fasi_colonna() -> ElencoJson:
    """The phases of a project with their steps, as a column of it, for `fasi_da`."""
    passaggi = TransizioneFase.objects.filter(fase=OuterRef("pk")).order_by("data", "pk")
    return _del_progetto(
        FaseProgetto.objects.order_by("intervento__ordine"),
        codice="intervento__codice",
        nome="intervento__nome",
        stato="stato",
        richiesto=Cast("importo_richiesto_eur", CharField()),
        concesso=Cast("importo_concesso_eur", CharField()),
        massimale=Cast("intervento__massimale_eur", CharField()),
        fonte_importo=_fonte_json("fonte_importo__"),
        inizio="data_inizio",
        fine="data_fine",
        passaggi=ElencoJson.di(
            passaggi,
            a="a",
            data="data",
            precisione="precisione",
            motivo="motivo",
            atto="atto",
            fonte=_fonte_json("fonte__"),
        ),
    )


def fasi_da(righe: Iterable[Mapping[str, Any]]) -> tuple[Fase, ...]:
    """The phases of a project from the rows of `fasi_colonna`."""
    return tuple(_fase(riga) for riga in righe)


def progetti_nelle_fasi(
    progetti: ProgettoQuerySet,
) -> list[tuple[ProgettoBreve, tuple[Fase, ...]]]:
    """The cards of some projects, each with its phases: one query."""
    righe = progetti.values_list(RigaCompilata(_breve_con_fasi), flat=True)
    letti = [leggi_json(riga) for riga in righe]
    return [(breve(riga), fasi_da(riga["fasi"])) for riga in letti]


def _breve_con_fasi() -> dict[str, Any]:
    return {**breve_colonne(), "fasi": fasi_colonna()}


def _del_progetto(queryset: QuerySet, **colonne: Any) -> ElencoJson:
    return ElencoJson.di(queryset.filter(progetto=OuterRef("pk")), **colonne)


def _colonne_fonte(prefisso: str) -> dict[str, str]:
    return {nome: f"{prefisso}{nome}" for nome in ("titolo", "url", "url_archivio", "data", "nota")}


def _fonte_json(prefisso: str) -> RigaJson:
    return RigaJson(_colonne_fonte(prefisso))


def _partner() -> ElencoJson:
    return _del_progetto(
        Partenariato.objects.order_by("organizzazione__nome_chiave", "pk"),
        ruolo="ruolo",
        organizzazione="organizzazione_id",
        nome="organizzazione__nome",
        sito="organizzazione__sito",
        tipo="organizzazione__tipo",
        dal="dal",
        al="al",
        impegno="impegno",
        fonte=_fonte_json("fonte__"),
    )


def _progetto(dati: Mapping[str, Any]) -> Progetto:
    comune = dict(dati["comune"])
    sigla, regione = comune.pop("sigla"), comune.pop("regione")
    provincia = Provincia(sigla=sigla, regione=Regione(nome=regione)) if sigla else None
    return Progetto(
        pk=dati["id"],
        comune=Comune(provincia=provincia, **comune),
        updated_at=datetime.fromisoformat(dati["updated_at"]),
        **{nome: dati[nome] for nome in _TESTI},
        **{nome: _giorno(dati[nome]) for nome in _DATE},
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
