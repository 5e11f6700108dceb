"""Count facts by any of their axes, with one question to the database however many are asked.

Facts are rows with keys (of a project, a Comune, a meeting…) and what is added up. An axis is a
relation from one of these keys to the values of a dimension, none, one or more for each fact. The
parts of a figure, whole and cut, are groups of the same facts: `conta` asks them all together, so
that a cut costs one question and its facts are read once.

Meaning stays in QuerySets (who is public, what is valid on a day); here they are only joined and
grouped, which the ORM cannot do with a subquery.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet, Value

from monitoraggio.registro.base import Ambito
from monitoraggio.registro.dimensioni import IGNOTO

Sql = tuple[str, list[Any]]
Relazione = Callable[[Ambito], QuerySet]
Espressione = Callable[[Ambito], Any]
Somme = Callable[[Sequence[str]], Sql]
Base = Callable[[Ambito], QuerySet | Sql | Somme]


@dataclass(frozen=True, slots=True)
class Asse:
    """What facts are grouped by: rows of `valori_per` joined on a column of theirs.

    Without `relazione` the column itself is code and name.
    """

    colonna: str
    relazione: Relazione | None = None


def valori_per(
    queryset: QuerySet, chiave: Any, codice: Any, nome: Any = None, ordine: Any = None
) -> QuerySet:
    """The rows of an axis: the key of the facts, code, name and place of the value."""
    colonne = {"chiave": chiave, "codice": codice, "nome": nome or codice, "ordine": ordine or 0}
    return queryset.order_by().values(**{f"r_{c}": _come(dato) for c, dato in colonne.items()})


def _come(dato: Any) -> Any:
    if isinstance(dato, int):
        return Value(dato)
    return F(dato) if isinstance(dato, str) else dato


@dataclass(frozen=True, slots=True)
class Misura:
    """What is computed on each group: an SQL aggregate over the columns of the facts, alias `f`.

    `vuota` is what a word says in which nothing falls: None where that is unknown, not zero.
    """

    sql: str
    colonne: tuple[str, ...] = ()
    tipo: Callable[[Any], int | Decimal] = int
    vuota: int | None = 0


CONTA = Misura("count(*)")


@dataclass(frozen=True, slots=True)
class Fatti:
    """Facts of one kind. `base` is one row each; `colonne` are read only where they are needed.

    Facts worked out in Python are SQL already, with all their columns (`f_<colonna>`). `riepilogo`
    gives the same facts already summed, where they are kept by all the axes asked for: SQL that is
    written for the columns that are needed.
    """

    nome: str
    base: Base
    colonne: Mapping[str, Espressione] = field(default_factory=dict)
    assi: Mapping[str, Asse] = field(default_factory=dict)
    misure: Mapping[str, Misura] = field(default_factory=lambda: {"n": CONTA})
    riepilogo: "Callable[[Ambito, Collection[str]], Fatti | None] | None" = None


@dataclass(frozen=True, slots=True)
class Domanda:
    """A group asked for. `parole` (by `valori_per`) are words shown also where nothing falls in
    them; a column `m_<misura>` of theirs is what they say all the same."""

    fatti: Fatti
    assi: tuple[str, ...] = ()
    parole: QuerySet | None = None


@dataclass(frozen=True, slots=True)
class Valore:
    """A value of an axis; `codice` None: the facts that have none."""

    codice: str | None
    nome: str | None
    ordine: int

    @property
    def posto(self) -> tuple[bool, int, str]:
        return self.codice is None, self.ordine, self.nome or ""


@dataclass(frozen=True, slots=True)
class Riga:
    """The facts of one combination of values."""

    valori: tuple[Valore, ...]
    misure: Mapping[str, Any]

    @property
    def n(self) -> int:
        conto: int = self.misure["n"]
        return conto


def conta(ambito: Ambito, domande: Sequence[Domanda]) -> list[list[Riga]]:
    """The rows of each group asked for, in the order of their values: one query for them all."""
    domande = [_riassunta(ambito, domanda) for domanda in domande]
    larghezza = max(len(domanda.assi) for domanda in domande)
    misure = max(len(domanda.fatti.misure) for domanda in domande)
    sql, parametri = _domande(ambito, domande, larghezza, misure)
    with connection.cursor() as cursore:
        cursore.execute(sql, parametri)
        lette = cursore.fetchall()
    righe: list[list[Riga]] = [[] for _domanda in domande]
    for numero, *campi in lette:
        domanda = domande[numero]
        valori = tuple(
            Valore(*campi[3 * posto : 3 * posto + 3]) for posto in range(len(domanda.assi))
        )
        conti = zip(domanda.fatti.misure.items(), campi[3 * larghezza :], strict=False)
        righe[numero].append(
            Riga(valori, {n: None if c is None else m.tipo(c) for (n, m), c in conti})
        )
    return [_in_ordine(gruppo) for gruppo in righe]


def _riassunta(ambito: Ambito, domanda: Domanda) -> Domanda:
    fatti = riassunti(ambito, domanda.fatti, domanda.assi) or domanda.fatti
    return replace(domanda, fatti=fatti)


def riassunti(ambito: Ambito, fatti: Fatti, assi: Sequence[str]) -> Fatti | None:
    """The same facts already summed, where the sums know the answer: never what was known once."""
    if fatti.riepilogo is None or ambito.conosciuto_al is not None:
        return None
    return fatti.riepilogo(ambito, [*assi, *(codice for codice, _valore in ambito.filtri)])


def unite(righe: Sequence[Riga], altre: Sequence[Riga]) -> list[Riga]:
    """Counts of the same groups, of facts that are in the ones or in the others: added up."""
    insieme: dict[tuple[str | None, ...], Riga] = {}
    for riga in (*righe, *altre):
        chiave = tuple(valore.codice for valore in riga.valori)
        prima = insieme.get(chiave)
        conti = {n: m + (prima.misure[n] if prima else 0) for n, m in riga.misure.items()}
        insieme[chiave] = Riga(riga.valori, conti)
    return _in_ordine(list(insieme.values()))


def _in_ordine(righe: list[Riga]) -> list[Riga]:
    """Once each combination: what was counted comes before the words that only stand there."""
    uniche: dict[tuple[str | None, ...], Riga] = {}
    for riga in righe:
        uniche.setdefault(tuple(valore.codice for valore in riga.valori), riga)
    return sorted(uniche.values(), key=lambda riga: tuple(v.posto for v in riga.valori))


# --- The question -----------------------------------------------------------------------------
def _domande(
    ambito: Ambito, domande: Sequence[Domanda], larghezza: int, misure: int
) -> tuple[str, list[Any]]:
    con, parametri = _fatti(ambito, domande)
    scelte: list[str] = []
    for numero, domanda in enumerate(domande):
        sql, suoi = _gruppo(ambito, numero, domanda, larghezza, misure)
        scelte.append(sql)
        parametri += suoi
        if domanda.parole is not None:
            sql, suoi = _parole(numero, domanda, larghezza, misure)
            scelte.append(sql)
            parametri += suoi
    return f"WITH {con} {' UNION ALL '.join(scelte)}", parametri


def _fatti(ambito: Ambito, domande: Sequence[Domanda]) -> Sql:
    """Each kind of facts once, with the columns that some group needs, after the filters."""
    per_nome = {domanda.fatti.nome: domanda.fatti for domanda in domande}
    pezzi, parametri = [], []
    for nome, fatti in per_nome.items():
        assi = {a for domanda in domande if domanda.fatti.nome == nome for a in domanda.assi}
        servono = {fatti.assi[a].colonna for a in assi}
        servono |= {fatti.assi[codice].colonna for codice, _valore in ambito.filtri}
        servono |= {colonna for misura in fatti.misure.values() for colonna in misura.colonne}
        servono = servono or {*list(fatti.colonne)[:1]}
        sql, suoi = _righe(fatti, ambito, sorted(servono))
        filtri, altri = _filtri(ambito, fatti)
        pezzi.append(f"{nome} AS MATERIALIZED (SELECT * FROM ({sql}) f{filtri})")  # noqa: S608
        parametri += [*suoi, *altri]
    return ", ".join(pezzi), parametri


def _righe(fatti: Fatti, ambito: Ambito, servono: Sequence[str]) -> Sql:
    base = fatti.base(ambito)
    if not isinstance(base, QuerySet):
        return base(servono) if callable(base) else base
    colonne = {f"f_{c}": fatti.colonne[c](ambito) for c in servono}
    return _sql(base.order_by().values(**colonne), colonne)


def _filtri(ambito: Ambito, fatti: Fatti) -> Sql:
    condizioni: list[str] = []
    parametri: list[Any] = []
    for codice, valore in ambito.filtri:
        asse = fatti.assi[codice]
        if asse.relazione is None:
            colonna = f"f.f_{asse.colonna}"
            condizioni.append(f"{colonna} IS NULL" if valore == IGNOTO else f"{colonna}::text = %s")
            parametri += [] if valore == IGNOTO else [valore]
            continue
        sql, suoi = _relazione(asse.relazione(ambito))
        esiste = f"EXISTS (SELECT 1 FROM ({sql}) r WHERE r.r_chiave = f.f_{asse.colonna}"  # noqa: S608
        parametri += suoi
        if valore == IGNOTO:
            condizioni.append(f"NOT {esiste})")
        else:
            condizioni.append(f"{esiste} AND r.r_codice::text = %s)")
            parametri.append(valore)
    return (f" WHERE {' AND '.join(condizioni)}" if condizioni else ""), parametri


def _gruppo(
    ambito: Ambito, numero: int, domanda: Domanda, larghezza: int, misure: int
) -> tuple[str, list[Any]]:
    fatti, colonne, unioni = domanda.fatti, [], []
    parametri: list[Any] = []
    for posto, nome in enumerate(domanda.assi):
        asse, alias = fatti.assi[nome], f"a{posto}"
        if asse.relazione is None:
            codice = f"f.f_{asse.colonna}::text"
            colonne += [codice, codice, "0"]
            continue
        sql, suoi = _relazione(asse.relazione(ambito))
        unioni.append(f"LEFT JOIN ({sql}) {alias} ON {alias}.r_chiave = f.f_{asse.colonna}")
        parametri += suoi
        colonne += [
            f"{alias}.r_codice::text",
            f"{alias}.r_nome::text",
            f"coalesce({alias}.r_ordine, 0)",
        ]
    gruppo = ", ".join(str(posto + 2) for posto in range(len(colonne)))
    colonne += ["NULL::text", "NULL::text", "0"] * (larghezza - len(domanda.assi))
    colonne += [f"({misura.sql})::numeric" for misura in fatti.misure.values()]
    colonne += ["NULL::numeric"] * (misure - len(fatti.misure))
    per = f" GROUP BY {gruppo}" if gruppo else ""
    sql = f"SELECT {numero}, {', '.join(colonne)} FROM {fatti.nome} f {' '.join(unioni)}{per}"  # noqa: S608
    return sql, parametri


def _parole(numero: int, domanda: Domanda, larghezza: int, misure: int) -> Sql:
    parole = domanda.parole
    assert parole is not None  # noqa: S101
    sql, parametri = _relazione(parole)
    dette = parole.query.annotation_select
    colonne = ["p.r_codice::text", "p.r_nome::text", "p.r_ordine"]
    colonne += ["NULL::text", "NULL::text", "0"] * (larghezza - 1)
    for nome, misura in domanda.fatti.misure.items():
        detta = f"p.m_{nome}" if f"m_{nome}" in dette else "NULL"
        colonne.append(f"{detta if misura.vuota is None else misura.vuota}::numeric")
    colonne += ["NULL::numeric"] * (misure - len(domanda.fatti.misure))
    return f"SELECT {numero}, {', '.join(colonne)} FROM ({sql}) p", parametri  # noqa: S608


def _relazione(queryset: QuerySet) -> Sql:
    return _sql(queryset, ("r_chiave", "r_codice", "r_nome", "r_ordine"))


def _sql(queryset: QuerySet, colonne: Any) -> Sql:
    try:
        sql, parametri = queryset.query.sql_with_params()
    except EmptyResultSet:
        vuote = ", ".join(f"NULL AS {colonna}" for colonna in colonne)
        return f"SELECT {vuote} WHERE false", []
    return sql, list(parametri)
