from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound

from fis_portal.core.api.views import ListaViewSet, RigheViewSet
from outcomes.api.serializers import (
    IndicatoreSerializer,
    PeriodoRigaSerializer,
    RilevazioneSerializer,
)
from outcomes.filters import IndicatoreFilter, PeriodoFilter, RilevazioneFilter
from outcomes.models import Indicatore, PeriodoMonitoraggio, Rilevazione
from outcomes.selectors.progresso import misure_pubbliche
from outcomes.selectors.pubbliche import rilevazioni_pubbliche
from outcomes.selectors.tipi import Misura


class MisureViewSet(ListaViewSet):
    """Rows shaped by selectors after the page is cut: a detail is a page of one."""

    lookup_field = "id"
    lookup_value_regex = r"\d{1,18}"

    def righe(self, queryset: QuerySet) -> list[Any]:
        raise NotImplementedError

    def get_object(self) -> Any:
        chiave = self.kwargs[self.lookup_field]
        righe = self.righe(self.get_queryset().filter(pk=chiave))
        if not righe:
            raise NotFound(_("«%(chiave)s» non esiste, o non è pubblico.") % {"chiave": chiave})
        return righe[0]


@extend_schema_view(
    list=extend_schema(
        summary=gettext_lazy("Elenco degli indicatori"),
        description=gettext_lazy(
            "Gli indicatori pubblici dei progetti, con la loro scheda metodologica, il valore di "
            "oggi, chi lo garantisce e quanta strada è stata fatta verso il valore atteso. I "
            "conteggi piccoli di persone sono null, con il motivo «riservatezza»."
        ),
    ),
    retrieve=extend_schema(
        summary=gettext_lazy("Un indicatore"),
        description=gettext_lazy("Un indicatore, dal suo numero."),
    ),
)
class IndicatoreViewSet(MisureViewSet):
    queryset = Indicatore.objects.public()
    serializer_class = IndicatoreSerializer
    filterset_class = IndicatoreFilter
    ordinamenti = {
        "progetto": ("quadro__progetto__titolo_chiave", "ordine", "codice"),
        "codice": ("codice",),
    }

    def righe(self, queryset: QuerySet) -> list[Misura]:
        return misure_pubbliche(queryset)


@extend_schema_view(
    list=extend_schema(
        summary=gettext_lazy("Elenco delle rilevazioni"),
        description=gettext_lazy(
            "I valori degli indicatori pubblici, periodo per periodo, con le loro parti: quelli "
            "accettati dal programma, quelli validati dal valutatore e quelli che ha contestato "
            "(`attendibilita`). Ciò che è solo dichiarato non c'è. I conteggi piccoli di persone "
            "sono null, con il motivo «riservatezza»."
        ),
    ),
    retrieve=extend_schema(
        summary=gettext_lazy("Una rilevazione"),
        description=gettext_lazy("Una rilevazione, dal suo numero."),
    ),
)
class RilevazioneViewSet(MisureViewSet):
    queryset = Rilevazione.objects.public()
    serializer_class = RilevazioneSerializer
    filterset_class = RilevazioneFilter
    ordinamenti = {
        "periodo": ("rendicontazione__periodo__al",),
        "progetto": ("rendicontazione__progetto__titolo_chiave",),
    }

    def righe(self, queryset: QuerySet) -> list[dict[str, Any]]:
        return rilevazioni_pubbliche(queryset)


@extend_schema_view(
    list=extend_schema(
        summary=gettext_lazy("Elenco dei periodi"),
        description=gettext_lazy("I periodi di monitoraggio su cui i Comuni rendicontano."),
    ),
    retrieve=extend_schema(
        summary=gettext_lazy("Un periodo"),
        description=gettext_lazy("Un periodo di monitoraggio, dal suo codice."),
    ),
)
class PeriodoViewSet(RigheViewSet):
    queryset = PeriodoMonitoraggio.objects.all()
    serializer_class = PeriodoRigaSerializer
    filterset_class = PeriodoFilter
    lookup_field = "codice"
    lookup_value_regex = r"[-\w]+"
    ordinamenti = {"al": ("al",), "codice": ("codice",)}
