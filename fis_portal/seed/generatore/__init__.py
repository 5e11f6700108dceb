"""Generated projects, to measure the portal at any size: as many as wanted, the same every time.

The rows are made inside PostgreSQL (the .sql files beside), drawn by a hash of the seed and of the
row. A database that holds 20,000 grows to 200,000: only the missing ones are added.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from community.models import Evento, Persona
from fis_portal.core.errors import DomainError
from monitoraggio.services import riepiloghi_rebuild
from outcomes.models import Esito, Indicatore, QuadroImpatto, Rendicontazione
from progetti.models import FaseProgetto, Progetto

PREFISSO = "generato-"
QUI = Path(__file__).resolve().parent
PASSI = ("basi", "progetti", "comunita", "misure")
# Nothing generated is dated later: what is generated does not depend on the day it is.
AL = date(2025, 12, 31)
INIZIO = date(2018, 1, 1)
# Below, building the indexes again costs more than keeping them.
MOLTI = 10_000
CHIAVI = {
    "progetto": Progetto,
    "fase": FaseProgetto,
    "evento": Evento,
    "persona": Persona,
    "quadro": QuadroImpatto,
    "esito": Esito,
    "indicatore": Indicatore,
    "rendicontazione": Rendicontazione,
}
TABELLE = (
    "progetti_progetto",
    "progetti_progettomacroarea",
    "progetti_progettotema",
    "progetti_partenariato",
    "progetti_faseprogetto",
    "progetti_transizionefase",
    "community_partecipazione",
    "outcomes_rilevazione",
)


def permesso_controlla(*, forza: bool) -> None:
    """Generated rows count in every figure: only where nothing real can be mistaken for them."""
    if not settings.GENERATORE_CONSENTITO:
        raise DomainError(
            "generatore_vietato",
            _(
                "I dati generati contano in tutte le figure: si generano solo nel database privato "
                "di questa cartella o in un ambiente di prova (GENERATORE_CONSENTITO)."
            ),
        )
    reali = Progetto.objects.reali().exclude(slug__startswith=PREFISSO).count()
    if reali and not forza:
        raise DomainError(
            "progetti_reali",
            _(
                "In questo database ci sono %(n)s progetti non generati: le figure "
                "conterebbero gli uni e gli altri insieme. Se è un database di prova, "
                "ripeti il comando con --forza."
            )
            % {"n": reali},
        )


def generati(seme: int) -> int:
    """How many projects of this seed the database has."""
    return Progetto.objects.filter(slug__startswith=f"{PREFISSO}{seme}-").count()


@transaction.atomic
def genera(progetti: int, *, seme: int = 1, racconta: Callable[[str], None] = print) -> int:
    """Bring the generated projects of a seed to `progetti`. Returns how many were added.

    Triggers and foreign keys rest meanwhile: no history is written, and what they would have
    maintained is made here (the names around a project) or rebuilt at the end.
    """
    primo = generati(seme) + 1
    if progetti < primo:
        return 0
    valori = _valori(primo, progetti, seme)
    with connection.cursor() as cursore:
        cursore.execute("SET LOCAL session_replication_role = replica")
        cursore.execute("SET LOCAL statement_timeout = 0")
        cursore.execute("SET LOCAL work_mem = '256MB'")
        cursore.execute("SET LOCAL maintenance_work_mem = '512MB'")
        indici = _indici_togli() if progetti - primo >= MOLTI else []
        for passo in PASSI:
            racconta(passo)
            cursore.execute(_sql(passo, valori))
        for indice in indici:
            racconta(indice.partition(" ON ")[0])
            cursore.execute(indice)
        cursore.execute("DISCARD TEMP")
        cursore.execute("SET LOCAL session_replication_role = origin")
        # First the statistics: the summaries are computed with joins that need to know the sizes.
        cursore.execute("ANALYZE")
        racconta("riepiloghi")
        riepiloghi_rebuild()
    return progetti - primo + 1


def _valori(primo: int, ultimo: int, seme: int) -> dict[str, str]:
    ultime = {
        f"base_{nome}": modello._base_manager.order_by("-pk").values_list("pk", flat=True).first()
        for nome, modello in CHIAVI.items()
    }
    return {
        "primo": str(primo),
        "ultimo": str(ultimo),
        "seme": str(int(seme)),
        "al": f"date '{AL}'",
        "inizio": f"date '{INIZIO}'",
        **{nome: str(chiave or 0) for nome, chiave in ultime.items()},
    }


def _sql(passo: str, valori: Mapping[str, str]) -> str:
    testo = (QUI / f"{passo}.sql").read_text(encoding="utf-8")
    return re.sub(r"(?<![:\w]):([a-z_]+)", lambda trovato: valori[trovato[1]], testo)


def _indici_togli() -> list[str]:
    """Drop the indexes of the tables that grow, but for keys. Returns how to build them again."""
    with connection.cursor() as cursore:
        cursore.execute(
            """
            SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
              FROM pg_index i
             WHERE i.indrelid::regclass::text = ANY(%s) AND NOT i.indisprimary
               AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
             ORDER BY 1
            """,
            [list(TABELLE)],
        )
        indici = cursore.fetchall()
        for nome, _definizione in indici:
            cursore.execute(f"DROP INDEX {nome}")
    return [definizione for _nome, definizione in indici]
