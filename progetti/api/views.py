from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view

from fis_portal.core.api.views import RigheViewSet
from progetti.api.serializers import (
    InterventoSerializer,
    MacroareaSerializer,
    ProgettoDettaglioSerializer,
    ProgettoSerializer,
    TemaSerializer,
)
from progetti.filters import ProgettoFilter
from progetti.models import Intervento, Macroarea, Progetto, Tema
from progetti.pagine import ORDINE


@extend_schema_view(
    list=extend_schema(
        summary=_("Elenco dei progetti"),
        description=_(
            "I progetti pubblici, con Comune, macroaree, temi, fasi e importi. I filtri sono gli "
            "stessi della pagina Progetti: un indirizzo filtrato lì vale anche qui. Un filtro "
            "ripetuto con più valori li unisce (l'uno o l'altro); filtri diversi si sommano."
        ),
    ),
    retrieve=extend_schema(
        summary=_("Un progetto"),
        description=_(
            "Tutto quello che è pubblico di un progetto: in più dell'elenco, bisogno, destinatari, "
            "fatti pubblicati, partenariato e passaggi di stato di ogni fase."
        ),
    ),
)
class ProgettoViewSet(RigheViewSet):
    queryset = Progetto.objects.public()
    serializer_class = ProgettoSerializer
    dettaglio_class = ProgettoDettaglioSerializer
    filterset_class = ProgettoFilter
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]+"
    ordinamenti = {
        "titolo": ("titolo_chiave",),
        "comune": ("comune__nome_chiave", "titolo_chiave"),
        "data_inizio": ("data_inizio",),
        "aggiornato_at": ("updated_at",),
    }
    scorrimento = ORDINE


@extend_schema_view(
    list=extend_schema(
        summary=_("Elenco degli Interventi"),
        description=_("Le tre fasi del programma, con massimali e dotazioni."),
    ),
    retrieve=extend_schema(
        summary=_("Un Intervento"), description=_("Un Intervento, dal suo codice: I, II o III.")
    ),
)
class InterventoViewSet(RigheViewSet):
    queryset = Intervento.objects.all()
    serializer_class = InterventoSerializer
    lookup_field = "codice"
    lookup_value_regex = r"[A-Z]{1,3}"
    ordinamenti = {"codice": ("ordine",)}


@extend_schema_view(
    list=extend_schema(
        summary=_("Elenco delle macroaree"),
        description=_("I campi d'azione del programma (DPCM 21-12-2018, art. 3)."),
    ),
    retrieve=extend_schema(
        summary=_("Una macroarea"), description=_("Una macroarea, dal suo slug.")
    ),
)
class MacroareaViewSet(RigheViewSet):
    queryset = Macroarea.objects.all()
    serializer_class = MacroareaSerializer
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]+"
    ordinamenti = {"nome": ("nome_chiave",)}


@extend_schema_view(
    list=extend_schema(
        summary=_("Elenco dei temi"),
        description=_("I temi dei progetti, come li nomina il monitoraggio."),
    ),
    retrieve=extend_schema(summary=_("Un tema"), description=_("Un tema, dal suo slug.")),
)
class TemaViewSet(RigheViewSet):
    queryset = Tema.objects.all()
    serializer_class = TemaSerializer
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]+"
    ordinamenti = {"nome": ("nome_chiave",)}
