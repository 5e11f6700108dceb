"""Projects, with all that hangs from them; the words of the programme."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from monitoraggio.aperti import sorgenti
from monitoraggio.aperti.tabelle.colonne import (
    UN_PROGETTO,
    aggiornato,
    comune,
    data,
    fonte,
    fonti,
    importo,
    intervento,
    numerate,
    numero,
    pagina,
    precisione,
    progetto,
    scelta,
    si_no,
    testo,
    una_fonte,
)
from monitoraggio.aperti.tipi import Colonna, Dentro, Tabella, Testo, UnoDi, dentro, nomi_di
from progetti.enums import RuoloPartenariato, StatoFase, TipoOrganizzazione

ECONOMIA = ("SOCI", "GOVE", "ECON")


# The phases of the API come in the order of the programme.
_ultima_fase = partial(UnoDi, "fasi", ultimo=True)
_passaggi = Dentro(
    "fasi",
    (("progetto", "slug"),),
    poi=Dentro("passaggi", (("progetto", "progetto"), ("intervento", "intervento")), numerate=True),
)


PROGETTI = Tabella(
    codice="progetti",
    titolo=_("Progetti"),
    descrizione=_(
        "I progetti di innovazione sociale dei Comuni: Comune, testi, stato, date, fonti. Fasi, "
        "macroaree, temi e partner sono nelle loro tabelle."
    ),
    sorgente=sorgenti.PROGETTI,
    chiave=("slug",),
    vista="progetti:list",
    api="api:progetto-list",
    colonne=(
        testo(
            nome="slug",
            descrizione=_("Identificativo del progetto, nell'indirizzo della sua pagina."),
            esempio=UN_PROGETTO,
            obbligatoria=True,
        ),
        testo(
            nome="titolo",
            descrizione=_("Titolo; vuoto se nessuna fonte lo riporta."),
            esempio="CO-MIX - Co-generare Mixité inclusive nella città",
        ),
        comune("comune.codice_istat", obbligatoria=True),
        testo(
            nome="comune_nome",
            da="comune.nome",
            descrizione=_("Nome del Comune."),
            esempio="Lucca",
            obbligatoria=True,
        ),
        testo(
            nome="regione_nome", da="comune.regione", descrizione=_("Regione."), esempio="Toscana"
        ),
        testo(nome="cup", descrizione=_("Codice unico di progetto."), esempio="C11G06000000001"),
        testo(
            nome="sintesi", descrizione=_("Il progetto in poche righe."), esempio="Case condivise…"
        ),
        testo(nome="bisogno", descrizione=_("Bisogno a cui risponde."), esempio="Mancano alloggi…"),
        testo(nome="destinatari", descrizione=_("A chi si rivolge."), esempio="Anziani soli."),
        testo(
            nome="macroarea_prevalente",
            da=UnoDi("macroaree", "slug", dove="prevalente"),
            riferimento="macroaree.slug",
            descrizione=_("Macroarea prevalente, se una fonte la indica."),
            esempio="inclusione-sociale",
        ),
        testo(
            nome="temi",
            da=nomi_di("temi", "nome"),
            descrizione=_("Temi, separati da punto e virgola (anche in «progetti_temi»)."),
            esempio="housing sociale; anziani",
        ),
        intervento(_ultima_fase("intervento")),
        scelta(
            "stato",
            StatoFase.values,
            _("Stato nell'Intervento più recente, quello della colonna «intervento»."),
            "in_corso",
            da=_ultima_fase("stato"),
        ),
        data(nome="data_inizio_prevista", descrizione=_("Inizio previsto."), esempio="2022-09-01"),
        data(nome="data_fine_prevista", descrizione=_("Fine prevista."), esempio="2024-08-31"),
        data(nome="data_inizio", descrizione=_("Inizio effettivo."), esempio="2022-09-15"),
        data(nome="data_fine", descrizione=_("Fine effettiva."), esempio="2024-09-30"),
        testo(nome="nota", descrizione=_("Nota pubblica."), esempio="Titolo dal comunicato…"),
        fonti(),
        aggiornato(),
        pagina(),
    ),
)

FASI = Tabella(
    codice="fasi",
    titolo=_("Fasi dei progetti"),
    descrizione=_("Ogni progetto in ciascun Intervento del programma: stato, importi, date."),
    sorgente=sorgenti.PROGETTI,
    voci=dentro("fasi", progetto="slug"),
    chiave=("progetto", "intervento"),
    temi=ECONOMIA,
    colonne=(
        progetto(obbligatoria=True),
        intervento(obbligatoria=True),
        scelta("stato", StatoFase.values, _("Stato della fase."), "in_corso", obbligatoria=True),
        importo(
            nome="importo_richiesto_eur", descrizione=_("Importo richiesto."), esempio="450000.00"
        ),
        importo(
            nome="importo_concesso_eur", descrizione=_("Importo concesso."), esempio="450000.00"
        ),
        fonte("fonte_importo", _("Codice della fonte dell'importo.")),
        data(nome="data_inizio", descrizione=_("Inizio della fase."), esempio="2022-09-15"),
        data(nome="data_fine", descrizione=_("Fine della fase."), esempio="2024-09-30"),
    ),
)

TRANSIZIONI = Tabella(
    codice="transizioni",
    titolo=_("Passaggi di stato"),
    descrizione=_(
        "Quando ogni fase ha cambiato stato, con il motivo, l'atto e la fonte: l'imbuto del "
        "programma si calcola da qui."
    ),
    sorgente=sorgenti.PROGETTI,
    voci=_passaggi,
    chiave=("progetto", "intervento", "numero"),
    colonne=(
        progetto(obbligatoria=True),
        intervento(obbligatoria=True),
        numero(),
        scelta(
            "da", StatoFase.values, _("Stato di partenza; vuoto al primo passaggio."), "ammessa"
        ),
        scelta("a", StatoFase.values, _("Stato di arrivo."), "finanziata", obbligatoria=True),
        data(
            nome="data",
            descrizione=_("Giorno del passaggio."),
            esempio="2022-06-30",
            obbligatoria=True,
        ),
        precisione(),
        testo(nome="motivo", descrizione=_("Motivo."), esempio="Rinuncia del Comune."),
        testo(nome="atto", descrizione=_("Atto che lo decide."), esempio="DPCM 5-4-2019"),
        fonte(),
    ),
)


def _assegnazioni(
    codice: str, lista: str, vocabolario: str, titolo: Testo, *altre: Colonna
) -> Tabella:
    return Tabella(
        codice=codice,
        titolo=titolo,
        descrizione=_("Una riga per ogni assegnazione: un progetto può averne più d'una."),
        sorgente=sorgenti.PROGETTI,
        voci=dentro(lista, progetto="slug"),
        chiave=("progetto", "slug"),
        colonne=(
            progetto(obbligatoria=True),
            testo(
                nome="slug",
                riferimento=f"{vocabolario}.slug",
                descrizione=_("Identificativo della voce."),
                esempio="inclusione-sociale",
                obbligatoria=True,
            ),
            testo(
                nome="nome",
                descrizione=_("Nome della voce."),
                esempio="inclusione sociale",
                obbligatoria=True,
            ),
            *altre,
        ),
    )


PROGETTI_MACROAREE = _assegnazioni(
    "progetti_macroaree",
    "macroaree",
    "macroaree",
    _("Macroaree dei progetti"),
    si_no(
        nome="prevalente",
        descrizione=_("È la macroarea prevalente del progetto."),
        esempio="true",
        obbligatoria=True,
    ),
)
PROGETTI_TEMI = _assegnazioni("progetti_temi", "temi", "temi", _("Temi dei progetti"))

PARTENARIATI = Tabella(
    codice="partenariati",
    titolo=_("Partenariati"),
    descrizione=_("Chi partecipa a ogni progetto, con quale ruolo e da quando."),
    sorgente=sorgenti.PROGETTI,
    voci=numerate("partenariati", progetto="slug"),
    chiave=("progetto", "numero"),
    colonne=(
        progetto(obbligatoria=True),
        numero(),
        testo(
            nome="organizzazione",
            descrizione=_("Nome dell'organizzazione."),
            esempio="Fondazione Casa Lucca",
            obbligatoria=True,
        ),
        scelta(
            "tipo",
            TipoOrganizzazione.values,
            _("Tipo di organizzazione; vuoto se nessuna fonte lo dice."),
            "fondazione",
        ),
        scelta(
            "ruolo",
            RuoloPartenariato.values,
            _("Ruolo nel progetto."),
            "partner",
            obbligatoria=True,
        ),
        data(nome="dal", descrizione=_("Primo giorno."), esempio="2022-09-15"),
        data(nome="al", descrizione=_("Ultimo giorno."), esempio="2024-09-30"),
        testo(nome="impegno", descrizione=_("Impegno preso."), esempio="Mette a disposizione…"),
        fonte(),
    ),
)

FATTI = Tabella(
    codice="fatti",
    titolo=_("Fatti sui progetti"),
    descrizione=_("Fatti pubblicati, uno per riga, come li racconta la loro fonte."),
    sorgente=sorgenti.PROGETTI,
    voci=numerate("fatti", progetto="slug"),
    chiave=("progetto", "numero"),
    colonne=(
        progetto(obbligatoria=True),
        numero(),
        testo(
            nome="testo",
            descrizione=_("Il fatto."),
            esempio="6 appartamenti per 12 persone.",
            obbligatoria=True,
        ),
        data(nome="data", descrizione=_("Giorno del fatto."), esempio="2023-05-10"),
        fonte(),
    ),
)

INTERVENTI = Tabella(
    codice="interventi",
    titolo=_("Interventi del programma"),
    descrizione=_("Le tre fasi del programma, con massimali e dotazioni."),
    sorgente=sorgenti.INTERVENTI,
    chiave=("codice",),
    temi=ECONOMIA,
    api="api:intervento-list",
    colonne=(
        testo(nome="codice", descrizione=_("Numero romano."), esempio="II", obbligatoria=True),
        testo(nome="nome", descrizione=_("Nome."), esempio="Sperimentazione", obbligatoria=True),
        importo(
            nome="massimale_eur",
            descrizione=_("Massimo per un progetto."),
            esempio="450000.00",
            obbligatoria=True,
        ),
        importo(
            nome="dotazione_eur",
            descrizione=_("Somma destinata all'Intervento."),
            esempio="8100000.00",
            obbligatoria=True,
        ),
        testo(nome="descrizione", descrizione=_("Che cosa finanzia."), esempio="Sperimentazioni…"),
        testo(nome="nota", descrizione=_("Nota."), esempio="Importi del DPCM 21-12-2018."),
        una_fonte(),
        pagina(),
    ),
)


def _vocabolario(
    codice: str, titolo: Testo, descrizione: Testo, sorgente: Any, api: str
) -> Tabella:
    return Tabella(
        codice=codice,
        titolo=titolo,
        descrizione=descrizione,
        sorgente=sorgente,
        chiave=("slug",),
        api=api,
        colonne=(
            testo(
                nome="slug",
                descrizione=_("Identificativo."),
                esempio="inclusione-sociale",
                obbligatoria=True,
            ),
            testo(
                nome="nome", descrizione=_("Nome."), esempio="inclusione sociale", obbligatoria=True
            ),
            testo(nome="descrizione", descrizione=_("Che cosa comprende."), esempio="Azioni per…"),
            data(
                nome="valido_dal", descrizione=_("Primo giorno di validità."), esempio="2018-12-21"
            ),
            data(
                nome="valido_al", descrizione=_("Ultimo giorno di validità."), esempio="2030-12-31"
            ),
            una_fonte(),
            pagina(),
        ),
    )


MACROAREE = _vocabolario(
    "macroaree",
    _("Macroaree"),
    _("I campi d'azione del programma (DPCM 21-12-2018, art. 3)."),
    sorgenti.MACROAREE,
    "api:macroarea-list",
)
TEMI = _vocabolario(
    "temi",
    _("Temi"),
    _("I temi dei progetti, come li nomina il monitoraggio."),
    sorgenti.TEMI,
    "api:tema-list",
)
