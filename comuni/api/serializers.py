from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from comuni.enums import Ripartizione
from fis_portal.core.api.righe import Costante, FontiFisse, Pagina, RigaSerializer, Testo

ISTAT = {
    "codice": "istat-codici-comuni",
    "titolo": "ISTAT, Codici dei comuni, delle province e delle regioni, 2024",
    "url": "https://www.istat.it/classificazione/codici-dei-comuni-delle-province-e-delle-regioni/",
    "url_archivio": None,
    "data": None,
    "nota": None,
}
POPOLAZIONE = {
    "codice": "istat-openpolis-2023",
    "titolo": "ISTAT, popolazione residente al 1° gennaio 2023; punti: elaborazione su © Openpolis",
    "url": "https://github.com/openpolis/geojson-italy",
    "url_archivio": None,
    "data": "2023-01-01",
    "nota": "CC BY 4.0",
}


class ProvinciaBreveSerializer(RigaSerializer):
    codice_istat = serializers.CharField()
    nome = serializers.CharField()
    sigla = serializers.CharField()


class RegioneBreveSerializer(RigaSerializer):
    codice_istat = serializers.CharField()
    nome = serializers.CharField()
    slug = serializers.SlugField()


class ComuneBreveSerializer(RigaSerializer):
    """A Comune as rows of other tables name it."""

    codice_istat = serializers.CharField()
    nome = serializers.CharField()
    provincia = Testo(source="provincia.sigla", help_text=_("Sigla; null se dimostrativo."))
    regione = Testo(source="provincia.regione.nome")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Puglia",
            value={
                "codice_istat": "16",
                "nome": "Puglia",
                "slug": "puglia",
                "ripartizione": "Sud",
                "dimostrativo": False,
                "fonti": [ISTAT],
                "url": "https://esempio.it/comuni/?regione=puglia",
            },
        )
    ]
)
class RegioneSerializer(RigaSerializer):
    codice_istat = serializers.CharField(help_text=_("Due cifre."))
    nome = serializers.CharField()
    slug = serializers.SlugField(help_text=_("Valore del filtro `regione`."))
    ripartizione = serializers.ChoiceField(choices=Ripartizione.choices)
    dimostrativo = Costante(False)
    fonti = FontiFisse([ISTAT], con_demo=False)
    url = Pagina("comuni:list", parametro="regione", source="slug")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Lecce",
            value={
                "codice_istat": "075035",
                "nome": "Lecce",
                "provincia": {"codice_istat": "075", "nome": "Lecce", "sigla": "LE"},
                "regione": {"codice_istat": "16", "nome": "Puglia", "slug": "puglia"},
                "capoluogo": True,
                "citta_metropolitana": False,
                "codice_catastale": "E506",
                "codice_ipa": None,
                "popolazione": 94517,
                "popolazione_al": "2023-01-01",
                "lat": 40.4094,
                "lon": 18.2119,
                "valido_dal": None,
                "valido_al": None,
                "dimostrativo": False,
                "fonti": [ISTAT, POPOLAZIONE],
                "url": "https://esempio.it/comuni/lecce/",
            },
        )
    ]
)
class ComuneSerializer(RigaSerializer):
    codice_istat = serializers.CharField(help_text=_("Sei cifre, zeri compresi: è un testo."))
    nome = serializers.CharField()
    provincia = ProvinciaBreveSerializer(allow_null=True)
    regione = RegioneBreveSerializer(source="provincia.regione", allow_null=True)
    capoluogo = serializers.BooleanField()
    citta_metropolitana = serializers.BooleanField()
    codice_catastale = Testo()
    codice_ipa = Testo()
    popolazione = serializers.IntegerField(allow_null=True)
    popolazione_al = serializers.DateField(allow_null=True)
    lat = serializers.FloatField(allow_null=True, help_text=_("Di un punto dentro il Comune."))
    lon = serializers.FloatField(allow_null=True, help_text=_("Di un punto dentro il Comune."))
    valido_dal = serializers.DateField(allow_null=True)
    valido_al = serializers.DateField(
        allow_null=True, help_text=_("Ultimo giorno in cui il Comune è esistito.")
    )
    dimostrativo = serializers.BooleanField(source="is_demo")
    fonti = FontiFisse([ISTAT, POPOLAZIONE], con_demo=True)
    url = Pagina("comuni:detail", source="slug")
