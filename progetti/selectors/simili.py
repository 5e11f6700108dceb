"""Other projects to read after one."""

from typing import Any

from django.db.models import BooleanField, F, Func

from progetti.models import Progetto
from progetti.selectors.brevi import ProgettoBreve, progetti_brevi
from progetti.selectors.tipi import Scheda

SIMILI = 3
# Enough to find the nearest ones; ranking all the projects of a common topic would cost more
# than the whole page.
CANDIDATI_SIMILI = 200


class _TemiInComune(Func):
    """The project is among those that share most topics with another one, and is as real."""

    output_field = BooleanField()
    template = """%(expressions)s IN (
        SELECT p.id FROM (
            SELECT l.progetto_id FROM progetti_progettotema l
            WHERE l.tema_id IN (
                SELECT tema_id FROM progetti_progettotema WHERE progetto_id = %%s)
            ORDER BY l.id LIMIT %(candidati)s
        ) c JOIN progetti_progetto p ON p.id = c.progetto_id
        WHERE p.is_public AND p.is_demo = %%s AND p.id <> %%s
        GROUP BY p.id ORDER BY count(*) DESC, p.titolo_chiave, p.id LIMIT %(simili)s)"""

    def __init__(self, progetto: Progetto) -> None:
        super().__init__(F("pk"), candidati=CANDIDATI_SIMILI, simili=SIMILI)
        self.parametri = (progetto.pk, progetto.is_demo, progetto.pk)

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        sql, _parametri = super().as_sql(compiler, connection, **extra)
        return sql, self.parametri


def progetto_simili(scheda: Scheda) -> list[ProgettoBreve]:
    """Other projects, as real as this one: those of its topics, or else of its Regione."""
    progetto, pubblici = scheda.progetto, Progetto.objects.public()
    if scheda.temi:
        suoi = {tema.nome for tema in scheda.temi}
        simili = progetti_brevi(pubblici.filter(_TemiInComune(progetto)).order_by("titolo_chiave"))
        return sorted(simili, key=lambda simile: -len(suoi.intersection(simile.temi)))
    provincia = progetto.comune.provincia
    vicini = pubblici.filter(
        is_demo=progetto.is_demo,
        comune__provincia__regione__nome=provincia.regione.nome if provincia else None,
    ).exclude(pk=progetto.pk)
    return progetti_brevi(vicini.order_by("titolo_chiave", "pk")[:SIMILI])
