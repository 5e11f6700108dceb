from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view

from community.api.serializers import EventoSerializer
from community.filters import EventoFilter
from community.models import Evento
from fis_portal.core.api.views import RigheViewSet


@extend_schema_view(
    list=extend_schema(
        summary=_("Elenco degli eventi"),
        description=_(
            "Gli incontri della comunità, dal più recente; quelli di cui nessuna fonte dà la data "
            "sono in fondo. Delle persone ci sono solo conteggi."
        ),
    ),
    retrieve=extend_schema(summary=_("Un evento"), description=_("Un evento, dal suo slug.")),
)
class EventoViewSet(RigheViewSet):
    queryset = Evento.objects.public()
    serializer_class = EventoSerializer
    filterset_class = EventoFilter
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]+"
    ordinamenti = {
        "data_inizio": ("data_inizio", "titolo_chiave"),
        "titolo": ("titolo_chiave",),
        "aggiornato_at": ("updated_at",),
    }
