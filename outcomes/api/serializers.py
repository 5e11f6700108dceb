"""What the API says of indicators: the rows are those of outcomes.selectors.progresso."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from fis_portal.core.api.righe import RigaSerializer
from outcomes.api.esempi import INDICATORE, PERIODO, RILEVAZIONE
from outcomes.enums import (
    Attendibilita,
    Cumulo,
    Direzione,
    Frequenza,
    Riservatezza,
    StatoBase,
    StatoMisura,
    StatoValore,
    TipoIndicatore,
)
from outcomes.selectors.tipi import Misura, Parte, Punto, Quantita, Serie, Valore

MOTIVO_RISERVATEZZA = "riservatezza"
QUATTRO_DECIMALI = Decimal("0.0001")
MOTIVO_AIUTO = _("Perché il valore manca: «riservatezza» se non si può mostrare.")


class Numero(serializers.DecimalField):
    """A number as text, at most four decimals half up: no program may round it. Never a zero."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("allow_null", True)
        super().__init__(max_digits=18, decimal_places=4, **kwargs)

    def to_representation(self, value: Decimal) -> str:
        esatto = value.quantize(QUATTRO_DECIMALI, rounding=ROUND_HALF_UP).normalize()
        return f"{esatto:f}"


class TestoONiente(serializers.CharField):
    """The empty text of the database is null here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def to_representation(self, value: str) -> Any:
        return value or None


class ProgettoDellIndicatoreSerializer(serializers.Serializer):
    slug = serializers.SlugField()
    titolo = serializers.CharField()
    comune = serializers.CharField(source="comune.codice_istat", help_text=_("Codice ISTAT."))


class PeriodoSerializer(serializers.Serializer):
    codice = serializers.SlugField()
    nome = serializers.CharField()
    dal = serializers.DateField()
    al = serializers.DateField()


class ParteSerializer(serializers.Serializer):
    dimensione = serializers.CharField()
    voce = serializers.CharField()
    valore = Numero(source="quantita.valore")
    numeratore = Numero(source="quantita.numeratore")
    denominatore = Numero(source="quantita.denominatore")
    motivo = serializers.SerializerMethodField(help_text=MOTIVO_AIUTO)

    def get_motivo(self, parte: Parte) -> str | None:
        return _motivo(parte.quantita, "")


class ValoreSerializer(serializers.Serializer):
    """A value on a day."""

    stato = serializers.ChoiceField(choices=StatoMisura.choices)
    valore = Numero(source="quantita.valore", help_text=_("Zero è un valore, null non lo è."))
    numeratore = Numero(source="quantita.numeratore")
    denominatore = Numero(source="quantita.denominatore")
    attendibilita = serializers.ChoiceField(choices=Attendibilita.choices, allow_null=True)
    periodo = PeriodoSerializer(allow_null=True, help_text=_("L'ultimo periodo che comprende."))
    motivo = serializers.SerializerMethodField(help_text=MOTIVO_AIUTO)
    parti = ParteSerializer(many=True)

    def get_motivo(self, valore: Valore) -> str | None:
        if valore.stato == StatoMisura.RISERVATO:
            return MOTIVO_RISERVATEZZA
        return _motivo(valore.quantita, valore.motivo)


class BaseSerializer(serializers.Serializer):
    """The baseline."""

    stato = serializers.ChoiceField(source="indicatore.base_stato", choices=StatoBase.choices)
    valore = Numero(source="base.valore")
    data = serializers.DateField(  # type: ignore[assignment]
        source="indicatore.base_data", allow_null=True
    )
    motivo = serializers.SerializerMethodField(help_text=MOTIVO_AIUTO)

    def get_motivo(self, serie: Serie) -> str | None:
        return _motivo(serie.base, serie.indicatore.base_motivo)


class ProgressoSerializer(serializers.Serializer):
    """(actual - baseline) / (target - baseline)."""

    quota = Numero(help_text=_("1 è il valore atteso; può essere più di 1 o meno di 0."))
    percento = serializers.IntegerField(allow_null=True)
    motivo = TestoONiente(help_text=_("Perché non è calcolabile."))


class TargetSerializer(serializers.Serializer):
    periodo = serializers.SlugField()
    valore = Numero(allow_null=False)


class DimensioneSerializer(serializers.Serializer):
    nome = serializers.CharField()
    voci = serializers.ListField(child=serializers.CharField())


@extend_schema_serializer(examples=[INDICATORE])
class IndicatoreSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="indicatore.pk")
    serie = serializers.UUIDField(
        source="indicatore.serie", help_text=_("Lo stesso in ogni versione del quadro d'impatto.")
    )
    codice = serializers.CharField(source="indicatore.codice")
    nome = serializers.CharField(source="indicatore.nome")
    progetto = ProgettoDellIndicatoreSerializer(source="serie.progetto")
    esito = serializers.CharField(source="serie.esito", help_text=_("L'esito che misura."))
    versione_quadro = serializers.IntegerField(source="serie.versione")
    definizione = TestoONiente(source="indicatore.definizione")
    tipo = serializers.ChoiceField(source="indicatore.tipo", choices=TipoIndicatore.choices)
    unita = TestoONiente(source="indicatore.unita")
    direzione = serializers.ChoiceField(source="indicatore.direzione", choices=Direzione.choices)
    cumulo = serializers.ChoiceField(source="indicatore.cumulo", choices=Cumulo.choices)
    minimo = Numero(source="indicatore.minimo")
    massimo = Numero(source="indicatore.massimo")
    base = BaseSerializer(source="serie", help_text=_("Il valore di partenza."))
    target_finale = Numero(source="indicatore.target_finale")
    target_motivo = TestoONiente(source="indicatore.target_motivo")
    target = serializers.SerializerMethodField(help_text=_("I valori attesi nei periodi."))
    dimensioni = serializers.SerializerMethodField(help_text=_("Come si dividono i valori."))
    fonte_dati = TestoONiente(source="indicatore.fonte_dati")
    metodo = TestoONiente(source="indicatore.metodo")
    frequenza = serializers.ChoiceField(
        source="indicatore.frequenza", choices=[("", "—"), *Frequenza.choices]
    )
    chi_misura = TestoONiente(source="indicatore.chi_misura")
    chi_verifica = TestoONiente(source="indicatore.chi_verifica")
    sdg = serializers.ListField(source="indicatore.sdg", child=serializers.CharField())
    bes = serializers.ListField(source="indicatore.bes", child=serializers.CharField())
    riservatezza = serializers.ChoiceField(
        source="indicatore.riservatezza", choices=Riservatezza.choices
    )
    attuale = ValoreSerializer(help_text=_("Il valore accettato; i contestati non contano."))
    validato = ValoreSerializer(help_text=_("Il valore che garantisce il valutatore."))
    progresso = ProgressoSerializer()
    aggiornato_at = serializers.DateTimeField(allow_null=True)
    dimostrativo = serializers.BooleanField(source="serie.progetto.is_demo")
    url = serializers.SerializerMethodField(help_text=_("Indirizzo della pagina pubblica."))

    @extend_schema_field(TargetSerializer(many=True))
    def get_target(self, misura: Misura) -> list[dict[str, Any]]:
        righe = [{"periodo": p.codice, "valore": v} for p, v in misura.serie.target]
        return list(TargetSerializer(righe, many=True).data)

    @extend_schema_field(DimensioneSerializer(many=True))
    def get_dimensioni(self, misura: Misura) -> list[dict[str, Any]]:
        return [{"nome": nome, "voci": list(voci)} for nome, voci in misura.serie.dimensioni]

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, misura: Misura) -> str:
        pagina = reverse("progetti:detail", args=[misura.serie.progetto.slug])
        return str(self.context["request"].build_absolute_uri(pagina))


class IndicatoreBreveSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    serie = serializers.UUIDField()
    codice = serializers.CharField()
    nome = serializers.CharField()
    tipo = serializers.ChoiceField(choices=TipoIndicatore.choices)
    unita = TestoONiente()


@extend_schema_serializer(examples=[RILEVAZIONE])
class RilevazioneSerializer(serializers.Serializer):
    """A pair: the indicator's public series and one of its points."""

    id = serializers.IntegerField(source="punto.id")
    progetto = ProgettoDellIndicatoreSerializer(source="serie.progetto")
    indicatore = IndicatoreBreveSerializer(source="serie.indicatore")
    periodo = PeriodoSerializer(source="punto.periodo")
    stato = serializers.ChoiceField(
        source="punto.stato", choices=StatoValore.choices, allow_null=True
    )
    valore = Numero(
        source="punto.quantita.valore",
        help_text=_("Zero è un valore, null non lo è. Sì e no sono 1 e 0."),
    )
    numeratore = Numero(source="punto.quantita.numeratore")
    denominatore = Numero(source="punto.quantita.denominatore")
    attendibilita = serializers.ChoiceField(
        source="punto.attendibilita",
        choices=Attendibilita.choices,
        help_text=_("Chi garantisce il valore."),
    )
    motivo = serializers.SerializerMethodField(help_text=MOTIVO_AIUTO)
    parti = ParteSerializer(source="punto.parti", many=True)
    aggiornato_at = serializers.DateTimeField(source="punto.aggiornato_at", allow_null=True)
    dimostrativo = serializers.BooleanField(source="serie.progetto.is_demo")

    def get_motivo(self, riga: dict[str, Any]) -> str | None:
        punto: Punto = riga["punto"]
        return _motivo(punto.quantita, punto.motivo)


def _motivo(quantita: Quantita, detto: str) -> str | None:
    return MOTIVO_RISERVATEZZA if quantita.soppressa else detto or None


@extend_schema_serializer(examples=[PERIODO])
class PeriodoRigaSerializer(RigaSerializer):
    codice = serializers.SlugField()
    nome = serializers.CharField()
    dal = serializers.DateField()
    al = serializers.DateField()
    chiuso_il = serializers.DateField(
        allow_null=True, help_text=_("Da questo giorno nessun Comune può più inviare.")
    )
    aggiornato_at = serializers.DateTimeField(source="updated_at")
    dimostrativo = serializers.BooleanField(source="is_demo")
