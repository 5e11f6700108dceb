"""Rows that PostgreSQL writes as they leave: CSV and JSON made by COPY, from the same declarations.

A table whose columns are all paths, or the few forms of `tipi` that SQL can say too, never becomes
Python values: its bytes are those the slow way makes (a test compares them), many times faster.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import F, Model, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from fis_portal.core.api.righe import BASE, Elenco, RigaSerializer
from monitoraggio.aperti.massa.lettura import Tratto
from monitoraggio.aperti.sorgenti import DelDatabase
from monitoraggio.aperti.tabelle import TABELLE
from monitoraggio.aperti.tipi import Colonna, Dentro, NomiDi, Tabella, Tipo, UnoDi, una

# JSON holds neither of these characters: with them COPY writes its text as it is.
COPIE = {
    "csv": "FORMAT csv",
    "ndjson": "FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02'",
}
A_CAPO = re.compile(rb'"(?:[^"]|"")*"|\n')
# As valori: what no XML holds, and the line ends; then what a spreadsheet would run.
SPORCO = r"E'[\x01-\x08\x0B\x0C\x0D\x0E-\x1F\uFFFE\uFFFF]'"
PULISCI = (
    r"NULLIF(regexp_replace(regexp_replace({c}::text, E'\r\n?', E'\n', 'g'), "
    + SPORCO
    + r", '', 'g'), '')"
)
FORMULA = r"E'^''*[=+\\-@\t\n＝＋－＠]'"
ISTANTE = "to_char({c} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
SEGNO_DA, SEGNO_FINO = "\x02da", "\x02fino"
NUMERO_DA, NUMERO_FINO = -(2**62), -(2**62) + 1


class NonCompilabile(Exception):
    """A column says its value in Python alone."""


class Nomi(Subquery):
    """The values of a query of one column, in its order, in one text."""

    template = "(SELECT string_agg(_e.v, '; ') FROM (%(subquery)s) _e)"
    output_field = TextField()


Sql = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Copia:
    """How PostgreSQL writes a table."""

    tabella: Tabella

    def tratto(self, tratto: Tratto, formato: str) -> tuple[bytes, int]:
        """The rows of a stretch as they leave, and how many they are."""
        sql, parametri = _compilata(
            self.tabella.codice, formato, tratto.da is not None, tratto.compresa,
            tratto.fino is not None,
        )  # fmt: skip
        veri: dict[Any, Any] = {SEGNO_DA: tratto.da, SEGNO_FINO: tratto.fino}
        veri |= {NUMERO_DA: tratto.da, NUMERO_FINO: tratto.fino}
        valori = [_valore(p, veri) for p in parametri]
        uscita = io.BytesIO()
        with connections[DEFAULT_DB_ALIAS].cursor() as cursore:
            domanda = cursore.mogrify(sql, valori).decode()
            cursore.copy_expert(f"COPY ({domanda}) TO STDOUT ({COPIE[formato]})", uscita)
            righe: int = cursore.rowcount
        testo = uscita.getvalue()
        return (testo if formato == "ndjson" else _a_capo(testo, righe)), righe


def _valore(parametro: Any, veri: Mapping[Any, Any]) -> Any:
    """What a parameter stands for: a bound of the stretch, an address of this portal."""
    if isinstance(parametro, str) and parametro.startswith(BASE):
        return parametro.replace(BASE, settings.SITE_URL, 1)
    return veri.get(parametro, parametro) if isinstance(parametro, str | int) else parametro


@cache
def copia_di(tabella: str) -> Copia | None:
    """None for a table that needs Python."""
    scelta = TABELLE[tabella]
    leggi = scelta.sorgente.righe
    if not isinstance(leggi, DelDatabase) or leggi.poi is not list:
        return None
    try:
        _compilata(tabella, "csv", True, False, True)
    except NonCompilabile:
        return None
    return Copia(scelta)


def _a_capo(testo: bytes, righe: int) -> bytes:
    """Lines end with CRLF, as RFC 4180 has it; the line ends inside cells stay."""
    if testo.count(b"\n") == righe:
        return testo.replace(b"\n", b"\r\n")
    return A_CAPO.sub(lambda t: b"\r\n" if t[0] == b"\n" else t[0], testo)


@cache
def _compilata(codice: str, formato: str, da: bool, compresa: bool, fino: bool) -> Sql:
    """The query of a stretch, its bounds to be filled in."""
    tabella = TABELLE[codice]
    leggi = tabella.sorgente.righe
    assert isinstance(leggi, DelDatabase)  # noqa: S101
    segni = (NUMERO_DA, NUMERO_FINO) if leggi.is_numero else (SEGNO_DA, SEGNO_FINO)
    tratto = Tratto(segni[0] if da else None, compresa, segni[1] if fino else None)
    grezze, parametri = _grezze(tabella, leggi, tratto.righe(leggi))
    scrivi = _scritta_json if formato == "ndjson" else _scritta_csv
    celle = ", ".join(
        f'{scrivi(colonna, f"g.c{n}")} AS "{colonna.nome}"'
        for n, colonna in enumerate(tabella.colonne)
    )
    sql = f"SELECT {celle} FROM ({grezze}) g ORDER BY g.k_ordine"  # noqa: S608
    if formato == "ndjson":
        sql = f"SELECT row_to_json(j) FROM ({sql}) j"  # noqa: S608
    return sql, parametri


# --- Raw values: c0, c1, … and `k_ordine` ---------------------------------------------------------
Espressione = Callable[[str], Any]


def _grezze(tabella: Tabella, leggi: DelDatabase, righe: QuerySet) -> Sql:
    voci = tabella.voci
    if not isinstance(voci, Dentro):
        if voci is not una:
            raise NonCompilabile(tabella.codice)
        celle = {
            f"c{n}": _espressione(leggi.come, colonna, "")
            for n, colonna in enumerate(tabella.colonne)
        }
        sql, parametri = righe.values(**celle, k_ordine=F(leggi.chiave)).query.sql_with_params()
        return sql, tuple(parametri)
    return _grezze_dentro(tabella, leggi, righe, voci)


def _grezze_dentro(tabella: Tabella, leggi: DelDatabase, righe: QuerySet, voci: Dentro) -> Sql:
    """Rows that hang from others: each level a LATERAL query on the one above, by its name."""
    livelli = list(_livelli(righe.model, leggi.come, voci))
    radice = righe.model._meta.db_table
    chieste: dict[str, Any] = {
        f"p{n}": _da_percorso(leggi.come, percorso, "")
        for n, (_nome, percorso) in enumerate(voci.genitore)
    }
    sql, parametri = righe.values("id", **chieste, k_ordine=F(leggi.chiave)).query.sql_with_params()
    parti, tutti = [f'({sql}) "{radice}"'], list(parametri)
    dove = {nome: f'"{radice}".p{n}' for n, (nome, _p) in enumerate(voci.genitore)}
    ordine = [f'"{radice}".k_ordine']
    for livello in livelli:
        nomi = _nomi_chiesti(tabella, livello, dove)
        sql, suoi = livello.sql(nomi)
        alias = livello.model._meta.db_table
        parti.append(
            f"JOIN LATERAL (SELECT x.*, row_number() OVER () AS n FROM {sql} x)"  # noqa: S608
            f' "{alias}" ON true'
        )
        tutti += suoi
        ordine.append(f'"{alias}".n')
        dove |= {nome: f'"{alias}".v{n}' for n, nome in enumerate(nomi)}
        if livello.voci.numerate:
            dove["numero"] = f'"{alias}".n'
        if livello.poi:
            dove = {nome: dove[percorso] for nome, percorso in livello.poi.genitore}
    celle = ", ".join(f"{dove[_chiesto(c)]} AS c{n}" for n, c in enumerate(tabella.colonne))
    # One number orders them all: row_number over what the keys and the lists say.
    return (
        f"SELECT {celle}, row_number() OVER (ORDER BY {', '.join(ordine)}) AS k_ordine"  # noqa: S608
        f" FROM {' '.join(parti)}",
        tuple(tutti),
    )


@dataclass(frozen=True, slots=True)
class _Livello:
    model: type[Model]
    sopra: type[Model]
    riga: type[RigaSerializer]
    prefisso: str
    query: Callable[[], QuerySet]
    voci: Dentro
    poi: Dentro | None

    def sql(self, nomi: list[str]) -> Sql:
        celle = {
            f"v{n}": _da_percorso(self.riga, nome, self.prefisso) for n, nome in enumerate(nomi)
        }
        interna = self.query().values("id", **celle)
        righe = self.sopra._base_manager.order_by()
        query = righe.annotate(x=Subquery(interna, output_field=TextField())).query
        sql, parametri = query.get_compiler(DEFAULT_DB_ALIAS).compile(query.annotations["x"])
        return sql, tuple(parametri)


def _livelli(sopra: type[Model], come: type[RigaSerializer], voci: Dentro) -> Iterator[_Livello]:
    elenco = _elenco(come, voci.lista)
    model = elenco.query().model
    yield _Livello(model, sopra, elenco.riga, elenco.prefisso, elenco.query, voci, voci.poi)
    if voci.poi:
        yield from _livelli(model, elenco.riga, voci.poi)


def _nomi_chiesti(tabella: Tabella, livello: _Livello, dove: dict[str, str]) -> list[str]:
    """What is read at this level: what the next one takes along, or the columns."""
    if livello.poi is not None:
        return [percorso for _n, percorso in livello.poi.genitore if percorso not in dove]
    chiesti = dict.fromkeys(map(_chiesto, tabella.colonne))
    return [c for c in chiesti if c not in dove and not (c == "numero" and livello.voci.numerate)]


def _chiesto(colonna: Colonna) -> str:
    if callable(colonna.da):
        raise NonCompilabile(colonna.nome)
    return colonna.da or colonna.nome


def _da_percorso(come: type[RigaSerializer], percorso: str, prefisso: str) -> Any:
    try:
        return come.espressione(percorso.split("."), prefisso)
    except KeyError:
        raise NonCompilabile(percorso) from None


def _elenco(come: type[RigaSerializer], lista: str) -> Elenco:
    try:
        return come.elenco(lista)
    except KeyError:
        raise NonCompilabile(lista) from None


def _espressione(come: type[RigaSerializer], colonna: Colonna, prefisso: str) -> Any:
    da = colonna.da
    if not callable(da):
        return _da_percorso(come, da or colonna.nome, prefisso)
    if not isinstance(da, NomiDi | UnoDi):
        raise NonCompilabile(colonna.nome)
    elenco = _elenco(come, da.lista)
    voci = elenco.query()
    valore = _da_percorso(elenco.riga, da.campo, elenco.prefisso)
    if isinstance(da, NomiDi):
        return Nomi(voci.values(v=Cast(valore, TextField())))
    if da.dove:
        campo = elenco.riga._declared_fields[da.dove]
        voci = voci.filter(**{elenco.prefisso + (campo.source or da.dove): True})
    return Subquery((voci.reverse() if da.ultimo else voci).values(v=valore)[:1])


# --- Cells ---------------------------------------------------------------------------------------
def _testo(colonna: Colonna, c: str) -> str:
    if colonna.valori:
        return f"NULLIF({c}::text, '')"
    return (
        f"CASE WHEN {c}::text ~ {SPORCO} THEN {PULISCI.format(c=c)} ELSE NULLIF({c}::text, '') END"
    )


def _scritta_csv(colonna: Colonna, c: str) -> str:
    if colonna.tipo == Tipo.TESTO:
        testo = _testo(colonna, c)
        if colonna.valori:
            return testo
        return (
            f"(SELECT CASE WHEN t ~ {FORMULA} THEN '''' || t ELSE t END FROM (SELECT {testo}) s(t))"  # noqa: S608
        )
    if colonna.tipo == Tipo.SI_NO:
        return f"CASE WHEN {c} THEN 'true' WHEN NOT {c} THEN 'false' END"
    return _scritta_nuda(colonna, c)


def _scritta_json(colonna: Colonna, c: str) -> str:
    if colonna.tipo == Tipo.TESTO:
        return _testo(colonna, c)
    return c if colonna.tipo == Tipo.SI_NO else _scritta_nuda(colonna, c)


def _scritta_nuda(colonna: Colonna, c: str) -> str:
    if colonna.tipo == Tipo.DECIMALE:
        numero = f"round(({c})::numeric, {colonna.decimali})"
        return numero if colonna.importo else f"trim_scale({numero})"
    return SCRITTE[colonna.tipo].format(c=c)


SCRITTE = {
    Tipo.INTERO: "{c}::bigint",
    Tipo.DATA: "to_char({c}, 'YYYY-MM-DD')",
    Tipo.ORA: "to_char({c}, 'HH24:MI:SS')",
    Tipo.ISTANTE: ISTANTE,
}
