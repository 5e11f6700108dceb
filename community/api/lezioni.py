"""Public lessons in the API."""

from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Value, When
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema,
    extend_schema_serializer,
    extend_schema_view,
)
from rest_framework import serializers

from community.enums import TipoSegno
from community.filters_lezioni import LezioneFilter
from community.models import Lezione
from community.selectors.lezioni import quanti_segni, segni_validi
from fis_portal.core.api.righe import (
    ColonnaPropria,
    Elenco,
    Pagina,
    RigaSerializer,
    Testo,
    fonte_unica,
)
from fis_portal.core.api.views import RigheViewSet


class DelProgetto(ColonnaPropria, serializers.CharField):
    """A field of the lesson's project; null where the project is not public, or there is none."""

    def colonna(self, percorso: str) -> Any:
        pubblico = When(progetto__is_public=True, then=F(percorso))
        return Case(pubblico, default=Value(None), output_field=CharField())


class SegniField(ColonnaPropria, serializers.IntegerField):
    """How many Comuni say it."""

    def __init__(self, tipo: TipoSegno, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tipo = tipo

    def colonna(self, percorso: str) -> Any:
        return quanti_segni(self.tipo)


class ParolaSerializer(RigaSerializer):
    slug = serializers.SlugField()
    nome = serializers.CharField()


class ComuneCheRiusaSerializer(RigaSerializer):
    codice_istat = serializers.CharField(source="comune.codice_istat")
    nome = serializers.CharField(source="comune.nome")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Uno sportello che nessuno trovava",
            value={
                "slug": "uno-sportello-che-nessuno-trovava",
                "titolo": "Uno sportello che nessuno trovava",
                "tentato": "Aprire uno sportello in centro.",
                "funzionato": "Gli operatori formati.",
                "deluso": "Non è venuto quasi nessuno: il quartiere è lontano.",
                "cambieremmo": "Aprirlo dentro la biblioteca di quartiere.",
                "evidenza": "I registri del primo anno.",
                "temi": [{"slug": "casa", "nome": "Casa"}],
                "leve": [{"slug": "spazi-condivisi", "nome": "Spazi condivisi"}],
                "intervento": "II",
                "progetto": "educommunity",
                "comune": "070006",
                "utile": 3,
                "riusata": 1,
                "riusata_da": [{"codice_istat": "037006", "nome": "Bologna"}],
                "aggiornato_at": "2026-11-22T09:30:00.000000+00:00",
                "dimostrativo": False,
                "fonti": [],
                "url": "https://esempio.it/lezioni/uno-sportello-che-nessuno-trovava/",
            },
        )
    ]
)
class LezioneSerializer(RigaSerializer):
    """What the community says in comments never leaves the reserved area."""

    slug = serializers.SlugField()
    titolo = serializers.CharField()
    tentato = serializers.CharField(help_text=_("Che cosa è stato provato."))
    funzionato = Testo(help_text=_("Che cosa ha funzionato."))
    deluso = Testo(help_text=_("Che cosa ha deluso."))
    cambieremmo = Testo(help_text=_("Che cosa si cambierebbe."))
    evidenza = Testo(help_text=_("Da che cosa lo si sa."))
    temi = Elenco(
        ParolaSerializer,
        lambda: Lezione.temi.through.objects.filter(lezione=OuterRef("pk")).order_by(
            "tema__nome_chiave"
        ),
        prefisso="tema__",
    )
    leve = Elenco(
        ParolaSerializer,
        lambda: Lezione.leve.through.objects.filter(lezione=OuterRef("pk")).order_by(
            "leva__nome_chiave"
        ),
        prefisso="leva__",
    )
    intervento = serializers.CharField(source="intervento.codice", allow_null=True)
    progetto = DelProgetto(
        source="progetto.slug",
        allow_null=True,
        help_text=_("Slug del progetto; null se la lezione è della comunità."),
    )
    comune = DelProgetto(
        source="progetto.comune.codice_istat",
        allow_null=True,
        help_text=_("Codice ISTAT del Comune del progetto."),
    )
    utile = SegniField(TipoSegno.UTILE, help_text=_("A quanti Comuni è utile."))
    riusata = SegniField(TipoSegno.RIUSATA, help_text=_("Quanti Comuni l'hanno riusata."))
    riusata_da = Elenco(
        ComuneCheRiusaSerializer,
        lambda: (
            segni_validi()
            .filter(lezione=OuterRef("pk"), tipo=TipoSegno.RIUSATA)
            .order_by("comune__nome_chiave", "pk")
        ),
    )
    aggiornato_at = serializers.DateTimeField(source="updated_at")
    dimostrativo = serializers.BooleanField(source="is_demo")
    fonti = fonte_unica()
    url = Pagina("lezioni:detail", source="slug")


@extend_schema_view(
    list=extend_schema(
        summary=_("Elenco delle lezioni"),
        description=_(
            "Le lezioni che i Comuni hanno scelto di pubblicare: che cosa hanno provato, che cosa "
            "ha funzionato e che cosa li ha delusi. I filtri sono gli stessi della pagina Lezioni."
        ),
    ),
    retrieve=extend_schema(summary=_("Una lezione"), description=_("Una lezione, dal suo slug.")),
)
class LezioneViewSet(RigheViewSet):
    queryset = Lezione.objects.public()
    serializer_class = LezioneSerializer
    filterset_class = LezioneFilter
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]+"
    ordinamenti = {"titolo": ("titolo_chiave",), "aggiornato_at": ("updated_at",)}
