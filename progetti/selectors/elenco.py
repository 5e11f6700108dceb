"""How many projects each filter would leave: all of it in one question to the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from progetti.enums import StatoFase
from progetti.models import Progetto
from progetti.querysets import ProgettoQuerySet

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
    """A value of a filter and how many projects it would leave."""

    codice: str
    nome: str
    conteggio: int


@dataclass(frozen=True, slots=True)
class Conteggi:
    """The projects that answer to all the filters, and those each value would leave."""

    totale: int = 0
    aggiornato_il: datetime | None = None
    voci: dict[str, list[Voce]] = field(default_factory=dict)


def progetto_conteggi(base: ProgettoQuerySet, scelte: Mapping[str, Sequence[str]]) -> Conteggi:
    """Counts per value of each filter of `scelte` (name -> chosen codes, maybe none).

    `base` are the projects before those filters. A filter does not narrow its own counts: they
    say what choosing another of its values would give.
    """
    condizioni = _condizioni(scelte)
    righe_base = base.order_by().annotate(**{n: Exists(q) for n, q in condizioni.items()})
    sql_base, parametri = righe_base.values(
        "pk", "comune_id", "updated_at", *condizioni
    ).query.sql_with_params()
    tutte = " AND ".join(f"b.{nome}" for nome in condizioni) or "TRUE"
    rami = [f"SELECT '', '', '', count(*), max(updated_at) FROM base b WHERE {tutte}"]  # noqa: S608
    for nome in _FACCETTE:
        ramo, valori = _ramo(nome, scelte, [c for c in condizioni if c != _condizione(nome)])
        rami.append(ramo)
        parametri = (*parametri, *valori)
    colonne = ", ".join(["id", "comune_id", "updated_at", *condizioni])
    with connection.cursor() as cursore:
        cursore.execute(
            f"WITH base ({colonne}) AS MATERIALIZED ({sql_base}) " + " UNION ALL ".join(rami),
            parametri,
        )
        righe = cursore.fetchall()
    return _conteggi(righe, scelte)


def _condizione(nome: str) -> str:
    # Intervento and stato speak of the same phase, so they are one condition.
    return "in_fase" if nome in ("intervento", "stato") else f"in_{nome}"


def _condizioni(scelte: Mapping[str, Sequence[str]]) -> dict[str, ProgettoQuerySet]:
    """For each filter in use, whether the project of the outer query answers to it."""
    questo = Progetto.objects.order_by().filter(pk=OuterRef("pk"))
    interventi, stati = scelte.get("intervento", ()), scelte.get("stato", ())
    possibili = {
        "in_macroarea": scelte.get("macroarea") and questo.in_macroaree(scelte["macroarea"]),
        "in_tema": scelte.get("tema") and questo.in_temi(scelte["tema"]),
        "in_regione": scelte.get("regione") and questo.in_regioni(scelte["regione"]),
        "in_comune": scelte.get("comune")
        and questo.filter(comune__codice_istat__in=scelte["comune"]),
        "in_fase": (interventi or stati) and questo.in_fase(interventi=interventi, stati=stati),
    }
    return {nome: query for nome, query in possibili.items() if isinstance(query, ProgettoQuerySet)}


def _ramo(
    nome: str, scelte: Mapping[str, Sequence[str]], altre: Sequence[str]
) -> tuple[str, list[Any]]:
    """One SELECT of the union: the values of a filter, counted under the other conditions."""
    dove, valori = [f"b.{condizione}" for condizione in altre], []
    if nome == "intervento" and scelte.get("stato"):
        dove.append("l.stato = ANY(%s)")
        valori.append(list(scelte["stato"]))
    elif nome == "stato" and scelte.get("intervento"):
        dove.append("i.codice = ANY(%s)")
        valori.append(list(scelte["intervento"]))
    elif nome == "stato":
        dove.append(_FASE_CORRENTE)
    f = _FACCETTE[nome]
    # Two chosen Interventi may be in the same state: elsewhere a project has a value once.
    quanti = "count(DISTINCT b.id)" if nome == "stato" else "count(*)"
    ramo = f"""
        SELECT '{nome}', {f.codice}, {f.nome}, sum(k.quanti)::bigint, NULL
        FROM (
            SELECT {f.chiave} AS chiave, {quanti} AS quanti FROM base b {f.legame}
            WHERE {" AND ".join(dove) or "TRUE"} GROUP BY 1
        ) k {f.nomi} GROUP BY 2, 3"""  # noqa: S608 - only the constants above
    if nome == "comune":
        ramo = f"({ramo} ORDER BY 4 DESC, 3 LIMIT {MASSIMO_COMUNI + 1})"
    return ramo, valori


def _conteggi(righe: Sequence[tuple[Any, ...]], scelte: Mapping[str, Sequence[str]]) -> Conteggi:
    totale, aggiornato_il = 0, None
    voci: dict[str, list[Voce]] = {nome: [] for nome in _FACCETTE}
    for filtro, codice, nome, conteggio, quando in righe:
        if not filtro:
            totale, aggiornato_il = conteggio, quando
        else:
            voci[filtro].append(Voce(codice, nome, conteggio))
    for filtro in ("macroarea", "tema", "regione", "comune"):
        voci[filtro].sort(key=lambda voce: (-voce.conteggio, voce.nome))
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
    return Conteggi(totale, aggiornato_il, voci)
