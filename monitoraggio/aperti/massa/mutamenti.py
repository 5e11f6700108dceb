"""Which rows of a source changed since somebody saw them, from the history (ADR 0003, 0025).

A public row is made of several tables: `MUTAMENTI` says for each source what its rows are made of,
and a test reads the SQL of the rows to find what was forgotten. More rows than changed may be
told; none is missed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from django.db.models.expressions import RawSQL

from monitoraggio.aperti.massa.gettoni import Da

Sql = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Figlia:
    """Rows that hang from those of the source (or from `di`), by the column `chiave`.

    Where they hung before counts too: a row that moved changes both.
    """

    model: type[Model]
    chiave: str
    di: "Figlia | None" = None

    def sql(self, da: Da) -> Sql:
        """The keys of the source's rows, `pk`."""
        tabella, storia = self.model._meta.db_table, storia_di(self.model)
        nuovo, parametri = da.sql("n")
        sql = (
            f"SELECT h.{self.chiave} AS pk FROM {storia} n JOIN {storia} h"  # noqa: S608
            f" ON h.pgh_obj_id = n.pgh_obj_id WHERE {nuovo}"
        )
        if self.di is None:
            return sql, parametri
        tabella, storia = self.di.model._meta.db_table, storia_di(self.di.model)
        chiave = self.di.chiave
        su = (
            f"SELECT g.pk FROM ({sql}) s JOIN LATERAL ("  # noqa: S608
            f"SELECT {chiave} AS pk FROM {tabella} WHERE id = s.pk"
            f" UNION ALL SELECT {chiave} FROM {storia} WHERE pgh_obj_id = s.pk) g ON true"
        )
        return su, parametri


@dataclass(frozen=True, slots=True)
class Citata:
    """A row that rows of the source name, through `percorsi` from them; only `colonne` of it."""

    model: type[Model]
    percorsi: tuple[str, ...]
    colonne: tuple[str, ...]

    def sql(self, radice: type[Model], da: Da) -> Sql:
        nuovo, parametri = da.sql("n")
        storia = storia_di(self.model)
        diverse = " OR ".join(f"n.{c} IS DISTINCT FROM p.{c}" for c in self.colonne)
        cambiate = RawSQL(  # noqa: S611 # names of our own tables
            f"SELECT n.pgh_obj_id FROM {storia} n JOIN LATERAL (SELECT * FROM {storia} v"  # noqa: S608
            " WHERE v.pgh_obj_id = n.pgh_obj_id AND v.pgh_id < n.pgh_id"
            f" ORDER BY v.pgh_id DESC LIMIT 1) p ON true WHERE {nuovo} AND ({diverse})",
            parametri,
        )
        parti, tutti = [], []
        for percorso in self.percorsi:
            righe = radice._base_manager.filter(**{f"{percorso}__in": cambiate})
            sql, suoi = righe.order_by().values("pk").query.sql_with_params()
            parti.append(f"SELECT * FROM ({sql}) c (pk)")  # noqa: S608
            tutti += list(suoi)
        return " UNION ALL ".join(parti), tutti


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutamenti:
    """What the rows of a source are made of. `pubblica`: the condition, on an event `e` of their
    own table, that they were public; `chiave`: the column their key was in."""

    model: type[Model]
    chiave: str
    pubblica: str = "true"
    figlie: tuple[Figlia, ...] = ()
    citate: tuple[Citata, ...] = field(default=())

    @property
    def modelli(self) -> frozenset[type[Model]]:
        """All the tables whose changes count."""
        return frozenset(
            {self.model, *(f.model for f in self.figlie), *(c.model for c in self.citate)}
        )


@dataclass(frozen=True, slots=True)
class Mutata:
    """A row of the source that may have changed: the keys it was public under, as last seen or
    since, and when it changed last."""

    pk: int
    quando: datetime
    chiavi: tuple[str, ...]


def storia_di(model: type[Model]) -> str:
    tabella: str = model.pgh_event_model._meta.db_table  # type: ignore[attr-defined]
    return tabella


PER_VOLTA = 500


def mutate(mutamenti: Mutamenti, da: Da) -> Iterator[list[Mutata]]:
    """The rows that may have changed, by key, a few at a time.

    The database keeps the list while it is read (WITH HOLD): no transaction stays open.
    """
    sql, parametri = _sql(mutamenti, da)
    connessione = connections[DEFAULT_DB_ALIAS]
    with connessione.cursor():  # so that it is connected
        pass
    with connessione.connection.cursor(name="mutate", withhold=True) as cursore:
        cursore.itersize = PER_VOLTA
        cursore.execute(sql, parametri)
        while righe := cursore.fetchmany(PER_VOLTA):
            yield [Mutata(pk, quando, tuple(chiavi or ())) for pk, quando, chiavi in righe]


def _sql(mutamenti: Mutamenti, da: Da) -> Sql:
    storia = storia_di(mutamenti.model)
    nuovo, suoi = da.sql("n")
    parti = [f"SELECT n.pgh_obj_id AS pk FROM {storia} n WHERE {nuovo}"]  # noqa: S608
    parametri = list(suoi)
    for figlia in mutamenti.figlie:
        sql, altri = figlia.sql(da)
        parti.append(sql)
        parametri += altri
    for citata in mutamenti.citate:
        sql, altri = citata.sql(mutamenti.model, da)
        parti.append(sql)
        parametri += altri
    visto, p_visto = da.sql("v")
    nuovo_e, p_e = da.sql("e")
    # The keys it was public under: in the last event seen, or in any since.
    return (
        f"WITH radici AS (SELECT DISTINCT pk FROM ({' UNION ALL '.join(parti)}) t"  # noqa: S608
        " WHERE pk IS NOT NULL)"
        " SELECT r.pk, coalesce(s.quando, now()), s.chiavi FROM radici r LEFT JOIN LATERAL ("
        f"SELECT max(e.pgh_created_at) FILTER (WHERE {nuovo_e}) AS quando,"
        f" array_agg(DISTINCT e.{mutamenti.chiave}::text) FILTER (WHERE ({mutamenti.pubblica})"
        f" AND ({nuovo_e} OR e.pgh_label <> 'delete' AND e.pgh_id = (SELECT max(v.pgh_id)"
        f" FROM {storia} v WHERE v.pgh_obj_id = r.pk AND ({visto}) IS NOT TRUE))) AS chiavi"
        f" FROM {storia} e WHERE e.pgh_obj_id = r.pk) s ON true ORDER BY r.pk",
        [*parametri, *p_e, *p_e, *p_visto],
    )


def novita_ultima(mutamenti: Mutamenti) -> str:
    """Changes whenever rows of the source may have: from the index of the history alone.

    The newest transaction seen, and those older still open, which may yet bring something.
    """
    massimi = " UNION ALL ".join(
        f"SELECT max(transazione) AS m FROM {storia_di(model)}"  # noqa: S608
        for model in sorted(mutamenti.modelli, key=lambda m: m._meta.db_table)
    )
    with connections[DEFAULT_DB_ALIAS].cursor() as cursore:
        cursore.execute(
            "SELECT pg_current_snapshot()::text, max(m),"  # noqa: S608
            f" (SELECT max(id) FROM {mutamenti.model._meta.db_table}) FROM ({massimi}) t"
        )
        fotografia, ultima, massimo = cursore.fetchone()
    aperte = fotografia.split(":")[2]
    ancora = [n for n in aperte.split(",") if n and ultima is not None and int(n) < ultima]
    return f"{ultima}/{massimo}/{'.'.join(ancora)}"
