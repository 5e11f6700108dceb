"""The order lists of projects are gone through in, from place to place."""

from fis_portal.core.scorrimento import posto_di, righe_dopo
from progetti.models import Progetto
from progetti.querysets import ProgettoQuerySet
from progetti.selectors.brevi import ProgettoBreve

ORDINE = ("titolo_chiave", "pk")


def cursore_di(progetto: Progetto | ProgettoBreve) -> str:
    return posto_di(progetto, ORDINE)


def progetti_dopo(progetti: ProgettoQuerySet, posto: str) -> ProgettoQuerySet:
    """Raises PostoSbagliato."""
    return righe_dopo(progetti, ORDINE, posto)  # type: ignore[return-value]
