"""The public practices, with their kit, who took them up, and where they come from."""

from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema,
    extend_schema_serializer,
    extend_schema_view,
)
from rest_framework import serializers

from community.api.serializers import FONTE
from community.enums import StatoAdozione, TipoAdozione, TipoElementoKit, Visibilita
from community.filters_pratiche import PraticaFilter
from community.models import Adozione, ElementoKit, Pratica
from comuni.api.serializers import ComuneBreveSerializer
from fis_portal.core.api.righe import (
    BASE,
    SEGNAPOSTO,
    ColonnaPropria,
    Elenco,
    Importo,
    Pagina,
    RigaSerializer,
    Testo,
    fonte_unica,
)
from fis_portal.core.api.views import RigheViewSet


class IndirizzoKitField(ColonnaPropria, serializers.URLField):
    """Where a piece of the kit is: on this portal if it is a file, elsewhere if it is a link."""

    def colonna(self, percorso: str) -> Any:
        pagina = BASE + reverse("pratiche:kit", args=[SEGNAPOSTO, 0])
        prima, dopo = pagina.removesuffix("0/").split(SEGNAPOSTO)
        nostro = Concat(
            Value(prima),
            F("pratica__slug"),
            Value(dopo),
            Cast("pk", CharField()),
            Value("/"),
            output_field=CharField(),
        )
        del_portale = When(file__isnull=False, then=nostro)
        return Case(del_portale, default=F("url"), output_field=CharField())


class SlugPubblicoField(ColonnaPropria, serializers.SlugField):
    """The slug of another practice, where that one is public too."""

    def __init__(self, pratica: str, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)
        self.pratica = pratica

    def colonna(self, percorso: str) -> Any:
        pubblica = When(
            **{f"{self.pratica}__visibilita": Visibilita.PUBBLICA}, then=F(f"{self.pratica}__slug")
        )
        return Case(pubblica, default=Value(None), output_field=CharField())


def _parola(nome: str) -> type[RigaSerializer]:
    return type(
        f"Pratica{nome.title()}Serializer",
        (RigaSerializer,),
        {
            "slug": serializers.SlugField(source=f"{nome}.slug"),
            "nome": serializers.CharField(source=f"{nome}.nome"),
        },
    )


def _parole(relazione: str, nome: str) -> Elenco:
    return Elenco(
        _parola(nome),
        lambda: (
            getattr(Pratica, relazione)
            .through.objects.filter(pratica=OuterRef("pk"))
            .order_by(f"{nome}__ordine", f"{nome}__nome_chiave", "pk")
        ),
    )


class ElementoKitSerializer(RigaSerializer):
    tipo = serializers.ChoiceField(choices=TipoElementoKit.choices)
    titolo = serializers.CharField()
    descrizione = Testo()
    formato = Testo(source="file.tipo", help_text=_("Tipo del file; null se è un altro sito."))
    url = IndirizzoKitField()


