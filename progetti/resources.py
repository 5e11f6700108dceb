from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from comuni.models import Comune
from fis_portal.core.columns import (
    Colonna,
    Data,
    Insieme,
    Numero,
    Riferimento,
    RiferimentoCodice,
    Scelta,
    SiNo,
)
from fis_portal.core.models import Fonte
from fis_portal.core.resources import RegistroResource
from progetti.enums import TipoOrganizzazione
from progetti.models import (
    Macroarea,
    Organizzazione,
    Progetto,
    ProgettoMacroarea,
    Tema,
)


class VocabolarioResource(RegistroResource):
    slug = Colonna("slug", "slug")
    nome = Colonna("nome", "nome")
    descrizione = Colonna("descrizione", "descrizione")
    ordine = Colonna("ordine", "ordine", Numero())
    valido_dal = Colonna("valido_dal", "valido dal", Data())
    valido_al = Colonna("valido_al", "valido al", Data())
    fonte = Colonna("fonte", "fonte (codice)", Riferimento(Fonte, "codice"))

    collegati = ("fonte",)

    def completa(self, instance: Any) -> None:
        if instance.ordine is None:
            instance.ordine = 0


class MacroareaResource(VocabolarioResource):
    class Meta:
        model = Macroarea


class TemaResource(VocabolarioResource):
    class Meta:
        model = Tema


class OrganizzazioneResource(RegistroResource):
    nome = Colonna("nome", "nome")
    tipo = Colonna("tipo", "tipo", Scelta(TipoOrganizzazione))
    comune = Colonna(
        "comune", "Comune (codice ISTAT)", RiferimentoCodice(Comune, "codice_istat", 6)
    )
    sito = Colonna("sito", "sito")
    is_demo = Colonna("is_demo", "dimostrativo", SiNo(), sola_lettura=True)

    collegati = ("comune",)

    class Meta:
        model = Organizzazione

    def etichetta(self, instance: Any) -> str:
        return ""


class ProgettoResource(RegistroResource):
    slug = Colonna("slug", "slug")
    titolo = Colonna("titolo", "titolo")
    comune = Colonna(
        "comune", "Comune (codice ISTAT)", RiferimentoCodice(Comune, "codice_istat", 6)
    )
    nome_comune = Colonna("comune__nome", "nome del Comune", sola_lettura=True)
    cup = Colonna("cup", "CUP")
    sintesi = Colonna("sintesi", "sintesi")
    bisogno = Colonna("bisogno", "bisogno")
    destinatari = Colonna("destinatari", "destinatari")
    prevalente = Colonna(
        "prevalente", "macroarea prevalente (slug)", Riferimento(Macroarea, "slug")
    )
    slug_macroaree = Colonna("slug_macroaree", "macroaree (slug)", Insieme(Macroarea, "slug"))
    slug_temi = Colonna("slug_temi", "temi (slug)", Insieme(Tema, "slug"))
    codici_fonti = Colonna("codici_fonti", "fonti (codici)", Insieme(Fonte, "codice"))
    data_inizio_prevista = Colonna("data_inizio_prevista", "inizio previsto", Data())
    data_fine_prevista = Colonna("data_fine_prevista", "fine prevista", Data())
    data_inizio = Colonna("data_inizio", "inizio effettivo", Data())
    data_fine = Colonna("data_fine", "fine effettiva", Data())
    nota = Colonna("nota", "nota pubblica")
    is_public = Colonna("is_public", "pubblico", SiNo(), sola_lettura=True)
    is_demo = Colonna("is_demo", "dimostrativo", SiNo(), sola_lettura=True)

    collegati = ("comune",)
    insiemi = {
        "slug_macroaree": ("macroaree", "slug"),
        "slug_temi": ("temi", "slug"),
        "codici_fonti": ("fonti", "codice"),
    }

    class Meta:
        model = Progetto

    def queryset_completo(self, queryset: QuerySet) -> QuerySet:
        return super().queryset_completo(queryset).prefetch_related("in_macroaree__macroarea")

    def leggi_insiemi(self, instance: Any) -> None:
        super().leggi_insiemi(instance)
        legami = instance.in_macroaree.all() if instance.pk else ()
        instance.prevalente = next((x.macroarea for x in legami if x.is_prevalente), None)

    def completa(self, instance: Any) -> None:
        prevalente = instance.prevalente
        if prevalente and prevalente.slug not in (instance.slug_macroaree or ()):
            testo = _("la macroarea prevalente deve essere fra le macroaree")
            raise ValidationError({"prevalente": testo})

    def scrivi_insiemi(self, instances: Sequence[Any]) -> None:
        super().scrivi_insiemi(instances)
        colonna = self.fields["prevalente"].column_name
        for instance in instances:
            if colonna in {nome for nome, _prima, _dopo in self.cambi(instance)}:
                legami = ProgettoMacroarea.objects.filter(progetto=instance)
                legami.filter(is_prevalente=True).update(is_prevalente=False)
                legami.filter(macroarea=instance.prevalente).update(is_prevalente=True)
