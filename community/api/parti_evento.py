"""The parts of an event in the API: agenda, materials for all, closing report once published."""

from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from community.enums import FrequenzaSerie, MomentoMateriale
from community.models import (
    DomandaEmersa,
    Lezione,
    Relatore,
    ResocontoEvento,
    SessioneEvento,
)
from community.querysets import totali_soppressi
from community.selectors.pagina_evento import materiali_pubblici
from fis_portal.core.api.righe import (
    BASE,
    SEGNAPOSTO,
    ColonnaPropria,
    Elenco,
    FonteSerializer,
    RigaSerializer,
    Testo,
)
from fis_portal.core.enums import PrecisioneData


class ContaPresentiField(ColonnaPropria, serializers.IntegerField):
    """A total of people; null when nobody has published it and it is too small to be told."""

    def colonna(self, percorso: str) -> Any:
        riepilogo = percorso.removesuffix(percorso.rpartition("__")[2])
        return Case(When(totali_soppressi(riepilogo), then=Value(None)), default=F(percorso))


class RiepilogoSerializer(RigaSerializer):
    incontri = serializers.IntegerField(allow_null=True)
    presenze = ContaPresentiField(
        allow_null=True, help_text=_("Chi torna più volte conta ogni volta.")
    )
    persone = ContaPresentiField(allow_null=True, help_text=_("Ogni persona conta una volta."))
    data_riferimento = serializers.DateField()
    precisione = serializers.ChoiceField(choices=PrecisioneData.choices)
    nota = Testo()
    fonte = FonteSerializer(
        allow_null=True, help_text=_("null se li ha contati chi ha organizzato l'incontro.")
    )


class SerieSerializer(RigaSerializer):
    titolo = serializers.CharField()
    frequenza = serializers.ChoiceField(choices=FrequenzaSerie.choices)
    dal = serializers.DateField()
    al = serializers.DateField()


class RelatoreSerializer(RigaSerializer):
    nome = serializers.CharField()
    ente = Testo()


class SessioneSerializer(RigaSerializer):
    giorno = serializers.DateField(
        allow_null=True, help_text=_("null se l'evento dura un giorno solo.")
    )
    inizio = serializers.TimeField(allow_null=True)
    fine = serializers.TimeField(allow_null=True)
    titolo = serializers.CharField()
    descrizione = Testo()
    relatori = Elenco(
        RelatoreSerializer,
        lambda: Relatore.objects.filter(sessione=OuterRef("pk")).order_by("ordine", "pk"),
        help_text=_("Chi parla, come lo annuncia il programma."),
    )


class IndirizzoMaterialeField(ColonnaPropria, serializers.URLField):
    """Where a material is: elsewhere, or a file of ours."""

    def colonna(self, percorso: str) -> Any:
        pagina = BASE + reverse("community:materiale", args=[SEGNAPOSTO, 0]).removesuffix("0/")
        prima, dopo = pagina.split(SEGNAPOSTO)
        nostro = Concat(
            Value(prima),
            F("evento__slug"),
            Value(dopo),
            Cast("pk", CharField()),
            Value("/"),
            output_field=CharField(),
        )
        return Case(When(url="", then=nostro), default=F("url"), output_field=CharField())


class MaterialeSerializer(RigaSerializer):
    titolo = serializers.CharField()
    momento = serializers.ChoiceField(choices=MomentoMateriale.choices)
    url = IndirizzoMaterialeField()


class DomandaSerializer(RigaSerializer):
    domanda = serializers.CharField(source="testo")
    risposta = Testo()


class OrganizzazionePresenteSerializer(RigaSerializer):
    nome = serializers.CharField(source="organizzazione.nome")
    tipo = Testo(source="organizzazione.tipo")


class LezioneTrattaSerializer(RigaSerializer):
    slug = serializers.SlugField()
    titolo = serializers.CharField()


class ResocontoSerializer(ColonnaPropria, RigaSerializer):
    """The closing report of the event of the query; drafts do not exist here."""

    sintesi = serializers.CharField(source="resoconto.sintesi")
    verbale = Testo(source="resoconto.verbale")
    organizzazioni = Elenco(
        OrganizzazionePresenteSerializer,
        lambda: ResocontoEvento.organizzazioni.through.objects.filter(
            resocontoevento__evento=OuterRef("pk")
        ).order_by("organizzazione__nome_chiave", "organizzazione_id"),
        help_text=_("Le organizzazioni del registro che erano presenti."),
    )
    altri_enti = Testo(source="resoconto.altri_enti")
    domande = Elenco(
        DomandaSerializer,
        lambda: DomandaEmersa.objects.filter(resoconto__evento=OuterRef("pk")).order_by(
            "ordine", "pk"
        ),
    )
    lezioni = Elenco(
        LezioneTrattaSerializer,
        lambda: (
            Lezione.objects.public()
            .filter(Q(progetto__isnull=True) | Q(progetto__is_public=True), evento=OuterRef("pk"))
            .order_by("titolo_chiave", "pk")
        ),
        help_text=_("Le lezioni pubbliche tratte dall'incontro."),
    )
    pubblicato_at = serializers.DateTimeField(source="resoconto.pubblicato_il")

    def colonna(self, percorso: str) -> Any:
        pubblicato = When(resoconto__is_public=True, then=self.colonne())
        return Case(pubblicato, default=Value(None), output_field=TextField())


def sessioni() -> Elenco:
    return Elenco(
        SessioneSerializer,
        lambda: SessioneEvento.objects.filter(evento=OuterRef("pk")).order_by(
            F("giorno").asc(nulls_first=True), "ordine", "inizio", "pk"
        ),
        help_text=_("Il programma, in ordine."),
    )


def materiali() -> Elenco:
    return Elenco(
        MaterialeSerializer,
        lambda: materiali_pubblici().filter(evento=OuterRef("pk")),
        help_text=_("I materiali che chiunque può avere."),
    )
