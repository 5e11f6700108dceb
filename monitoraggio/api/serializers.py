from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from fis_portal.core.api.righe import BASE, Costante, Pagina, RigaSerializer, Testo, fonte_unica
from monitoraggio.enums import FormatoReport, TipoReport
from monitoraggio.models import FileReport, ReportMonitoraggio

NUMERO = {
    "oneOf": [{"type": "integer"}, {"type": "string", "format": "decimal"}],
    "nullable": True,
}


@extend_schema_field(NUMERO)
class NumeroField(serializers.Field):
    """A count as a number, an amount of money as text."""


class ParametriFigura(serializers.Serializer):
    """What a figure is asked for."""

    alla = serializers.DateField(
        required=False,
        input_formats=["iso-8601"],
        help_text=_("Giorno a cui si riferisce la figura (AAAA-MM-GG); oggi se non lo indichi."),
        error_messages={
            "invalid": _("Scrivi una data come 2026-03-31: anno, mese e giorno."),
            "datetime": _("Scrivi una data come 2026-03-31: anno, mese e giorno."),
        },
    )
    dimostrativi = serializers.ChoiceField(
        choices=["1", "0", "true", "false"],
        required=False,
        help_text=_("1 per contare anche i dati inventati che mostrano come funziona il portale."),
        error_messages={"invalid_choice": _("Scrivi 1 per sì oppure 0 per no.")},
    )

    def validate_alla(self, alla: date) -> date:
        if alla > timezone.localdate():
            raise serializers.ValidationError(
                _("Indica oggi o un giorno passato: il futuro non si può contare.")
            )
        return alla


class VoceSerializer(serializers.Serializer):
    codice = serializers.CharField()
    etichetta = serializers.CharField()
    valore = NumeroField(
        help_text=_(
            "null non è zero: il valore è ignoto, non calcolabile o soppresso. Gli importi sono "
            "testo."
        )
    )
    quota = serializers.IntegerField(
        allow_null=True, help_text=_("Per cento, arrotondata all'unità; null se non calcolabile.")
    )
    nota = serializers.CharField()
    soppressa = serializers.BooleanField(
        help_text=_("true se il valore non si mostra per non far riconoscere le persone.")
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Progetti per macroarea",
            value={
                "codice": "macroaree",
                "titolo": "Progetti per macroarea",
                "definizione": "Assegnazioni di progetti alle macroaree del programma.",
                "unita": "assegnazioni",
                "alla": "2026-10-31",
                "dimostrativi": True,
                "provenienza": "calcolato",
                "frase": "Inclusione sociale è la macroarea più frequente: 16 su 22, il 73 %.",
                "base": "assegnazioni a una macroarea dei progetti finanziati entro la data",
                "denominatore": 22,
                "voci": [
                    {
                        "codice": codice,
                        "etichetta": etichetta,
                        "valore": valore,
                        "quota": quota,
                        "nota": "",
                        "soppressa": False,
                    }
                    for codice, etichetta, valore, quota in (
                        ("inclusione-sociale", "inclusione sociale", 16, 73),
                        ("animazione-culturale", "animazione culturale", 5, 23),
                        (
                            "lotta-alla-dispersione-scolastica",
                            "lotta alla dispersione scolastica",
                            1,
                            5,
                        ),
                    )
                ],
                "senza_dato": 0,
                "nota_senza_dato": "",
                "nota_arrotondamento": (
                    "Le quote sono arrotondate ciascuna all'unità: 73 + 23 + 5 = 101, un punto più "
                    "di 100. I conteggi sono esatti: 16 + 5 + 1 = 22."
                ),
                "note": [],
            },
        )
    ]
)
class FiguraSerializer(serializers.Serializer):
    """Describes `Figura.as_dict()`: page, report and API say the same."""

    codice = serializers.CharField()
    titolo = serializers.CharField()
    definizione = serializers.CharField(help_text=_("Che cosa si conta, e come."))
    unita = serializers.CharField()
    alla = serializers.DateField(help_text=_("Giorno a cui si riferisce."))
    dimostrativi = serializers.BooleanField(help_text=_("true se conta anche dati inventati."))
    provenienza = serializers.ChoiceField(choices=["calcolato"])
    frase = serializers.CharField(help_text=_("La figura in una frase."))
    base = serializers.CharField(help_text=_("Su che cosa sono calcolate le quote."))
    denominatore = serializers.IntegerField(
        allow_null=True, help_text=_("null se la figura non ha quote.")
    )
    voci = VoceSerializer(many=True)
    senza_dato = serializers.IntegerField(help_text=_("Righe della base che non dicono niente."))
    nota_senza_dato = serializers.CharField()
    nota_arrotondamento = serializers.CharField(
        help_text=_("Perché le quote non sommano a 100, quando succede.")
    )
    note = serializers.ListField(child=serializers.CharField())


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Progetti per macroarea",
            value={
                "codice": "macroaree",
                "titolo": "Progetti per macroarea",
                "definizione": "Assegnazioni di progetti alle macroaree del programma.",
                "unita": "assegnazioni",
                "base": "assegnazioni a una macroarea dei progetti finanziati entro la data",
                "api": "https://esempio.it/api/v1/monitoraggio/figure/macroaree/",
            },
        )
    ]
)
class DefinizioneFiguraSerializer(serializers.Serializer):
    codice = serializers.CharField()
    titolo = serializers.CharField()
    definizione = serializers.CharField(help_text=_("Che cosa si conta, e come."))
    unita = serializers.CharField()
    base = serializers.CharField(help_text=_("Su che cosa sono calcolate le quote."))
    api = serializers.SerializerMethodField(help_text=_("Dove chiedere i valori."))

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_api(self, definizione: Any) -> str:
        indirizzo = reverse("api:figura-detail", args=[definizione.codice])
        return str(self.context["request"].build_absolute_uri(indirizzo))


