"""The project list as a table to download."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db import transaction
from django.db.models import F, OuterRef, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from progetti.enums import StatoFase
from progetti.models import FaseProgetto, Progetto, ProgettoMacroarea, ProgettoTema
from progetti.querysets import ProgettoQuerySet

COLONNE = (
    _("Comune"),
    _("Codice ISTAT"),
    _("Provincia"),
    _("Regione"),
    _("Titolo"),
    _("Sintesi"),
    _("Macroaree"),
    _("Temi"),
    _("Intervento più recente"),
    _("Stato"),
    _("Importo concesso (€)"),
    _("CUP"),
    _("Inizio"),
    _("Fine"),
    _("Dato dimostrativo"),
    _("Aggiornato il"),
    _("Pagina"),
)
SEGNAPOSTO = "segnaposto"
_CAMPI = (
    "comune__nome",
    "comune__codice_istat",
    "comune__provincia__nome",
    "comune__provincia__regione__nome",
    "titolo",
    "sintesi",
    "nomi_macroaree",
    "nomi_temi",
    "fase_intervento",
    "fase_stato",
    "concesso",
    "cup",
    "data_inizio",
    "data_fine",
    "is_demo",
    "updated_at",
    "slug",
)


def progetto_righe(progetti: ProgettoQuerySet, *, base: str) -> Iterator[list[Any]]:
    """A row per project, in the order of COLONNE. `base` starts the addresses of the pages.

    In the order in which the portal came to know them: a file is sorted by who opens it, and two
    million rows by title cost as much as all the rest. What is not published stays empty, also for
    a project without title.
    """
    concessi = FaseProgetto.objects.filter(progetto=OuterRef("pk")).order_by()
    righe = (
        progetti.order_by("pk")
        .con_fase_corrente()
        .annotate(
            nomi_macroaree=_nomi(ProgettoMacroarea.objects, "macroarea__nome"),
            nomi_temi=_nomi(ProgettoTema.objects, "tema__nome"),
            concesso=Subquery(
                concessi.values("progetto")
                .annotate(somma=Sum("importo_concesso_eur"))
                .values("somma")
            ),
        )
    )
    stati = {str(valore): str(nome) for valore, nome in StatoFase.choices}
    indirizzo = base.rstrip("/") + Progetto(slug=SEGNAPOSTO).get_absolute_url()
    # A cursor that outlives its transaction would first read everything.
    with transaction.atomic(savepoint=False):
        for riga in righe.values_list(*_CAMPI).iterator(chunk_size=2000):
            *prima, stato, concesso, cup, inizio, fine, is_demo, quando, slug = riga
            yield [
                *prima,
                stati.get(stato, ""),
                _intero(concesso),
                cup,
                inizio,
                fine,
                is_demo,
                quando.date(),
                indirizzo.replace(SEGNAPOSTO, slug),
            ]


def _nomi(legami: Any, campo: str) -> Subquery:
    nomi = legami.filter(progetto=OuterRef("pk")).order_by().values("progetto")
    return Subquery(nomi.annotate(nomi=StringAgg(F(campo), "; ", order_by=campo)).values("nomi"))


def _intero(importo: Decimal | None) -> Decimal | int | None:
    """450000.00 without its cents, which would only confuse who reads the sheet."""
    if importo is None or importo != importo.to_integral_value():
        return importo
    return int(importo)
