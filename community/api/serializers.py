from typing import Any

from django.conf import settings
from django.db.models import Case, Count, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import NullIf
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from community.api.parti_evento import (
    ResocontoSerializer,
    RiepilogoSerializer,
    SerieSerializer,
    materiali,
    sessioni,
)
from community.enums import ModalitaEvento, TipoEvento
from community.models import Evento, Partecipazione
from fis_portal.core.api.righe import (
    ColonnaPropria,
    Elenco,
    Pagina,
    RigaSerializer,
    Testo,
    fonti_collegate,
)
from fis_portal.core.enums import PrecisioneData

FONTE = {
    "codice": "formez-giornata-scambio",
    "titolo": "Formez, giornata di scambio del FIS",
    "url": "https://www.formez.it/",
    "url_archivio": None,
    "data": None,
    "nota": None,
}


def _registrate() -> Subquery:
    partecipazioni = Partecipazione.objects.filter(evento=OuterRef("pk")).order_by()
    conteggio = partecipazioni.values("evento").annotate(n=Count("pk")).values("n")
    return Subquery(conteggio, output_field=IntegerField())


class PresenzeField(ColonnaPropria, serializers.IntegerField):
    """People attending, counted one by one; null below the threshold and where nobody is listed."""

    def colonna(self, percorso: str) -> Any:
        n = _registrate()
        return Case(When(_poche(n), then=Value(None)), default=n, output_field=IntegerField())


class PresenzeSoppresseField(ColonnaPropria, serializers.BooleanField):
    def colonna(self, percorso: str) -> Any:
        return Case(When(_poche(_registrate()), then=Value(True)), default=Value(False))


def _poche(n: Any) -> Any:
    from django.db.models.lookups import LessThan

    return LessThan(NullIf(n, Value(0)), settings.SOGLIA_CELLE)


class AnnullatoField(ColonnaPropria, serializers.BooleanField):
    def colonna(self, percorso: str) -> Any:
        return Case(When(annullato_il__isnull=False, then=Value(True)), default=Value(False))


class EventoProgettoSerializer(RigaSerializer):
    slug = serializers.SlugField(source="progetto.slug")
    titolo = Testo(source="progetto.titolo")
    comune = serializers.CharField(
        source="progetto.comune.codice_istat", help_text=_("Codice ISTAT.")
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Giornata di scambio",
            value={
                "slug": "giornata-di-scambio",
                "tipo": "giornata_scambio",
                "titolo": "Giornata di scambio tra i Comuni del FIS",
                "data_inizio": "2023-03-29",
                "data_fine": None,
                "ora_inizio": None,
                "ora_fine": None,
                "precisione": "giorno",
                "data_testo": None,
                "modalita": "presenza",
                "luogo": "Roma",
                "indirizzo": None,
                "annullato": False,
                "annullato_motivo": None,
                "serie": None,
                "descrizione": None,
                "organizzatori": "Formez",
                "intervento": "II",
                "progetti": [
                    {"slug": "educommunity", "titolo": "Educommunity", "comune": "070006"}
                ],
                "progetti_presenti": 16,
                "presenze": None,
                "presenze_soppresse": False,
                "riepilogo": None,
                "sessioni": [
                    {
                        "giorno": None,
                        "inizio": "10:00:00",
                        "fine": "11:00:00",
                        "titolo": "I progetti si raccontano",
                        "descrizione": None,
                        "relatori": [{"nome": "Ada Esempio", "ente": "Comune di Rovigo"}],
                    }
                ],
                "materiali": [],
                "resoconto": None,
                "nota": None,
                "aggiornato_at": "2026-11-22T09:30:00.000000+00:00",
                "dimostrativo": False,
                "fonti": [FONTE],
                "url": "https://esempio.it/eventi/giornata-di-scambio/",
            },
        )
    ]
)
class EventoSerializer(RigaSerializer):
    """Counts only: who the people are never leaves the database."""

    slug = serializers.SlugField()
    tipo = serializers.ChoiceField(choices=TipoEvento.choices)
    titolo = serializers.CharField()
    data_inizio = serializers.DateField(allow_null=True, help_text=_("null se nessuno la riporta."))
    data_fine = serializers.DateField(allow_null=True)
    ora_inizio = serializers.TimeField(allow_null=True)
    ora_fine = serializers.TimeField(allow_null=True)
    precisione = serializers.ChoiceField(
        choices=PrecisioneData.choices,
        help_text=_("Quanto la fonte è precisa sulla data: il resto della data è convenzionale."),
    )
    data_testo = Testo(help_text=_("La data come la riporta la fonte."))
    modalita = serializers.ChoiceField(
        choices=ModalitaEvento.choices, help_text=_("Come si partecipa.")
    )
    luogo = Testo()
    indirizzo = Testo()
    annullato = AnnullatoField()
    annullato_motivo = Testo(help_text=_("Perché è annullato."))
    serie = SerieSerializer(
        allow_null=True, help_text=_("Gli incontri che tornano, se ne fa parte.")
    )
    descrizione = Testo()
    organizzatori = Testo()
    intervento = serializers.CharField(source="intervento.codice", allow_null=True)
    progetti = Elenco(
        EventoProgettoSerializer,
        lambda: Evento.progetti.through.objects.filter(
            evento=OuterRef("pk"), progetto__is_public=True
        ).order_by("progetto__comune__nome_chiave", "progetto_id"),
    )
    progetti_presenti = serializers.IntegerField(
        allow_null=True, help_text=_("Quanti progetti erano presenti, come li conta la fonte.")
    )
    presenze = PresenzeField(
        allow_null=True,
        help_text=_(
            "Presenze registrate una a una. null se non ce ne sono o se sono troppo poche per "
            "essere mostrate (`presenze_soppresse`)."
        ),
    )
    presenze_soppresse = PresenzeSoppresseField(
        help_text=_("true se le presenze ci sono ma non si mostrano, per riservatezza.")
    )
    riepilogo = RiepilogoSerializer(
        allow_null=True, help_text=_("I totali che dà una fonte, quando li dà.")
    )
    sessioni = sessioni()
    materiali = materiali()
    resoconto = ResocontoSerializer(
        allow_null=True,
        help_text=_("Che cosa è uscito dall'incontro; null finché non è pubblicato."),
    )
    nota = Testo()
    aggiornato_at = serializers.DateTimeField(source="updated_at")
    dimostrativo = serializers.BooleanField(source="is_demo")
    fonti = fonti_collegate(lambda: Evento.fonti.through.objects.filter(evento=OuterRef("pk")))
    url = Pagina("community:evento_detail", source="slug")
