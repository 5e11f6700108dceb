"""How many projects each filter would leave: all of it in one question to the database."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from fis_portal.core.scorrimento import CONTATE
from progetti.enums import StatoFase
from progetti.querysets import ProgettoQuerySet
from progetti.selectors.vocabolari import progetto_vocabolari

Condizione = Callable[[ProgettoQuerySet], ProgettoQuerySet]
Trova = Callable[..., ProgettoQuerySet]

# Beyond this a list of Comuni helps nobody: the Regione comes first.
MASSIMO_COMUNI = 60


@dataclass(frozen=True, slots=True)
class _Faccetta:
    """How the values of a filter hang from a project: counted by key first, named after."""

    chiave: str
    nomi: str
    legame: str = ""
    codice: str = "v.slug"
    nome: str = "v.nome"


_FASI = """JOIN progetti_faseprogetto l ON l.progetto_id = b.id
    JOIN progetti_intervento i ON i.id = l.intervento_id"""
_FACCETTE = {
    "macroarea": _Faccetta(
        legame="JOIN progetti_progettomacroarea l ON l.progetto_id = b.id",
        chiave="l.macroarea_id",
        nomi="JOIN progetti_macroarea v ON v.id = k.chiave",
    ),
    "tema": _Faccetta(
        legame="JOIN progetti_progettotema l ON l.progetto_id = b.id",
        chiave="l.tema_id",
        nomi="JOIN progetti_tema v ON v.id = k.chiave",
    ),
    "regione": _Faccetta(
        chiave="b.comune_id",
        nomi="""JOIN comuni_comune c ON c.id = k.chiave
            JOIN comuni_provincia p ON p.id = c.provincia_id
            JOIN comuni_regione v ON v.id = p.regione_id""",
    ),
    "comune": _Faccetta(
        chiave="b.comune_id",
        nomi="JOIN comuni_comune v ON v.id = k.chiave",
        codice="v.codice_istat",
    ),
    "intervento": _Faccetta(
        legame=_FASI,
        chiave="l.intervento_id",
        nomi="JOIN progetti_intervento v ON v.id = k.chiave",
        codice="v.codice",
    ),
    "stato": _Faccetta(legame=_FASI, chiave="l.stato", nomi="", codice="k.chiave", nome="k.chiave"),
}
_FASE_CORRENTE = """NOT EXISTS (
    SELECT 1 FROM progetti_faseprogetto l2 JOIN progetti_intervento i2 ON i2.id = l2.intervento_id
    WHERE l2.progetto_id = b.id AND i2.ordine > i.ordine)"""


@dataclass(frozen=True, slots=True)
class Voce:
    """A value of a filter and how many projects it would leave; None: too many to be counted."""

    codice: str
    nome: str
    conteggio: int | None


@dataclass(frozen=True, slots=True)
class Conteggi:
    """The projects that answer to all the filters, and those each value would leave.

    `oltre`: they are more than `totale`, which is as far as they were counted.
    """

    totale: int = 0
    aggiornato_il: datetime | None = None
    voci: dict[str, list[Voce]] = field(default_factory=dict)
    oltre: bool = False


def progetto_conteggi(
    base: ProgettoQuerySet,
    scelte: Mapping[str, Sequence[str]],
    trova: Trova = lambda progetti, al_piu: progetti,
) -> Conteggi:
    """Counts per value of each filter of `scelte` (name -> chosen codes, maybe none).

    `base` are the projects before those filters and before the words that `trova` looks for. A
    filter does not narrow its own counts: they say what choosing another of its values would give.
    """
    condizioni = _condizioni(scelte)
    basi, parametri = [], []
    for esclusa in ("", *condizioni):
        sql, suoi = _base(base, [c for nome, c in condizioni.items() if nome != esclusa], trova)
        basi.append(f"base_{esclusa} (id, comune_id, updated_at) AS MATERIALIZED ({sql})")
        parametri += suoi
    rami = [_DI_UNA_BASE.format(esclusa=esclusa) for esclusa in ("", *condizioni)]
    for nome in _FACCETTE:
        ramo, valori = _ramo(nome, scelte, condizioni)
        rami.append(ramo)
        parametri += valori
    with connection.cursor() as cursore:
        cursore.execute(f"WITH {', '.join(basi)} {' UNION ALL '.join(rami)}", parametri)
        righe = cursore.fetchall()
    return _conteggi(righe, scelte)


# How many there are and since when; where they were not all read, since when any is.
_DI_UNA_BASE = f"""
    SELECT '', '{{esclusa}}', '', count(*), CASE WHEN count(*) > {CONTATE} THEN (
        SELECT max(updated_at) FROM progetti_progetto WHERE is_public AND NOT is_demo
    ) ELSE max(updated_at) END FROM base_{{esclusa}}"""  # noqa: S608 - only constants


def _base(
    base: ProgettoQuerySet, condizioni: Sequence[Condizione], trova: Trova
) -> tuple[str, list[Any]]:
    """The projects that answer to some conditions, as far as they are counted."""
    for condizione in condizioni:
        base = condizione(base)
    trovati = trova(base, al_piu=CONTATE + 1).order_by()
    sql, parametri = trovati.values_list("pk", "comune_id", "updated_at")[
        : CONTATE + 1
    ].query.sql_with_params()
    return sql, list(parametri)


def _condizione(nome: str) -> str:
    # Intervento and stato speak of the same phase, so they are one condition.
    return "in_fase" if nome in ("intervento", "stato") else f"in_{nome}"


def _condizioni(scelte: Mapping[str, Sequence[str]]) -> dict[str, Condizione]:
    """What each filter in use asks of a project."""
    interventi, stati = scelte.get("intervento", ()), scelte.get("stato", ())
    possibili: dict[str, tuple[Any, Condizione]] = {
        "in_macroarea": (scelte.get("macroarea"), lambda p: p.in_macroaree(scelte["macroarea"])),
        "in_tema": (scelte.get("tema"), lambda p: p.in_temi(scelte["tema"])),
        "in_regione": (scelte.get("regione"), lambda p: p.in_regioni(scelte["regione"])),
        "in_comune": (
            scelte.get("comune"),
            lambda p: p.filter(comune__codice_istat__in=scelte["comune"]),
        ),
        "in_fase": (
            interventi or stati,
            lambda p: p.in_fase(interventi=interventi, stati=stati),
        ),
    }
    return {nome: condizione for nome, (scelti, condizione) in possibili.items() if scelti}


def _ramo(
    nome: str, scelte: Mapping[str, Sequence[str]], condizioni: Collection[str]
) -> tuple[str, list[Any]]:
    """One SELECT of the union: the values of a filter, counted under the other conditions."""
    base = f"base_{_condizione(nome) if _condizione(nome) in condizioni else ''}"
    dove, valori = "TRUE", []
    if nome == "intervento" and scelte.get("stato"):
        dove = "l.stato = ANY(%s)"
        valori.append(list(scelte["stato"]))
    elif nome == "stato" and scelte.get("intervento"):
        dove = "i.codice = ANY(%s)"
        valori.append(list(scelte["intervento"]))
    elif nome == "stato":
        dove = _FASE_CORRENTE
    f = _FACCETTE[nome]
    # Two chosen Interventi may be in the same state: elsewhere a project has a value once.
    quanti = "count(DISTINCT b.id)" if nome == "stato" else "count(*)"
    ramo = f"""
        SELECT '{nome}', {f.codice}, {f.nome}, sum(k.quanti)::bigint, NULL
        FROM (
            SELECT {f.chiave} AS chiave, {quanti} AS quanti FROM {base} b {f.legame}
            WHERE {dove} GROUP BY 1
        ) k {f.nomi} GROUP BY 2, 3"""  # noqa: S608 - only the constants above
    if nome == "comune":
        ramo = f"({ramo} ORDER BY 4 DESC, 3 LIMIT {MASSIMO_COMUNI + 1})"
    return ramo, valori


def _conteggi(righe: Sequence[tuple[Any, ...]], scelte: Mapping[str, Sequence[str]]) -> Conteggi:
    basi: dict[str, tuple[int, datetime | None]] = {}
    voci: dict[str, list[Voce]] = {nome: [] for nome in _FACCETTE}
    for filtro, codice, nome, conteggio, quando in righe:
        if filtro:
            voci[filtro].append(Voce(codice, nome, conteggio))
        else:
            basi[codice] = (conteggio, quando)
    totale, aggiornato_il = basi[""]
    for filtro in ("macroarea", "tema", "regione", "comune"):
        voci[filtro].sort(key=lambda voce: (-(voce.conteggio or 0), voce.nome))
    if len(voci["comune"]) > MASSIMO_COMUNI:
        voci["comune"] = [v for v in voci["comune"] if v.codice in scelte.get("comune", ())]
    voci["intervento"] = [
        Voce(voce.codice, f"{voce.codice} – {voce.nome}", voce.conteggio)
        for voce in sorted(voci["intervento"], key=lambda voce: voce.codice)
    ]
    contati = {voce.codice: voce.conteggio for voce in voci["stato"]}
    voci["stato"] = [
        Voce(stato.value, str(stato.label), contati[stato.value])
        for stato in StatoFase
        if stato.value in contati
    ]
    troppi = [n for n in voci if basi.get(_condizione(n), basi[""])[0] > CONTATE]
    if troppi:
        voci |= _senza_conteggi(troppi, scelte)
    return Conteggi(min(totale, CONTATE), aggiornato_il, voci, oltre=totale > CONTATE)


def _senza_conteggi(
    nomi: Sequence[str], scelte: Mapping[str, Sequence[str]]
) -> dict[str, list[Voce]]:
    """All the values of some filters: of so many projects it is not said how many have each."""
    vocabolari = progetto_vocabolari(comuni=list(scelte.get("comune", ())))
    return {nome: [Voce(c, n, None) for c, n in vocabolari[nome].items()] for nome in nomi}
