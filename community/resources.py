from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from community.enums import TipoEvento, Visibilita
from community.models import Bisogno, Destinatario, Evento, Pratica
from comuni.models import Comune
from fis_portal.core.columns import (
    Colonna,
    Data,
    Insieme,
    Numero,
    Ora,
    Riferimento,
    RiferimentoCodice,
    Scelta,
    SiNo,
)
from fis_portal.core.enums import PrecisioneData
from fis_portal.core.models import Fonte
from fis_portal.core.resources import RegistroResource
from progetti.models import Intervento, Progetto, Tema
from progetti.resources import VocabolarioResource


class EventoResource(RegistroResource):
    slug = Colonna("slug", "slug")
    titolo = Colonna("titolo", "titolo")
    tipo = Colonna("tipo", "tipo", Scelta(TipoEvento))
    data_inizio = Colonna("data_inizio", "data", Data())
    data_fine = Colonna("data_fine", "ultimo giorno", Data())
    ora_inizio = Colonna("ora_inizio", "ora di inizio", Ora())
    precisione = Colonna("precisione", "precisione della data", Scelta(PrecisioneData))
    data_testo = Colonna("data_testo", "data come la riporta la fonte")
    luogo = Colonna("luogo", "luogo")
    descrizione = Colonna("descrizione", "descrizione")
    organizzatori = Colonna("organizzatori", "organizzatori")
    progetti_presenti = Colonna("progetti_presenti", "progetti presenti", Numero())
    intervento = Colonna("intervento", "Intervento", Riferimento(Intervento, "codice"))
    slug_progetti = Colonna("slug_progetti", "progetti (slug)", Insieme(Progetto, "slug"))
    codici_fonti = Colonna("codici_fonti", "fonti (codici)", Insieme(Fonte, "codice"))
    nota = Colonna("nota", "nota pubblica")
    is_public = Colonna("is_public", "pubblico", SiNo(), sola_lettura=True)
    is_demo = Colonna("is_demo", "dimostrativo", SiNo(), sola_lettura=True)

    collegati = ("intervento",)
    insiemi = {"slug_progetti": ("progetti", "slug"), "codici_fonti": ("fonti", "codice")}

    class Meta:
        model = Evento

    def completa(self, instance: Evento) -> None:
        instance.precisione = instance.precisione or PrecisioneData.GIORNO


class BisognoResource(VocabolarioResource):
    class Meta:
        model = Bisogno


class DestinatarioResource(VocabolarioResource):
    class Meta:
        model = Destinatario


class ChiLegge(Scelta):
    """Who reads it; where the table does not say, nobody but the team."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return super().clean(value, row, **kwargs) or Visibilita.TEAM.value


class PraticaResource(RegistroResource):
    """Practice cards as a study collects them. What Comuni wrote is theirs: a table does not
    touch it, nor shows it to others."""

    slug = Colonna("slug", "slug")
    titolo = Colonna("titolo", "titolo")
    comune = Colonna(
        "comune", "Comune (codice ISTAT)", RiferimentoCodice(Comune, "codice_istat", 6)
    )
    fonte = Colonna("fonte", "fonte (codice)", Riferimento(Fonte, "codice"))
    slug_bisogni = Colonna("slug_bisogni", "bisogni (slug)", Insieme(Bisogno, "slug"))
    slug_destinatari = Colonna(
        "slug_destinatari", "destinatari (slug)", Insieme(Destinatario, "slug")
    )
    slug_temi = Colonna("slug_temi", "temi (slug)", Insieme(Tema, "slug"))
    sintesi = Colonna("sintesi", "in breve")
    problema = Colonna("problema", "il problema")
    come_funziona = Colonna("come_funziona", "come funziona")
    risultati = Colonna("risultati", "che cosa se ne sa")
    limiti = Colonna("limiti", "limiti e cautele")
    tempo_mesi = Colonna("tempo_mesi", "mesi per avviarla", Numero())
    costo_eur = Colonna("costo_eur", "costo indicativo", Numero(decimali=True))
    costo_nota = Colonna("costo_nota", "che cosa comprende il costo")
    persone = Colonna("persone", "persone che servono")
    partner = Colonna("partner", "partner che servono")
    popolazione_min = Colonna("popolazione_min", "da abitanti", Numero())
    popolazione_max = Colonna("popolazione_max", "fino a abitanti", Numero())
    visibilita = Colonna("visibilita", "chi la legge", ChiLegge(Visibilita))
    is_demo = Colonna("is_demo", "dimostrativo", SiNo(), sola_lettura=True)

    collegati = ("comune", "fonte")
    insiemi = {
        "slug_bisogni": ("bisogni", "slug"),
        "slug_destinatari": ("destinatari", "slug"),
        "slug_temi": ("temi", "slug"),
    }

    class Meta:
        model = Pratica

    def get_queryset(self) -> QuerySet:
        """What a table may name: what is collected from sources, and what is shared."""
        return super().get_queryset().filter(_RACCOLTA | Q(visibilita__in=_CONDIVISA))

    def completa(self, instance: Any) -> None:
        if not instance.slug_bisogni:
            raise ValidationError({"slug_bisogni": _("serve almeno un bisogno")})
        if instance.autore_id is not None or instance.consenso_il is not None:
            testo = _("«%(titolo)s» l'ha scritta un Comune: si cambia solo dalla sua area")
            raise ValidationError(testo % {"titolo": instance.titolo})
        if instance.visibilita != Visibilita.TEAM and instance.fonte is None:
            raise ValidationError({"fonte": _("senza una fonte non si può mostrare ad altri")})


_RACCOLTA = Q(autore__isnull=True, consenso_il__isnull=True)
_CONDIVISA = (Visibilita.COMUNITA, Visibilita.PUBBLICA)
