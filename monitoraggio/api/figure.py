"""What the API says of the figures, and of the records behind them."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

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

    conosciuto_al = serializers.DateField(
        required=False,
        input_formats=["iso-8601"],
        help_text=_(
            "Come risultavano i dati alla fine di quel giorno (AAAA-MM-GG), prima delle correzioni "
            "fatte dopo; come risultano ora se non lo indichi."
        ),
        error_messages={
            "invalid": _("Scrivi una data come 2026-03-31: anno, mese e giorno."),
            "datetime": _("Scrivi una data come 2026-03-31: anno, mese e giorno."),
        },
    )

    def validate_conosciuto_al(self, giorno: date) -> date:
        return self.validate_alla(giorno)

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


class TaglioSerializer(serializers.Serializer):
    dimensione = serializers.CharField()
    codice = serializers.CharField(help_text=_("`non-indicato` per ciò che non ne ha uno."))
    etichetta = serializers.CharField()


class CellaSerializer(serializers.Serializer):
    taglio = TaglioSerializer(many=True, help_text=_("Un valore per ogni dimensione di `per`."))
    denominatore = serializers.IntegerField(allow_null=True)
    senza_dato = serializers.IntegerField()
    voci = VoceSerializer(many=True)


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
                "conosciuto_al": None,
                "percorso": (
                    "https://esempio.it/monitoraggio/dati/macroaree/?alla=2026-10-31&dimostrativi=1"
                ),
                "record": (
                    "https://esempio.it/api/v1/monitoraggio/figure/macroaree/record/"
                    "?alla=2026-10-31&dimostrativi=1"
                ),
            },
        )
    ]
)
class FiguraSerializer(serializers.Serializer):
    """Describes `Figura.as_dict()`, and where the figure is explained."""

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
    contata_fino = serializers.DateField(
        required=False,
        help_text=_(
            "L'ultimo giorno contato, se è prima di `alla`: le persone a trimestre chiuso."
        ),
    )
    per = serializers.ListField(
        child=serializers.CharField(), required=False, help_text=_("Se chiesto: le dimensioni.")
    )
    celle = CellaSerializer(
        many=True,
        required=False,
        help_text=_("Con `per`: le stesse voci per ogni combinazione di valori che ne ha."),
    )
    filtri = TaglioSerializer(
        many=True, required=False, help_text=_("Se chiesti: i valori scelti.")
    )
    conosciuto_al = serializers.DateTimeField(
        allow_null=True,
        help_text=_("L'istante in cui i dati risultavano così, se lo hai chiesto; null: adesso."),
    )
    percorso = serializers.URLField(
        help_text=_("La pagina che spiega la figura: la stessa scritta accanto nei report in PDF.")
    )
    record = serializers.URLField(
        help_text=_("Dove chiedere le righe contate e ciò che resta fuori.")
    )


class RigaRecordSerializer(serializers.Serializer):
    voce = serializers.CharField(help_text=_("La voce della figura in cui la riga è contata."))
    tipo = serializers.CharField(help_text=_("Che cos'è: progetti.progetto, community.evento…"))
    chiave = serializers.CharField()
    etichetta = serializers.CharField()
    url = serializers.CharField(help_text=_("La sua pagina; vuoto se non ne ha una."))


class GruppoSerializer(serializers.Serializer):
    codice = serializers.CharField()
    motivo = serializers.CharField(help_text=_("Perché resta fuori."))
    quanti = serializers.IntegerField(allow_null=True, help_text=_("null se non si può dire."))
    unita = serializers.CharField()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Da dove vengono i progetti finanziati",
            value={
                "figura": "progetti",
                "alla": "2026-10-31",
                "dimostrativi": False,
                "percorso": "https://esempio.it/monitoraggio/dati/progetti/?alla=2026-10-31",
                "riservati": 0,
                "esclusi": [
                    {
                        "codice": "dopo",
                        "motivo": "Finanziati solo dopo questa data.",
                        "quanti": 2,
                        "unita": "progetti",
                    }
                ],
                "next": None,
                "results": [
                    {
                        "voce": "finanziati",
                        "tipo": "progetti.progetto",
                        "chiave": "co-mix",
                        "etichetta": "CO-MIX",
                        "url": "https://esempio.it/progetti/co-mix/",
                    }
                ],
            },
        )
    ]
)
class RecordFiguraSerializer(serializers.Serializer):
    figura = serializers.CharField()
    alla = serializers.DateField(help_text=_("Giorno a cui si riferisce."))
    dimostrativi = serializers.BooleanField(help_text=_("true se conta dati inventati."))
    percorso = serializers.URLField(help_text=_("La pagina che spiega la figura."))
    riservati = serializers.IntegerField(
        help_text=_(
            "Righe di questa pagina contate e mai nominate: gli incontri riservati e, con "
            "`conosciuto_al`, ciò che oggi non è più pubblico."
        )
    )
    esclusi = GruppoSerializer(many=True, help_text=_("Che cosa resta fuori, e perché."))
    next = serializers.URLField(
        allow_null=True, help_text=_("La pagina seguente; null all'ultima.")
    )
    results = RigaRecordSerializer(many=True)


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
