"""The values of indicators, period by period, in one question to the database.

Only what people answer for is read: sent reports (declared), accepted ones, validated or contested
values. Drafts and returned reports say nothing yet. Each row counts from the day it was decided.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from comuni.models import Comune
from fis_portal.core.giorni import fine_del
from fis_portal.core.righe import ElencoJson, RigaCompilata, RigaJson, leggi_json
from outcomes.enums import (
    STATI_ACCETTATI,
    Attendibilita,
    StatoQuadro,
    StatoRendicontazione,
    StatoValore,
    TipoIndicatore,
    Verifica,
)
from outcomes.models import (
    Dimensione,
    Indicatore,
    Invio,
    ParteRilevazione,
    PassaggioRendicontazione,
    Rilevazione,
    TargetPeriodo,
)
from outcomes.selectors.tipi import NIENTE, Parte, Periodo, Punto, Quantita, Serie
from progetti.models import Progetto

_TESTI = (
    "codice", "nome", "definizione", "tipo", "unita", "direzione", "cumulo", "base_stato",
    "base_motivo", "target_motivo", "fonte_dati", "metodo", "frequenza", "chi_misura",
    "chi_verifica", "evidenza_richiesta", "is_public", "riservatezza", "sdg", "bes",
)  # fmt: skip
_NUMERI = ("minimo", "massimo", "base_valore", "target_finale")
_PERIODO = ("codice", "nome", "dal", "al")
CENTO = Decimal(100)
BLOCCO = 200


def serie_degli_indicatori(
    indicatori: QuerySet[Indicatore], *, alla: date | None = None
) -> list[Serie]:
    """The series of some indicators, as decided by a day (today): one query for any number."""
    righe = indicatori.values_list(RigaCompilata(_colonne), flat=True)
    return serie_da([leggi_json(riga) for riga in righe], alla=alla)


def serie_scorri(indicatori: QuerySet[Indicatore], *, alla: date | None = None) -> Iterator[Serie]:
    """The same one after the other, for who only has to pass over them: never all in memory."""
    giorno = alla or timezone.localdate()
    righe = indicatori.values_list(RigaCompilata(_colonne), flat=True)
    for riga in righe.iterator(chunk_size=BLOCCO):
        yield _serie(leggi_json(riga), giorno)


def serie_per_giorno(
    indicatori: QuerySet[Indicatore],
) -> Iterator[tuple[date, date | None, Serie]]:
    """Of each indicator its series on every day, as long as its framework is in force: from a day
    to the one before another (None: still) it is the same. One query for any number."""
    righe = (
        indicatori.exclude(quadro__stato=StatoQuadro.BOZZA)
        .filter(quadro__in_vigore_dal__isnull=False)
        .values_list("quadro__in_vigore_dal", "quadro__in_vigore_al", RigaCompilata(_colonne))
    )
    for dal, al, riga in righe.iterator(chunk_size=BLOCCO):
        dati = leggi_json(riga)
        fine = al + timedelta(days=1) if al else None
        cambia = {dal, *_giorni(dati)}
        giorni = sorted(g for g in cambia if dal <= g and (fine is None or g < fine))
        vuota = _senza_punti(dati)
        for giorno, seguente in zip(giorni, [*giorni[1:], fine], strict=True):
            yield giorno, seguente, replace(vuota, punti=_punti_alla(dati, giorno))


def _giorni(dati: Mapping[str, Any]) -> set[date]:
    """The days on which somebody vouched for a value."""
    istanti = (
        _istante(punto[nome])
        for punto in dati["punti"]
        for nome in ("inviata_at", "accettata_at", "verificata_at")
    )
    return {timezone.localdate(istante) for istante in istanti if istante}


def serie_colonna(indicatori: QuerySet[Indicatore]) -> ElencoJson:
    """The series of some indicators (by OuterRef) as a column, for `serie_da`."""
    return ElencoJson.di(indicatori, **_colonne())


def serie_da(righe: Iterable[Mapping[str, Any]], *, alla: date | None = None) -> list[Serie]:
    """The series from the rows of `serie_colonna`."""
    giorno = alla or timezone.localdate()
    return [_serie(riga, giorno) for riga in righe]


def _colonne() -> dict[str, Any]:
    return {
        **{nome: nome for nome in ("id", "serie", "esito_id", "quadro_id", *_TESTI)},
        **{nome: Cast(nome, CharField()) for nome in _NUMERI},
        "base_data": "base_data",
        "updated_at": "updated_at",
        "esito": RigaJson({"codice": "esito__codice", "titolo": "esito__titolo"}),
        "versione": "quadro__versione",
        "progetto": RigaJson(
            {
                **{n: f"quadro__progetto__{n}" for n in ("id", "slug", "titolo", "is_demo")},
                "comune": "quadro__progetto__comune__nome",
                "codice_istat": "quadro__progetto__comune__codice_istat",
                "comune_demo": "quadro__progetto__comune__is_demo",
            }
        ),
        "dimensioni": ElencoJson.di(
            Dimensione.objects.filter(indicatore=OuterRef("pk")).order_by("ordine", "pk"),
            nome="nome",
            voci="voci",
        ),
        "target": ElencoJson.di(
            TargetPeriodo.objects.filter(indicatore=OuterRef("pk")).order_by("periodo__al", "pk"),
            periodo=_periodo_json("periodo__"),
            valore=Cast("valore", CharField()),
        ),
        "punti": _punti(),
    }


def _punti() -> ElencoJson:
    """The values of every version of the framework of the same project."""
    righe = Rilevazione.objects.filter(
        indicatore__serie=OuterRef("serie"),
        rendicontazione__progetto=OuterRef("quadro__progetto"),
        rendicontazione__stato__in=[StatoRendicontazione.INVIATA, *STATI_ACCETTATI],
    ).order_by("rendicontazione__periodo__al", "rendicontazione__periodo__dal", "pk")
    accettazioni = PassaggioRendicontazione.objects.filter(
        rendicontazione=OuterRef("rendicontazione"), a=StatoRendicontazione.ACCETTATA
    ).order_by()
    invii = Invio.objects.filter(rendicontazione=OuterRef("rendicontazione"))
    prima = accettazioni.values("rendicontazione").annotate(n=Min("created_at")).values("n")
    return ElencoJson.di(
        righe,
        id="pk",
        periodo=_periodo_json("rendicontazione__periodo__"),
        stato="stato_valore",
        quantita=_quantita_json(),
        motivo="motivo",
        rendicontazione="rendicontazione__stato",
        inviata_at=Subquery(invii.order_by("-revisione").values("inviata_il")[:1]),
        accettata_at="rendicontazione__accettata_il",
        pubblico_dal=Coalesce(Subquery(prima), "rendicontazione__accettata_il"),
        verifica="verifica",
        verificata_at="verificata_il",
        metodo_verifica="verifica_metodo",
        nota_verifica="verifica_nota",
        parti=ElencoJson.di(
            ParteRilevazione.objects.filter(rilevazione=OuterRef("pk")).order_by(
                "dimensione__ordine", "dimensione", "pk"
            ),
            dimensione="dimensione__nome",
            voce="voce",
            quantita=_quantita_json(),
        ),
    )


def _periodo_json(prefisso: str) -> RigaJson:
    return RigaJson({nome: prefisso + nome for nome in _PERIODO})


def _quantita_json() -> RigaJson:
    """As text: a JSON number would be read as a float."""
    return RigaJson(
        {nome: Cast(nome, CharField()) for nome in ("valore", "numeratore", "denominatore")}
    )


# --- From the row to the series -------------------------------------------------------------------
def _serie(dati: Mapping[str, Any], alla: date) -> Serie:
    return replace(_senza_punti(dati), punti=_punti_alla(dati, alla))


def _senza_punti(dati: Mapping[str, Any]) -> Serie:
    indicatore = Indicatore(
        pk=dati["id"],
        serie=dati["serie"],
        esito_id=dati["esito_id"],
        quadro_id=dati["quadro_id"],
        base_data=_giorno(dati["base_data"]),
        updated_at=datetime.fromisoformat(dati["updated_at"]),
        **{nome: dati[nome] for nome in _TESTI},
        **{nome: _numero(dati[nome]) for nome in _NUMERI},
    )
    return Serie(
        indicatore=indicatore,
        progetto=_progetto(dati["progetto"]),
        esito="{codice} {titolo}".format_map(dati["esito"]),
        versione=dati["versione"],
        dimensioni=tuple((d["nome"], tuple(d["voci"])) for d in dati["dimensioni"]),
        target=tuple((_periodo(t["periodo"]), Decimal(t["valore"])) for t in dati["target"]),
        base=Quantita(valore=indicatore.base_valore),
    )


def _punti_alla(dati: Mapping[str, Any], alla: date) -> tuple[Punto, ...]:
    fine = fine_del(alla)
    punti = (_punto(riga, dati["tipo"], fine) for riga in dati["punti"])
    return tuple(punto for punto in punti if punto)


def _progetto(riga: Mapping[str, Any]) -> Progetto:
    comune = Comune(
        nome=riga["comune"], codice_istat=riga["codice_istat"], is_demo=riga["comune_demo"]
    )
    return Progetto(
        pk=riga["id"],
        slug=riga["slug"],
        titolo=riga["titolo"],
        is_demo=riga["is_demo"],
        comune=comune,
    )


def _punto(riga: Mapping[str, Any], tipo: str, fine: datetime) -> Punto | None:
    """None where nobody had yet declared it before that instant."""
    vale = _attendibilita(riga, fine)
    if vale is None:
        return None
    attendibilita, aggiornato_at = vale
    verificato = attendibilita in (Attendibilita.VALIDATO, Attendibilita.CONTESTATO)
    parti = (
        Parte(p["dimensione"], p["voce"], quantita(p["quantita"], tipo)) for p in riga["parti"]
    )
    return Punto(
        id=riga["id"],
        periodo=_periodo(riga["periodo"]),
        stato=StatoValore(riga["stato"]) if riga["stato"] else None,
        quantita=quantita(riga["quantita"], tipo),
        # Left over beside a value it says nothing, and nobody was told that it would be published.
        motivo="" if riga["stato"] == StatoValore.MISURATO else riga["motivo"],
        attendibilita=attendibilita,
        aggiornato_at=aggiornato_at,
        pubblico_dal=_istante(riga["pubblico_dal"]),
        metodo_verifica=riga["metodo_verifica"] if verificato else "",
        nota_verifica=riga["nota_verifica"] if verificato else "",
        parti=tuple(parti),
    )


def _attendibilita(
    riga: Mapping[str, Any], fine: datetime
) -> tuple[Attendibilita, datetime | None] | None:
    """Who vouched for the value before that instant, and since when."""
    verificata, accettata, inviata = (
        _istante(riga[nome]) for nome in ("verificata_at", "accettata_at", "inviata_at")
    )
    if riga["rendicontazione"] in STATI_ACCETTATI and _prima(accettata, fine):
        if riga["verifica"] == Verifica.DA_VERIFICARE or not _prima(verificata, fine):
            return Attendibilita.ACCETTATO, accettata
        if riga["verifica"] == Verifica.CONTESTATA:
            return Attendibilita.CONTESTATO, verificata
        return Attendibilita.VALIDATO, verificata
    if _prima(inviata, fine):
        return Attendibilita.DICHIARATO, inviata
    return None


def _prima(istante: datetime | None, fine: datetime) -> bool:
    return istante is not None and istante < fine


def quantita(dati: Mapping[str, str | None], tipo: str) -> Quantita:
    """The quantity of a row. Percentages are their numerator over their denominator, nothing else.

    A zero denominator leaves the value empty: it is not computable, and never 0 %.
    """
    valore, numeratore, denominatore = (
        _numero(dati[nome]) for nome in ("valore", "numeratore", "denominatore")
    )
    if tipo != TipoIndicatore.PERCENTUALE:
        return Quantita(valore=valore)
    return percentuale(numeratore, denominatore)


def percentuale(numeratore: Decimal | None, denominatore: Decimal | None) -> Quantita:
    if numeratore is None or denominatore is None:
        return NIENTE
    valore = numeratore * CENTO / denominatore if denominatore else None
    return Quantita(valore=valore, numeratore=numeratore, denominatore=denominatore)


def somma(quantita: Iterable[Quantita], tipo: str) -> Quantita:
    """Quantities of several periods (or projects) added up: percentages by their two terms."""
    righe = list(quantita)
    if tipo == TipoIndicatore.PERCENTUALE:
        complete = [q for q in righe if q.numeratore is not None and q.denominatore is not None]
        if not complete:
            return NIENTE
        return percentuale(
            sum((q.numeratore or Decimal(0) for q in complete), Decimal(0)),
            sum((q.denominatore or Decimal(0) for q in complete), Decimal(0)),
        )
    valori = [q.valore for q in righe if q.valore is not None]
    return Quantita(valore=sum(valori, Decimal(0))) if valori else NIENTE


def _periodo(riga: Mapping[str, str]) -> Periodo:
    dal, al = date.fromisoformat(riga["dal"]), date.fromisoformat(riga["al"])
    return Periodo(riga["codice"], riga["nome"], dal, al)


def _numero(testo: str | None) -> Decimal | None:
    return None if testo is None else Decimal(testo)


def _giorno(testo: str | None) -> date | None:
    return date.fromisoformat(testo) if testo else None


def _istante(testo: str | None) -> datetime | None:
    return datetime.fromisoformat(testo) if testo else None
