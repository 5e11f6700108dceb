"""What figures can be cut by, and what they can be asked for only a part of."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comuni.models import Comune, Regione
from monitoraggio.registro.base import Taglio, Testo
from outcomes.models import PeriodoMonitoraggio
from progetti.enums import TipoOrganizzazione
from progetti.models import Intervento, Macroarea, Tema

# What falls in no value of a dimension is a cell like the others: nothing gets lost in a cut.
IGNOTO = "non-indicato"
Coppia = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Dimensione:
    """A way to cut figures: `cerca` finds the (code, name) of a value, `valori` lists them all.

    `ignoto` is what the cell of the facts that have no value is called, `scritta` how a value is
    written from its code and name.
    """

    codice: str
    nome: Testo
    ignoto: Testo
    cerca: Callable[[str], Coppia | None]
    valori: Callable[[], Iterable[Coppia]]
    scritta: Callable[[str, str], str] = lambda codice, nome: capfirst(nome)

    def taglio(self, codice: str | None, nome: str | None) -> Taglio:
        if codice is None or codice == IGNOTO:
            return Taglio(self.codice, IGNOTO, str(self.ignoto))
        return Taglio(self.codice, codice, self.scritta(codice, nome or codice))


def _dai_record(
    queryset: Callable[[], QuerySet], codice: str, *anche: str, ordine: tuple[str, ...]
) -> tuple[Callable[[str], Coppia | None], Callable[[], Iterable[Coppia]]]:
    """`cerca` and `valori` on a vocabulary; a value is also found by the fields in `anche`."""

    def cerca(valore: str) -> Coppia | None:
        scelta = Q(**{codice: valore})
        for campo in anche:
            scelta |= Q(**{campo: valore})
        return queryset().filter(scelta).order_by("pk").values_list(codice, "nome").first()

    def valori() -> Iterable[Coppia]:
        return list(queryset().order_by(*ordine).values_list(codice, "nome"))

    return cerca, valori


def _ente(valore: str) -> Coppia | None:
    tipi = dict(_enti())
    return (valore, tipi[valore]) if valore in tipi else None


def _enti() -> Iterable[Coppia]:
    return [(str(valore), str(nome)) for valore, nome in TipoOrganizzazione.choices]


def _anno(valore: str) -> Coppia | None:
    return (valore, valore) if re.fullmatch(r"(19|20|21)\d\d", valore) else None


MACROAREA = Dimensione(
    "macroarea",
    gettext_lazy("macroarea"),
    gettext_lazy("Macroarea non indicata"),
    *_dai_record(Macroarea.objects.all, "slug", ordine=("ordine", "nome_chiave")),
)
TEMA = Dimensione(
    "tema",
    gettext_lazy("tema"),
    gettext_lazy("Tema non indicato"),
    *_dai_record(Tema.objects.all, "slug", ordine=("ordine", "nome_chiave")),
)
# Cells carry the ISTAT code, as the lines of the figure by Regione; addresses may say the slug.
REGIONE = Dimensione(
    "regione",
    gettext_lazy("Regione"),
    gettext_lazy("Regione non indicata"),
    *_dai_record(Regione.objects.all, "codice_istat", "slug", ordine=("nome",)),
)
INTERVENTO = Dimensione(
    "intervento",
    gettext_lazy("Intervento"),
    gettext_lazy("Senza indicazione dell'Intervento"),
    *_dai_record(Intervento.objects.all, "codice", ordine=("ordine",)),
    lambda codice, nome: _("Intervento %(codice)s – %(nome)s") % {"codice": codice, "nome": nome},
)
COMUNE = Dimensione(
    "comune",
    gettext_lazy("Comune"),
    gettext_lazy("Comune non indicato"),
    *_dai_record(Comune.objects.all, "codice_istat", "slug", ordine=("nome_chiave", "pk")),
)
ORGANIZZAZIONE = Dimensione(
    "organizzazione",
    gettext_lazy("tipo di organizzazione"),
    gettext_lazy("Tipo di organizzazione non indicato"),
    _ente,
    _enti,
    lambda codice, nome: capfirst(dict(_enti()).get(codice, nome)),
)
# The calendar year in which the fact took place.
ANNO = Dimensione(
    "periodo", gettext_lazy("anno"), gettext_lazy("Anno non indicato"), _anno, lambda: ()
)
# The same dimension for what the Comuni report: the period they report on.
PERIODO_MONITORAGGIO = Dimensione(
    "periodo",
    gettext_lazy("periodo di monitoraggio"),
    gettext_lazy("Periodo non indicato"),
    *_dai_record(PeriodoMonitoraggio.objects.all, "codice", ordine=("al", "dal", "pk")),
)
DIMENSIONI: dict[str, Dimensione] = {
    dimensione.codice: dimensione
    for dimensione in (MACROAREA, TEMA, REGIONE, INTERVENTO, COMUNE, ORGANIZZAZIONE, ANNO)
}
