"""The classes of the indicators, counted again where a write has taken them away (ADR 22)."""

from collections import Counter
from collections.abc import Sequence

from django.db import connection, transaction

from fis_portal.core.istantanea import istantanea
from fis_portal.core.riservatezza import soglia_celle
from monitoraggio.registro.classi import classi_nel_tempo, da_contare, primi_da_contare
from outcomes.models import QuadroImpatto
from progetti.models import Progetto

BLOCCO = 500
_COLONNE = ("progetto", "fatti", "classe", "dal", "al")

_SCRIVI = """
INSERT INTO monitoraggio_contributoindicatori AS c (progetto_id, soglia, fatti)
SELECT u.progetto, %s, array_agg(
         ROW(u.fatti, u.voce, NULL, NULL, NULL, u.dal, u.al)::fis_fatto
         ORDER BY u.fatti, u.voce, u.dal, u.al)
  FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::date[], %s::date[])
    AS u (progetto, fatti, voce, dal, al)
 GROUP BY u.progetto
ON CONFLICT (progetto_id) DO UPDATE SET soglia = EXCLUDED.soglia, fatti = EXCLUDED.fatti
"""
_TOGLI = """
DELETE FROM monitoraggio_contributoindicatori
 WHERE progetto_id = ANY(%s::bigint[]) AND progetto_id <> ALL(%s::bigint[])
"""
_CONTATI = "DELETE FROM monitoraggio_indicatoridacontare WHERE progetto_id = ANY(%s::bigint[])"
_SCRITTI = """
SELECT c.progetto_id, f.fatti, f.voce, f.dal, f.al
  FROM monitoraggio_contributoindicatori c, unnest(c.fatti) f WHERE c.progetto_id = ANY(%s)
"""


@transaction.atomic
def indicatori_count(quanti: int = BLOCCO) -> int:
    """Count the indicators of so many projects that nobody has counted since a write.

    Returns how many were taken. Who writes on one of them waits, and names it again afterwards;
    those that somebody is writing on are left to the next time.
    """
    presi = _presi(primi_da_contare(quanti))
    if not presi:
        return 0
    fatti = list(classi_nel_tempo(presi))
    colonne = [[getattr(fatto, nome) for fatto in fatti] for nome in _COLONNE]
    with connection.cursor() as cursore:
        cursore.execute(_TOGLI, [presi, colonne[0]])
        cursore.execute(_SCRIVI, [soglia_celle(), *colonne])
        cursore.execute(_CONTATI, [presi])
    return len(presi)


def _presi(progetti: Sequence[int]) -> list[int]:
    """Locked, in a statement of its own: the next ones see what others have written before. Those
    that are no more are let go with the others."""
    tutti = Progetto.objects.filter(pk__in=progetti).order_by("pk")
    liberi = tutti.select_for_update(no_key=True, skip_locked=True).values_list("pk", flat=True)
    return [*liberi, *{*progetti}.difference(tutti.values_list("pk", flat=True))]


def indicatori_count_all() -> None:
    """Until none is left, block after block."""
    while indicatori_count():
        pass


def indicatori_compare() -> int:
    """The projects whose classes are not what a recount gives; those to be counted are left out."""
    progetti = list(
        QuadroImpatto.objects.filter(progetto__isnull=False)
        .order_by("progetto")
        .values_list("progetto", flat=True)
        .distinct()
    )
    blocchi = (progetti[n : n + BLOCCO] for n in range(0, len(progetti), BLOCCO))
    return sum(_diversi(blocco) for blocco in blocchi)


def _diversi(progetti: list[int]) -> int:
    with istantanea():
        veri = Counter(tuple(getattr(f, n) for n in _COLONNE) for f in classi_nel_tempo(progetti))
        with connection.cursor() as cursore:
            cursore.execute(_SCRITTI, [progetti])
            scritti = Counter(cursore.fetchall())
        restano = Progetto.objects.filter(pk__in=progetti).filter(pk__in=da_contare())
        saltati = set(restano.values_list("pk", flat=True))
    diversi = {progetto for progetto, *_altro in (veri - scritti) + (scritti - veri)}
    return len(diversi - saltati)
