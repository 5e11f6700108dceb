from community.enums import TipoEvento
from community.models import Evento
from fis_portal.core.columns import Colonna, Data, Insieme, Numero, Ora, Riferimento, Scelta, SiNo
from fis_portal.core.enums import PrecisioneData
from fis_portal.core.models import Fonte
from fis_portal.core.resources import RegistroResource
from progetti.models import Intervento, Progetto


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
