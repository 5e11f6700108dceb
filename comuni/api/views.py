from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view

from comuni.api.serializers import ComuneSerializer, RegioneSerializer
from comuni.filters import ComuneFilter
from comuni.models import Comune, Regione
from fis_portal.core.api.views import RigheViewSet


@extend_schema_view(
    list=extend_schema(
        summary=_("Elenco dei Comuni"),
        description=_("I Comuni italiani (ISTAT); con `con_progetti=1` solo quelli del programma."),
    ),
    retrieve=extend_schema(
        summary=_("Un Comune"), description=_("Un Comune, dal suo codice ISTAT di sei cifre.")
    ),
)
class ComuneViewSet(RigheViewSet):
    queryset = Comune.objects.all()
    serializer_class = ComuneSerializer
    filterset_class = ComuneFilter
    lookup_field = "codice_istat"
    lookup_value_regex = r"\d{6}"
    ordinamenti = {
        "nome": ("nome_chiave",),
        "codice_istat": ("codice_istat",),
        "popolazione": ("popolazione",),
    }


@extend_schema_view(
    list=extend_schema(
        summary=_("Elenco delle Regioni"), description=_("Le venti Regioni (ISTAT).")
    ),
    retrieve=extend_schema(
        summary=_("Una Regione"), description=_("Una Regione, dal suo codice ISTAT di due cifre.")
    ),
)
class RegioneViewSet(RigheViewSet):
    queryset = Regione.objects.all()
    serializer_class = RegioneSerializer
    lookup_field = "codice_istat"
    lookup_value_regex = r"\d{2}"
    ordinamenti = {"nome": ("nome",), "codice_istat": ("codice_istat",)}
