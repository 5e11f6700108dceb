"""From the dashboard to the lists: the projects with the same filters."""

from urllib.parse import urlencode

from django.urls import reverse

from comuni.models import Comune, Regione
from monitoraggio.cruscotto.richiesta import Richiesta
from monitoraggio.registro import IGNOTO

# Financed, whatever came of it since: what the figures count, as near as a list of projects goes.
STATI = ("finanziata", "in_corso", "conclusa")
NOMI_SUGGERITI = 300
FILTRI = ("macroarea", "tema", "intervento", "comune")


def progetti_url(richiesta: Richiesta) -> str:
    """The list of projects with the same filters, as far as it has them."""
    filtri = [(nome, richiesta.scelto(nome)) for nome in FILTRI]
    filtri.append(("regione", _regione_slug(richiesta.scelto("regione"))))
    filtri = [(nome, valore) for nome, valore in filtri if valore not in ("", IGNOTO)]
    filtri += [("stato", stato) for stato in STATI]
    filtri += [("dimostrativi", "1")] if richiesta.dimostrativi else []
    return f"{reverse('progetti:list')}?{urlencode(filtri)}"


def comuni_nominabili(richiesta: Richiesta) -> list[str]:
    """Names to choose a Comune from while writing: those with a public project, if not too many."""
    pubblici = {"progetti__is_public": True, "progetti__is_demo": richiesta.dimostrativi}
    con_progetti = Comune.objects.filter(**pubblici).order_by("nome_chiave", "pk")
    nomi = list(con_progetti.distinct().values_list("nome", flat=True)[: NOMI_SUGGERITI + 1])
    return nomi if len(nomi) <= NOMI_SUGGERITI else []


def _regione_slug(codice: str) -> str:
    """Figures name a Regione by its ISTAT code, lists by its slug."""
    if codice in ("", IGNOTO):
        return ""
    trovate = Regione.objects.filter(codice_istat=codice).values_list("slug", flat=True)
    return trovate.first() or ""
