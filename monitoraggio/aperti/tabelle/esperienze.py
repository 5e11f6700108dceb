"""What was learnt: lessons, practices and who took them up, what changed in institutions."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from community.enums import (
    StatoAdozione,
    TipoAdozione,
    TipoCambiamento,
    TipoElementoKit,
)
from monitoraggio.aperti import sorgenti
from monitoraggio.aperti.tabelle.colonne import (
    aggiornato,
    comune,
    data,
    importo,
    intero,
    intervento,
    numerate,
    numero,
    pagina,
    precisione,
    progetto,
    scelta,
    testo,
    una_fonte,
)
from monitoraggio.aperti.tabelle.territorio import di_comuni_veri
from monitoraggio.aperti.tipi import Riga, Tabella, nomi_di


def _adozioni(riga: Riga) -> Iterator[Riga]:
    return di_comuni_veri(numerate("adozioni", pratica="slug")(riga))


def pratica(**altro: Any) -> Any:
    return testo(
        nome="pratica",
        riferimento="pratiche.slug",
        descrizione=_("Slug della pratica."),
        esempio="portierato-sociale",
        **altro,
    )


LEZIONI = Tabella(
    codice="lezioni",
    titolo=_("Lezioni"),
    descrizione=_(
        "Che cosa i Comuni hanno provato, che cosa ha funzionato e che cosa li ha delusi: le "
        "lezioni che hanno scelto di pubblicare."
    ),
    sorgente=sorgenti.LEZIONI,
    chiave=("slug",),
    vista="lezioni:list",
    api="api:lezione-list",
    colonne=(
        testo(
            nome="slug",
            descrizione=_("Identificativo."),
            esempio="uno-sportello-che-nessuno-trovava",
            obbligatoria=True,
        ),
        testo(
            nome="titolo",
            descrizione=_("Titolo."),
            esempio="Uno sportello che nessuno trovava",
            obbligatoria=True,
        ),
        testo(
            nome="tentato",
            descrizione=_("Che cosa è stato provato."),
            esempio="Aprire uno sportello in centro.",
            obbligatoria=True,
        ),
        testo(
            nome="funzionato", descrizione=_("Che cosa ha funzionato."), esempio="Gli operatori…"
        ),
        testo(nome="deluso", descrizione=_("Che cosa ha deluso."), esempio="Non è venuto nessuno."),
        testo(
            nome="cambieremmo",
            descrizione=_("Che cosa si cambierebbe."),
            esempio="Aprirlo in biblioteca.",
        ),
        testo(
            nome="evidenza",
            descrizione=_("Da che cosa lo si sa."),
            esempio="I registri del primo anno.",
        ),
        testo(
            nome="temi",
            da=nomi_di("temi", "nome"),
            descrizione=_("Temi, separati da punto e virgola."),
            esempio="Casa; Anziani",
        ),
        testo(
            nome="leve",
            da=nomi_di("leve", "nome"),
            descrizione=_("Leve dell'innovazione sociale, separate da punto e virgola."),
            esempio="Spazi condivisi",
        ),
        intervento(),
        progetto(),
        comune(),
        intero(
            nome="utile",
            unita=_("Comuni"),
            descrizione=_("A quanti Comuni è utile."),
            esempio="3",
            obbligatoria=True,
        ),
        intero(
            nome="riusata",
            unita=_("Comuni"),
            descrizione=_("Quanti Comuni l'hanno riusata."),
            esempio="1",
            obbligatoria=True,
        ),
        testo(
            nome="riusata_da",
            da=nomi_di("riusata_da", "codice_istat"),
            descrizione=_(
                "Codici ISTAT dei Comuni che l'hanno riusata, separati da punto e virgola."
            ),
            esempio="037006; 046017",
        ),
        una_fonte(),
        aggiornato(),
        pagina(),
    ),
)

PRATICHE = Tabella(
    codice="pratiche",
    titolo=_("Pratiche"),
    descrizione=_("Modi di fare che un altro Comune può riprendere, con che cosa serve per farlo."),
    sorgente=sorgenti.PRATICHE,
    chiave=("slug",),
    vista="pratiche:list",
    api="api:pratica-list",
    colonne=(
        testo(
            nome="slug",
            descrizione=_("Identificativo."),
            esempio="portierato-sociale",
            obbligatoria=True,
        ),
        testo(
            nome="titolo", descrizione=_("Titolo."), esempio="Portierato sociale", obbligatoria=True
        ),
        comune("comune.codice_istat"),
        testo(
            nome="sintesi",
            descrizione=_("La pratica in breve."),
            esempio="Un portierato in un condominio pubblico.",
            obbligatoria=True,
        ),
        testo(
            nome="problema", descrizione=_("A quale problema risponde."), esempio="Anziani soli."
        ),
        testo(nome="come_funziona", descrizione=_("Come funziona."), esempio="Due operatori…"),
        testo(nome="risultati", descrizione=_("Che cosa se ne sa."), esempio="Meno sfratti."),
        testo(nome="limiti", descrizione=_("Limiti e cautele."), esempio="Serve un locale."),
        testo(
            nome="bisogni",
            da=nomi_di("bisogni", "nome"),
            descrizione=_("Bisogni a cui risponde, separati da punto e virgola."),
            esempio="abitare",
        ),
        testo(
            nome="destinatari",
            da=nomi_di("destinatari", "nome"),
            descrizione=_("A chi si rivolge, separati da punto e virgola."),
            esempio="persone anziane",
        ),
        testo(
            nome="temi",
            da=nomi_di("temi", "nome"),
            descrizione=_("Temi, separati da punto e virgola."),
            esempio="housing sociale",
        ),
        intero(
            nome="tempo_mesi", unita=_("mesi"), descrizione=_("Tempo per avviarla."), esempio="6"
        ),
        importo(nome="costo_eur", descrizione=_("Costo indicativo."), esempio="12000.00"),
        testo(
            nome="costo_nota",
            descrizione=_("Che cosa comprende il costo."),
            esempio="Il primo anno, senza il locale.",
        ),
        testo(nome="persone", descrizione=_("Persone che servono."), esempio="Due educatori."),
        testo(nome="partner", descrizione=_("Partner che servono."), esempio="Un'associazione."),
        intero(
            nome="popolazione_min",
            unita=_("abitanti"),
            descrizione=_("Adatta a Comuni da tanti abitanti."),
            esempio="20000",
        ),
        intero(
            nome="popolazione_max",
            unita=_("abitanti"),
            descrizione=_("Adatta a Comuni fino a tanti abitanti."),
            esempio="100000",
        ),
        testo(
            nome="nata_da",
            descrizione=_("Slug della pratica da cui è nata, se è pubblica."),
            esempio="portierato-di-quartiere",
        ),
        una_fonte(),
        aggiornato(),
        pagina(),
    ),
)

KIT = Tabella(
    codice="pratiche_kit",
    titolo=_("Kit delle pratiche"),
    descrizione=_("Atti, convenzioni e modelli per rifare una pratica."),
    sorgente=sorgenti.PRATICHE,
    voci=numerate("kit", pratica="slug"),
    chiave=("pratica", "numero"),
    colonne=(
        pratica(obbligatoria=True),
        numero(),
        scelta("tipo", TipoElementoKit.values, _("Tipo."), "convenzione", obbligatoria=True),
        testo(
            nome="titolo",
            descrizione=_("Titolo."),
            esempio="Schema di convenzione",
            obbligatoria=True,
        ),
        testo(nome="descrizione", descrizione=_("A che cosa serve."), esempio="Per l'affidamento."),
        testo(
            nome="formato",
            descrizione=_("Tipo del file; vuoto se è un altro sito."),
            esempio="pdf",
        ),
        pagina(),
    ),
)

ADOZIONI = Tabella(
    codice="adozioni",
    titolo=_("Adozioni"),
    descrizione=_("Quali Comuni hanno adottato o adattato una pratica, e com'è andata."),
    sorgente=sorgenti.PRATICHE,
    voci=_adozioni,
    chiave=("pratica", "numero"),
    colonne=(
        pratica(obbligatoria=True),
        numero(),
        comune(obbligatoria=True),
        scelta(
            "tipo", TipoAdozione.values, _("La adotta o la adatta."), "adatta", obbligatoria=True
        ),
        data(
            nome="dichiarata_il",
            descrizione=_("Giorno in cui il Comune lo ha detto."),
            esempio="2024-03-01",
            obbligatoria=True,
        ),
        scelta("stato", StatoAdozione.values, _("A che punto è."), "avviata", obbligatoria=True),
        testo(
            nome="che_cosa_cambia",
            descrizione=_("Che cosa cambia rispetto alla pratica di partenza."),
            esempio="In biblioteca e non in un condominio.",
        ),
        testo(
            nome="esito",
            descrizione=_("Com'è andata, come la racconta chi l'ha ripresa."),
            esempio="Funziona da un anno.",
        ),
        testo(
            nome="pratica_nata",
            descrizione=_("Slug della pratica nata dall'adozione, se è pubblica."),
            esempio="portierato-in-biblioteca",
        ),
    ),
)

CAMBIAMENTI = Tabella(
    codice="cambiamenti",
    titolo=_("Cambiamenti istituzionali"),
    descrizione=_("Uffici, servizi, ruoli e procedure nati dai progetti, con la data e l'atto."),
    sorgente=sorgenti.CAMBIAMENTI,
    chiave=("id",),
    api="api:cambiamento-list",
    colonne=(
        intero(nome="id", descrizione=_("Identificativo."), esempio="12", obbligatoria=True),
        scelta("tipo", TipoCambiamento.values, _("Tipo."), "ufficio", obbligatoria=True),
        testo(
            nome="titolo",
            descrizione=_("Che cosa è cambiato."),
            esempio="Ufficio per la coprogettazione",
            obbligatoria=True,
        ),
        testo(nome="descrizione", descrizione=_("Descrizione."), esempio="Due persone…"),
        data(nome="data", descrizione=_("Data."), esempio="2024-01-15", obbligatoria=True),
        precisione(),
        testo(
            nome="atto",
            descrizione=_("L'atto, come lo cita il Comune."),
            esempio="DGC 45 del 15-1-2024",
        ),
        testo(
            nome="atto_url",
            descrizione=_("Dove si legge l'atto."),
            esempio="https://comune.esempio.it/atti/45",
        ),
        comune(obbligatoria=True),
        progetto(),
        una_fonte(),
        aggiornato(),
    ),
)
