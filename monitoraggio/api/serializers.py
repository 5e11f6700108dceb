from collections.abc import Mapping
from typing import Any

from django.db.models import Case, CharField, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from fis_portal.core.api.righe import BASE, Costante, Pagina, RigaSerializer, Testo, fonte_unica
from monitoraggio.enums import FormatoReport, TipoReport
from monitoraggio.models import FileReport, ReportMonitoraggio


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
        return _indirizzo(
            self.context,
            report.indirizzo("report_download", report.versione, file.formato),
        )


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
                "stato": "pubblicato",
                "ritirato_at": None,
                "motivo_ritiro": None,
                "comune": None,
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
    comune = serializers.CharField(
        source="comune.codice_istat",
        default=None,
        allow_null=True,
        help_text=_("Codice ISTAT del Comune raccontato; null se racconta tutto il programma."),
    )
    stato = serializers.SerializerMethodField(
        help_text=_("«ritirato»: resta l'impronta, i file non si scaricano più.")
    )
    motivo_ritiro = serializers.SerializerMethodField(
        help_text=_("Perché è stato ritirato; null se non lo è.")
    )
    file = serializers.SerializerMethodField(
        help_text=_("Un file per formato: %(formati)s. Nessuno se il report è ritirato.")
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
            "stato",
            "ritirato_at",
            "motivo_ritiro",
            "comune",
            "dimostrativo",
            "file",
            "url",
        )

    @extend_schema_field({"type": "string", "enum": ["pubblicato", "ritirato"]})
    def get_stato(self, report: ReportMonitoraggio) -> str:
        return "ritirato" if report.ritirato_at else "pubblicato"

    @extend_schema_field({"type": "string", "nullable": True})
    def get_motivo_ritiro(self, report: ReportMonitoraggio) -> str | None:
        return report.motivo_ritiro or None

    @extend_schema_field(FileReportSerializer(many=True))
    def get_file(self, report: ReportMonitoraggio) -> list[dict[str, Any]]:
        if report.ritirato_at:
            return []
        contesto = {**self.context, "report": report}
        return list(FileReportSerializer(report.file.all(), many=True, context=contesto).data)

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, report: ReportMonitoraggio) -> str:
        return _indirizzo(self.context, report.indirizzo("report_detail", versione=report.versione))


def _indirizzo(contesto: Mapping[str, Any], indirizzo: str) -> str:
    return str(contesto["request"].build_absolute_uri(indirizzo))
