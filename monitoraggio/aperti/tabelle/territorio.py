"""The places of the programme."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from comuni.enums import Ripartizione
from comuni.models import Comune
from monitoraggio.aperti import sorgenti
from monitoraggio.aperti.tabelle.colonne import (
    data,
    decimale,
    fonti,
    intero,
    pagina,
    scelta,
    si_no,
    testo,
)
from monitoraggio.aperti.tipi import Riga, Tabella

ISTAT, OPENPOLIS = "istat", "openpolis"


def di_comuni_veri(righe: Iterator[Riga]) -> Iterator[Riga]:
    """Without those of demonstrative Comuni, which are in no table."""
    elenco = list(righe)
    reali = Comune.objects.reali().filter(codice_istat__in={riga["comune"] for riga in elenco})
    veri = set(reali.values_list("codice_istat", flat=True)) if elenco else set()
    return (riga for riga in elenco if riga["comune"] in veri)


REGIONI = Tabella(
    codice="regioni",
    titolo=_("Regioni"),
    descrizione=_("Le venti Regioni, dai codici Istat."),
    sorgente=sorgenti.REGIONI,
    chiave=("codice_istat",),
    temi=("REGI",),
    attribuzioni=(ISTAT,),
    vista="comuni:list",
    api="api:regione-list",
    colonne=(
        testo(
            nome="codice_istat",
            descrizione=_("Codice ISTAT: due cifre, zeri compresi. È un testo."),
            esempio="09",
            obbligatoria=True,
        ),
        testo(nome="nome", descrizione=_("Nome."), esempio="Toscana", obbligatoria=True),
        testo(
            nome="slug",
            descrizione=_("Nome negli indirizzi del portale."),
            esempio="toscana",
            obbligatoria=True,
        ),
        scelta(
            "ripartizione", Ripartizione.values, _("Ripartizione geografica."), "Centro",
            obbligatoria=True,
        ),
        fonti(),
    ),
)  # fmt: skip

TABELLA_COMUNI = Tabella(
    codice="comuni",
    titolo=_("Comuni"),
    descrizione=_(
        "Tutti i Comuni italiani con codici, territorio, popolazione e un punto nel loro "
        "territorio; «con_progetti» dice quali hanno un progetto pubblico del programma."
    ),
    sorgente=sorgenti.COMUNI,
    chiave=("codice_istat",),
    temi=("REGI",),
    attribuzioni=(ISTAT, OPENPOLIS),
    vista="comuni:list",
    api="api:comune-list",
    colonne=(
        testo(
            nome="codice_istat",
            descrizione=_("Codice ISTAT: sei cifre, zeri compresi. È un testo."),
            esempio="001272",
            obbligatoria=True,
        ),
        testo(nome="nome", descrizione=_("Nome."), esempio="Torino", obbligatoria=True),
        testo(
            nome="provincia_codice_istat",
            da="provincia.codice_istat",
            descrizione=_("Codice ISTAT della Provincia: tre cifre, zeri compresi."),
            esempio="001",
        ),
        testo(
            nome="provincia",
            da="provincia.nome",
            descrizione=_("Provincia, Città metropolitana o ente dello stesso livello."),
            esempio="Torino",
        ),
        testo(
            nome="provincia_sigla",
            da="provincia.sigla",
            descrizione=_(
                "Sigla. Attenzione: quella di Napoli è NA, che molti programmi leggono come "
                "«valore mancante»."
            ),
            esempio="TO",
        ),
        testo(
            nome="regione",
            da="regione.codice_istat",
            riferimento="regioni.codice_istat",
            descrizione=_("Codice ISTAT della Regione: due cifre, zeri compresi."),
            esempio="01",
        ),
        testo(
            nome="regione_nome",
            da="regione.nome",
            descrizione=_("Regione."),
            esempio="Piemonte",
        ),
        si_no(
            nome="capoluogo",
            descrizione=_("È capoluogo di Provincia o di Città metropolitana."),
            esempio="true",
            obbligatoria=True,
        ),
        si_no(
            nome="citta_metropolitana",
            descrizione=_("È capoluogo di una Città metropolitana."),
            esempio="true",
            obbligatoria=True,
        ),
        testo(nome="codice_catastale", descrizione=_("Codice catastale."), esempio="L219"),
        testo(
            nome="codice_ipa",
            descrizione=_("Codice nell'Indice delle pubbliche amministrazioni."),
            esempio="c_l219",
        ),
        intero(
            nome="popolazione",
            unita=_("residenti"),
            descrizione=_("Popolazione residente."),
            esempio="841600",
        ),
        data(
            nome="popolazione_al",
            descrizione=_("Giorno a cui si riferisce la popolazione."),
            esempio="2023-01-01",
        ),
        decimale(
            nome="lat",
            unita=_("gradi decimali (WGS 84)"),
            descrizione=_("Latitudine di un punto nel territorio del Comune."),
            esempio="45.0703",
        ),
        decimale(
            nome="lon",
            unita=_("gradi decimali (WGS 84)"),
            descrizione=_("Longitudine di un punto nel territorio del Comune."),
            esempio="7.6869",
        ),
        data(nome="valido_dal", descrizione=_("Primo giorno di esistenza."), esempio="2014-01-01"),
        data(nome="valido_al", descrizione=_("Ultimo giorno di esistenza."), esempio="2023-12-31"),
        si_no(
            nome="con_progetti",
            descrizione=_("Ha almeno un progetto pubblico del programma."),
            esempio="true",
            obbligatoria=True,
        ),
        fonti(),
        pagina(),
    ),
)