class PaginaFigura(Pagina):
    """The page of the figure; that of all of them for what the portal does not compute."""

    def colonna(self, percorso: str) -> Any:
        tutte = Value(BASE + reverse("monitoraggio:index"))
        return Case(
            When(**{percorso: ""}, then=tutte),
            default=super().colonna(percorso),
            output_field=CharField(),
        )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Quota dell'inclusione sociale",
            value={
                "codice": "quota-inclusione-sociale",
                "etichetta": "Progetti di inclusione sociale",
                "valore": "73.00",
                "unita": "%",
                "is_quota": True,
                "data_riferimento": None,
                "figura": "macroaree",
                "voce": "inclusione-sociale",
                "nota": None,
                "spiegazione": None,
                "dimostrativo": False,
                "fonti": [
                    {
                        "codice": "formez-giornata-scambio",
                        "titolo": "Formez, giornata di scambio del FIS",
                        "url": "https://www.formez.it/",
                        "url_archivio": None,
                        "data": None,
                        "nota": None,
                    }
                ],
                "url": "https://esempio.it/monitoraggio/dati/macroaree/",
            },
        )
    ]
)
class DatoPubblicatoSerializer(RigaSerializer):
    codice = serializers.SlugField()
    etichetta = serializers.CharField()
    valore = serializers.DecimalField(
        max_digits=16, decimal_places=2, help_text=_("Come è stato pubblicato.")
    )
    unita = serializers.CharField()
    is_quota = serializers.BooleanField(help_text=_("true se il valore è una percentuale."))
    data_riferimento = serializers.DateField(allow_null=True)
    figura = Testo(help_text=_("Codice della figura calcolata sullo stesso fatto."))
    voce = Testo(help_text=_("Codice della voce della figura."))
    nota = Testo()
    spiegazione = Testo(help_text=_("Perché differisce da quanto il portale calcola."))
    dimostrativo = Costante(False)
    fonti = fonte_unica()
    url = PaginaFigura("monitoraggio:figura_detail", source="figura")


class FileReportSerializer(serializers.ModelSerializer):
    url = serializers.SerializerMethodField()

    class Meta:
        model = FileReport
        fields = ("formato", "byte", "sha256", "url")

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, file: FileReport) -> str:
        report = self.context["report"]
        return _indirizzo(self.context, "report_download", report, report.versione, file.formato)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Terzo trimestre 2026",
            value={
                "id": 12,
                "titolo": "Report trimestrale, 3° trimestre 2026",
                "tipo": "trimestrale",
                "periodo": "3° trimestre 2026",
                "periodo_inizio": "2026-07-01",
                "periodo_fine": "2026-09-30",
                "data_riferimento": "2026-09-30",
                "versione": 1,
                "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "pubblicato_at": "2026-10-05T10:00:00+02:00",
                "dimostrativo": False,
                "file": [
                    {
                        "formato": "pdf",
                        "byte": 184320,
                        "sha256": (
                            "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
                        ),
                        "url": "https://esempio.it/monitoraggio/report/2026/t3/1/pdf",
                    }
                ],
                "url": "https://esempio.it/monitoraggio/report/2026/t3/?versione=1",
            },
        )
    ]
)
class ReportSerializer(serializers.ModelSerializer):
    titolo = serializers.CharField()
    tipo = serializers.ChoiceField(choices=TipoReport.choices)
    periodo = serializers.CharField(source="nome_periodo", help_text=_("Il periodo in parole."))
    sha256 = serializers.CharField(help_text=_("Impronta dei dati congelati."))
    dimostrativo = serializers.BooleanField(
        source="is_demo", help_text=_("true se il report contiene dati inventati.")
    )
    file = serializers.SerializerMethodField(
        help_text=_("Un file per formato: %(formati)s.")
        % {"formati": ", ".join(FormatoReport.values)}
    )
    url = serializers.SerializerMethodField(help_text=_("Indirizzo della pagina pubblica."))

    class Meta:
        model = ReportMonitoraggio
        fields = (
            "id",
            "titolo",
            "tipo",
            "periodo",
            "periodo_inizio",
            "periodo_fine",
            "data_riferimento",
            "versione",
            "sha256",
            "pubblicato_at",
            "dimostrativo",
            "file",
            "url",
        )

    @extend_schema_field(FileReportSerializer(many=True))
    def get_file(self, report: ReportMonitoraggio) -> list[dict[str, Any]]:
        contesto = {**self.context, "report": report}
        return list(FileReportSerializer(report.file.all(), many=True, context=contesto).data)

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, report: ReportMonitoraggio) -> str:
        return _indirizzo(self.context, "report_detail", report, versione=report.versione)


def _indirizzo(
    contesto: Mapping[str, Any],
    vista: str,
    report: ReportMonitoraggio,
    *args: object,
    **query: object,
) -> str:
    """The absolute address of a page of the report, which says so when it is demonstrative."""
    indirizzo = reverse(
        f"monitoraggio:{vista}", args=[report.periodo_inizio.year, report.periodo_slug, *args]
    )
    if report.is_demo:
        query["dimostrativi"] = 1
    coda = "&".join(f"{nome}={valore}" for nome, valore in query.items())
    return str(contesto["request"].build_absolute_uri(f"{indirizzo}?{coda}" if coda else indirizzo))