class AdozioneSerializer(RigaSerializer):
    comune = serializers.CharField(source="comune.codice_istat", help_text=_("Codice ISTAT."))
    nome_comune = serializers.CharField(source="comune.nome")
    tipo = serializers.ChoiceField(choices=TipoAdozione.choices)
    dichiarata_il = serializers.DateField()
    stato = serializers.ChoiceField(choices=StatoAdozione.choices)
    che_cosa_cambia = Testo()
    esito = Testo(help_text=_("Com'è andata, come la racconta chi l'ha ripresa."))
    pratica_nata = SlugPubblicoField(
        "pratica_nata", help_text=_("Slug della pratica nata dall'adozione, se è pubblica.")
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Portierato sociale",
            value={
                "slug": "portierato-sociale",
                "titolo": "Portierato sociale",
                "comune": {
                    "codice_istat": "070006",
                    "nome": "Campobasso",
                    "provincia": "CB",
                    "regione": "Molise",
                },
                "sintesi": "Un portierato sociale in un condominio pubblico.",
                "problema": None,
                "come_funziona": None,
                "risultati": None,
                "limiti": None,
                "bisogni": [{"slug": "abitare", "nome": "abitare"}],
                "destinatari": [{"slug": "persone-anziane", "nome": "persone anziane"}],
                "temi": [{"slug": "housing-sociale", "nome": "housing sociale"}],
                "tempo_mesi": 6,
                "costo_eur": None,
                "costo_nota": None,
                "persone": None,
                "partner": None,
                "popolazione_min": None,
                "popolazione_max": None,
                "kit": [
                    {
                        "tipo": "convenzione",
                        "titolo": "Schema di convenzione",
                        "descrizione": None,
                        "formato": "pdf",
                        "url": "https://esempio.it/pratiche/portierato-sociale/kit/12/",
                    }
                ],
                "adozioni": [
                    {
                        "comune": "046017",
                        "nome_comune": "Lucca",
                        "tipo": "adatta",
                        "dichiarata_il": "2024-03-01",
                        "stato": "avviata",
                        "che_cosa_cambia": "In biblioteca e non in un condominio.",
                        "esito": None,
                        "pratica_nata": None,
                    }
                ],
                "nata_da": None,
                "aggiornato_at": "2026-11-22T09:30:00.000000+00:00",
                "dimostrativo": False,
                "fonti": [FONTE],
                "url": "https://esempio.it/pratiche/portierato-sociale/",
            },
        )
    ]
)
class PraticaSerializer(RigaSerializer):
    slug = serializers.SlugField()
    titolo = serializers.CharField()
    comune = ComuneBreveSerializer(
        allow_null=True, help_text=_("Chi la offre; null se è raccolta da una fonte.")
    )
    sintesi = serializers.CharField()
    problema = Testo()
    come_funziona = Testo()
    risultati = Testo(help_text=_("Che cosa se ne sa."))
    limiti = Testo(help_text=_("Limiti e cautele."))
    bisogni = _parole("bisogni", "bisogno")
    destinatari = _parole("destinatari", "destinatario")
    temi = _parole("temi", "tema")
    tempo_mesi = serializers.IntegerField(allow_null=True, help_text=_("Mesi per avviarla."))
    costo_eur = Importo(allow_null=True)
    costo_nota = Testo()
    persone = Testo(help_text=_("Persone che servono."))
    partner = Testo(help_text=_("Partner che servono."))
    popolazione_min = serializers.IntegerField(allow_null=True)
    popolazione_max = serializers.IntegerField(allow_null=True)
    kit = Elenco(
        ElementoKitSerializer,
        lambda: ElementoKit.objects.filter(pratica=OuterRef("pk")).order_by("ordine", "pk"),
        help_text=_("Atti, convenzioni e modelli per rifarla."),
    )
    adozioni = Elenco(
        AdozioneSerializer,
        lambda: Adozione.objects.filter(pratica=OuterRef("pk")).order_by("dichiarata_il", "pk"),
        help_text=_("I Comuni che l'hanno ripresa."),
    )
    nata_da = SlugPubblicoField(
        "da_adozione__pratica",
        help_text=_("Slug della pratica da cui è nata, se è pubblica."),
    )
    aggiornato_at = serializers.DateTimeField(source="updated_at")
    dimostrativo = serializers.BooleanField(source="is_demo")
    fonti = fonte_unica()
    url = Pagina("pratiche:detail", source="slug")


@extend_schema_view(
    list=extend_schema(
        summary=_("Elenco delle pratiche"),
        description=_(
            "Le pratiche che tutti possono leggere, con il kit per rifarle e i Comuni che le hanno "
            "riprese. I filtri sono gli stessi della pagina Pratiche."
        ),
    ),
    retrieve=extend_schema(summary=_("Una pratica"), description=_("Una pratica, dal suo slug.")),
)
class PraticaViewSet(RigheViewSet):
    queryset = Pratica.objects.public()
    serializer_class = PraticaSerializer
    filterset_class = PraticaFilter
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]+"
    ordinamenti = {
        "titolo": ("titolo_chiave",),
        "comune": ("comune__nome_chiave", "titolo_chiave"),
        "aggiornato_at": ("updated_at",),
    }
