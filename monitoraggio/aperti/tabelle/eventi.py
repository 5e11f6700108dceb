"""Meetings of the community: of people only how many, and not when they are few."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from community.enums import (
    ModalitaEvento,
    TipoEvento,
)
from fis_portal.core.enums import PrecisioneData
from monitoraggio.aperti import sorgenti
from monitoraggio.aperti.tabelle.colonne import (
    aggiornato,
    data,
    fonte,
    fonti,
    intero,
    intervento,
    ora,
    pagina,
    precisione,
    progetto,
    scelta,
    si_no,
    testo,
)
from monitoraggio.aperti.tabelle.territorio import di_comuni_veri
from monitoraggio.aperti.tipi import Riga, Tabella


def _presenze(riga: Riga) -> Iterator[Riga]:
    """One row where anything is known of who came."""
    riepilogo = riga["riepilogo"] or {}
    if riepilogo or riga["presenze"] is not None or riga["presenze_soppresse"]:
        yield {
            "evento": riga["slug"],
            "presenze": riga["presenze"],
            "presenze_soppresse": riga["presenze_soppresse"],
            **{f"totale_{n}": riepilogo.get(n) for n in ("incontri", "presenze", "persone")},
            "totale_al": riepilogo.get("data_riferimento"),
            "precisione": riepilogo.get("precisione"),
            "fonte": riepilogo.get("fonte"),
        }


def _eventi_progetti(riga: Riga) -> Iterator[Riga]:
    return di_comuni_veri({**p, "evento": riga["slug"]} for p in riga["progetti"])


def evento(nome: str = "evento", **altro: Any) -> Any:
    return testo(
        nome=nome,
        riferimento="eventi.slug",
        descrizione=_("Slug dell'evento."),
        esempio="giornata-di-scambio",
        **altro,
    )


EVENTI = Tabella(
    codice="eventi",
    titolo=_("Eventi"),
    descrizione=_("Gli incontri della comunità: tipo, data, luogo, che cosa ne è uscito, fonti."),
    sorgente=sorgenti.EVENTI,
    chiave=("slug",),
    vista="community:evento_list",
    api="api:evento-list",
    colonne=(
        testo(
            nome="slug",
            descrizione=_("Identificativo."),
            esempio="giornata-di-scambio",
            obbligatoria=True,
        ),
        scelta("tipo", TipoEvento.values, _("Tipo."), "giornata_scambio", obbligatoria=True),
        testo(
            nome="titolo",
            descrizione=_("Titolo."),
            esempio="Giornata di scambio tra i Comuni",
            obbligatoria=True,
        ),
        data(
            nome="data_inizio",
            descrizione=_("Primo giorno; vuoto se nessuna fonte lo riporta."),
            esempio="2023-03-29",
        ),
        data(nome="data_fine", descrizione=_("Ultimo giorno."), esempio="2023-03-30"),
        ora(nome="ora_inizio", descrizione=_("Ora di inizio, in Italia."), esempio="10:00:00"),
        ora(nome="ora_fine", descrizione=_("Ora di fine, in Italia."), esempio="17:00:00"),
        precisione(),
        testo(
            nome="data_testo",
            descrizione=_("La data come la riporta la fonte."),
            esempio="mercoledì 29 marzo",
        ),
        scelta(
            "modalita", ModalitaEvento.values, _("Come si partecipa."), "presenza",
            obbligatoria=True,
        ),
        testo(nome="luogo", descrizione=_("Luogo."), esempio="Roma"),
        testo(nome="indirizzo", descrizione=_("Indirizzo."), esempio="Viale Marx 15"),
        si_no(
            nome="annullato",
            descrizione=_("L'incontro è stato annullato."),
            esempio="false",
            obbligatoria=True,
        ),
        testo(
            nome="annullato_motivo", descrizione=_("Perché è annullato."), esempio="Allerta meteo."
        ),
        testo(
            nome="serie",
            da="serie.titolo",
            descrizione=_("Titolo della serie di incontri di cui fa parte."),
            esempio="Il martedì della comunità",
        ),
        testo(nome="descrizione", descrizione=_("Descrizione."), esempio="I progetti…"),
        testo(nome="organizzatori", descrizione=_("Enti che lo organizzano."), esempio="Formez"),
        intervento(),
        intero(
            nome="progetti_presenti",
            unita=_("progetti"),
            descrizione=_("Quanti progetti erano presenti, come li conta la fonte."),
            esempio="16",
        ),
        testo(
            nome="resoconto",
            da="resoconto.sintesi",
            descrizione=_("Che cosa è uscito dall'incontro, se il resoconto è pubblicato."),
            esempio="Sedici progetti hanno raccontato…",
        ),
        testo(nome="nota", descrizione=_("Nota pubblica."), esempio="Data dal comunicato."),
        fonti(),
        aggiornato(),
        pagina(),
    ),
)  # fmt: skip

EVENTI_PROGETTI = Tabella(
    codice="eventi_progetti",
    titolo=_("Progetti degli eventi"),
    descrizione=_("Quali progetti riguarda ogni evento."),
    sorgente=sorgenti.EVENTI,
    voci=_eventi_progetti,
    chiave=("evento", "progetto"),
    colonne=(evento(obbligatoria=True), progetto("slug", obbligatoria=True)),
)

PRESENZE = Tabella(
    codice="presenze",
    titolo=_("Presenze agli eventi"),
    descrizione=_(
        "Quante persone c'erano: registrate una a una, o dette in totale da una fonte. I conteggi "
        "piccoli non si mostrano. Di nessuno c'è il nome."
    ),
    sorgente=sorgenti.EVENTI,
    voci=_presenze,
    chiave=("evento",),
    colonne=(
        evento(obbligatoria=True),
        intero(
            nome="presenze",
            unita=_("presenze"),
            descrizione=_(
                "Presenze registrate una a una; vuoto se non ce ne sono o se sono troppo poche per "
                "essere mostrate."
            ),
            esempio="42",
        ),
        si_no(
            nome="presenze_soppresse",
            descrizione=_("Le presenze ci sono ma non si mostrano, per riservatezza."),
            esempio="false",
            obbligatoria=True,
        ),
        intero(
            nome="totale_incontri",
            unita=_("incontri"),
            descrizione=_("Incontri che il totale comprende."),
            esempio="1",
        ),
        intero(
            nome="totale_presenze",
            unita=_("presenze"),
            descrizione=_("Presenze dette in totale: chi torna più volte conta ogni volta."),
            esempio="60",
        ),
        intero(
            nome="totale_persone",
            unita=_("persone"),
            descrizione=_("Persone dette in totale: ognuna conta una volta."),
            esempio="55",
        ),
        data(nome="totale_al", descrizione=_("Giorno del totale."), esempio="2023-03-29"),
        scelta(
            "precisione", PrecisioneData.values, _("Quanto è preciso il giorno del totale."),
            "giorno",
        ),
        fonte(),
    ),
)  # fmt: skip
