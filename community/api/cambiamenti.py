from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema,
    extend_schema_serializer,
    extend_schema_view,
)
from rest_framework import serializers

from community.enums import TipoCambiamento
from community.filters_riflessioni import CambiamentoFilter
from community.selectors.riflessioni import cambiamenti_pubblici
from fis_portal.core.api.righe import RigaSerializer, Testo, fonte_unica
from fis_portal.core.api.views import RigheViewSet
from fis_portal.core.enums import PrecisioneData


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Ufficio per la coprogettazione",
            value={
                "id": 12,
                "tipo": "ufficio",
                "titolo": "Ufficio per la coprogettazione",
                "descrizione": "Due persone, per tutti i bandi sociali del Comune.",
                "data": "2024-01-15",
                "precisione": "giorno",
                "atto": "DGC 45 del 15-1-2024",
                "atto_url": None,
                "comune": "070006",
                "progetto": "educommunity",
                "aggiornato_at": "2026-11-22T09:30:00.000000+00:00",
                "dimostrativo": False,
                "fonti": [],
            },
        )
    ]
)
class CambiamentoSerializer(RigaSerializer):
    """Something that changed in an institution because of a project."""

    id = serializers.IntegerField()
    tipo = serializers.ChoiceField(choices=TipoCambiamento.choices)
    titolo = serializers.CharField()
    descrizione = Testo()
    data = serializers.DateField()  # type: ignore[assignment]  # of the row, not DRF's property
    precisione = serializers.ChoiceField(choices=PrecisioneData.choices)
    atto = Testo(help_text=_("L'atto, come lo cita il Comune."))
    atto_url = Testo(help_text=_("Dove si legge l'atto."))
    comune = serializers.CharField(source="comune.codice_istat", help_text=_("Codice ISTAT."))
    progetto = serializers.SlugField(
        source="progetto.slug", allow_null=True, help_text=_("Il progetto da cui è nato.")
    )
    aggiornato_at = serializers.DateTimeField(source="updated_at")
    dimostrativo = serializers.BooleanField(source="is_demo")
    fonti = fonte_unica()


@extend_schema_view(
    list=extend_schema(
        summary=_("Elenco dei cambiamenti istituzionali"),
        description=_(
            "Uffici, servizi, ruoli e procedure nati dai progetti, che i Comuni hanno scelto di "
            "pubblicare, dal più recente."
        ),
    ),
    retrieve=extend_schema(
        summary=_("Un cambiamento istituzionale"),
        description=_("Un cambiamento, dal suo identificativo."),
    ),
)
class CambiamentoViewSet(RigheViewSet):
    queryset = cambiamenti_pubblici()
    serializer_class = CambiamentoSerializer
    filterset_class = CambiamentoFilter
    lookup_field = "id"
    lookup_value_regex = r"\d{1,9}"
    ordinamenti = {"data": ("data",), "aggiornato_at": ("updated_at",)}
