"""Indicators and their values: what was accepted, who vouches for it, small cells hidden."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from monitoraggio.aperti import sorgenti
from monitoraggio.aperti.tabelle.colonne import (
    aggiornato,
    data,
    decimale,
    intero,
    pagina,
    progetto,
    scelta,
    testo,
)
from monitoraggio.aperti.tipi import Colonna, Riga, Tabella
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

PUBBLICHE: list[str] = [Attendibilita.ACCETTATO, Attendibilita.VALIDATO, Attendibilita.CONTESTATO]


def _parti(riga: Riga) -> Iterator[Riga]:
    for parte in riga["parti"]:
        yield {**parte, "rilevazione": riga["id"]}


def _target(riga: Riga) -> Iterator[Riga]:
    for target in riga["target"]:
        yield {**target, "indicatore": riga["id"]}


def indicatore(da: str = "", **altro: Any) -> Colonna:
    return intero(
        nome="indicatore",
        da=da,
        riferimento="indicatori.id",
        descrizione=_("Numero dell'indicatore."),
        esempio="12",
        **altro,
    )


def periodo(da: str = "", nome: str = "periodo", **altro: object) -> Colonna:
    return testo(
        nome=nome,
        da=da,
        riferimento="periodi.codice",
        descrizione=_("Codice del periodo di monitoraggio."),
        esempio="2026-s1",
        **altro,  # type: ignore[arg-type]
    )


def _motivo(nome: str = "motivo", da: str = "") -> Colonna:
    return testo(
        nome=nome,
        da=da,
        descrizione=_("Perché il valore manca: «riservatezza» se non si può mostrare."),
        esempio="riservatezza",
    )


def _quantita() -> tuple[Colonna, ...]:
    return (
        decimale(
            nome="valore",
            descrizione=_("Il valore, nell'unità dell'indicatore. Sì e no sono 1 e 0."),
            esempio="48",
        ),
        decimale(
            nome="numeratore", descrizione=_("Delle percentuali: il numeratore."), esempio="31"
        ),
        decimale(
            nome="denominatore", descrizione=_("Delle percentuali: il denominatore."), esempio="48"
        ),
        _motivo(),
    )


PERIODI = Tabella(
    codice="periodi",
    titolo=_("Periodi di monitoraggio"),
    descrizione=_("I periodi su cui i Comuni rendicontano."),
    sorgente=sorgenti.PERIODI,
    chiave=("codice",),
    api="api:periodo-list",
    colonne=(
        testo(nome="codice", descrizione=_("Codice."), esempio="2026-s1", obbligatoria=True),
        testo(nome="nome", descrizione=_("Nome."), esempio="I semestre 2026", obbligatoria=True),
        data(nome="dal", descrizione=_("Primo giorno."), esempio="2026-01-01", obbligatoria=True),
        data(nome="al", descrizione=_("Ultimo giorno."), esempio="2026-06-30", obbligatoria=True),
        data(
            nome="chiuso_il",
            descrizione=_("Da questo giorno nessun Comune può più inviare."),
            esempio="2026-09-30",
        ),
        aggiornato(),
    ),
)

INDICATORI = Tabella(
    codice="indicatori",
    titolo=_("Indicatori"),
    descrizione=_(
        "Gli indicatori pubblici dei quadri d'impatto in vigore: definizione, valore di partenza, "
        "valore atteso, valore di oggi e chi lo garantisce."
    ),
    sorgente=sorgenti.INDICATORI,
    chiave=("id",),
    api="api:indicatore-list",
    colonne=(
        intero(
            nome="id",
            descrizione=_("Numero dell'indicatore in questa versione del quadro."),
            esempio="12",
            obbligatoria=True,
        ),
        testo(
            nome="serie",
            descrizione=_("Lo stesso in ogni versione del quadro d'impatto."),
            esempio="6a2b1f4e-93f0-4a3a-9d4c-0f6b1f0c2a11",
            obbligatoria=True,
        ),
        progetto("progetto.slug", obbligatoria=True),
        testo(
            nome="codice",
            descrizione=_("Codice nel quadro del progetto."),
            esempio="I1",
            obbligatoria=True,
        ),
        testo(
            nome="nome",
            descrizione=_("Nome."),
            esempio="Persone accolte negli alloggi",
            obbligatoria=True,
        ),
        testo(nome="esito", descrizione=_("L'esito che misura."), esempio="R1 Meno senza casa"),
        intero(
            nome="versione_quadro",
            descrizione=_("Versione del quadro d'impatto."),
            esempio="1",
            obbligatoria=True,
        ),
        testo(nome="definizione", descrizione=_("Definizione."), esempio="Persone distinte…"),
        scelta("tipo", TipoIndicatore.values, _("Tipo di valore."), "conteggio", obbligatoria=True),
        testo(nome="unita", descrizione=_("Unità di misura."), esempio="persone"),
        scelta(
            "direzione", Direzione.values, _("È bene che cresca o che diminuisca."), "cresce",
            obbligatoria=True,
        ),
        scelta(
            "cumulo",
            Cumulo.values,
            _("Cumulativo: vale l'ultimo valore. Per periodo: i valori si sommano."),
            "cumulativo",
            obbligatoria=True,
        ),
        scelta(
            "base_stato", StatoBase.values, _("Che cosa si sa del valore di partenza."),
            "misurata", da="base.stato", obbligatoria=True,
        ),
        decimale(
            nome="base_valore", da="base.valore", descrizione=_("Valore di partenza."), esempio="0"
        ),
        data(
            nome="base_data",
            da="base.data",
            descrizione=_("Giorno del valore di partenza."),
            esempio="2025-01-01",
        ),
        _motivo("base_motivo", "base.motivo"),
        decimale(nome="target_finale", descrizione=_("Valore atteso alla fine."), esempio="80"),
        testo(
            nome="target_motivo",
            descrizione=_("Perché non c'è un valore atteso."),
            esempio="Da definire con il valutatore.",
        ),
        scelta(
            "attuale_stato", StatoMisura.values, _("Che cosa si sa del valore di oggi."),
            "misurato", da="attuale.stato", obbligatoria=True,
        ),
        decimale(
            nome="attuale_valore",
            da="attuale.valore",
            descrizione=_("Valore di oggi, fra quelli accettati; i contestati non contano."),
            esempio="48",
        ),
        scelta(
            "attuale_attendibilita", PUBBLICHE, _("Chi garantisce il valore di oggi."),
            "accettato", da="attuale.attendibilita",
        ),
        periodo("attuale.periodo.codice", "attuale_periodo"),
        _motivo("attuale_motivo", "attuale.motivo"),
        decimale(
            nome="validato_valore",
            da="validato.valore",
            descrizione=_("Il valore che garantisce il valutatore."),
            esempio="45",
        ),
        decimale(
            nome="progresso",
            da="progresso.quota",
            descrizione=_(
                "Strada fatta dal valore di partenza a quello atteso: 1 è il valore atteso; può "
                "essere più di 1 o meno di 0."
            ),
            esempio="0.6",
        ),
        testo(
            nome="progresso_motivo",
            da="progresso.motivo",
            descrizione=_("Perché il progresso non è calcolabile."),
            esempio="Non c'è un valore atteso alla fine.",
        ),
        testo(
            nome="fonte_dati", descrizione=_("Da dove viene il dato."), esempio="Registro alloggi"
        ),
        testo(nome="metodo", descrizione=_("Come si misura."), esempio="Conteggio mensile"),
        scelta("frequenza", Frequenza.values, _("Ogni quanto si misura."), "semestrale"),
        testo(nome="chi_misura", descrizione=_("Chi misura."), esempio="Il Comune"),
        testo(nome="chi_verifica", descrizione=_("Chi verifica."), esempio="L'università"),
        testo(
            nome="sdg",
            da=lambda riga: "; ".join(riga["sdg"]),
            descrizione=_("Obiettivi di sviluppo sostenibile, separati da punto e virgola."),
            esempio="1; 11",
        ),
        testo(
            nome="bes",
            da=lambda riga: "; ".join(riga["bes"]),
            descrizione=_("Domini del benessere equo e sostenibile (Istat)."),
            esempio="04; 05",
        ),
        scelta(
            "riservatezza", Riservatezza.values, _("Regola dei conteggi piccoli che segue."),
            "persone", obbligatoria=True,
        ),
        aggiornato(),
        pagina(),
    ),
)  # fmt: skip

TARGET = Tabella(
    codice="indicatori_target",
    titolo=_("Valori attesi nei periodi"),
    descrizione=_("Il valore atteso di un indicatore alla fine di ogni periodo."),
    sorgente=sorgenti.INDICATORI,
    voci=_target,
    chiave=("indicatore", "periodo"),
    colonne=(
        indicatore(obbligatoria=True),
        periodo(obbligatoria=True),
        decimale(nome="valore", descrizione=_("Valore atteso."), esempio="40", obbligatoria=True),
    ),
)

RILEVAZIONI = Tabella(
    codice="rilevazioni",
    titolo=_("Rilevazioni"),
    descrizione=_(
        "I valori degli indicatori, periodo per periodo: accettati dal programma, validati dal "
        "valutatore o da lui contestati. Ciò che è solo dichiarato non c'è."
    ),
    sorgente=sorgenti.RILEVAZIONI,
    chiave=("id",),
    api="api:rilevazione-list",
    colonne=(
        intero(nome="id", descrizione=_("Numero."), esempio="340", obbligatoria=True),
        indicatore("indicatore.id", obbligatoria=True),
        progetto("progetto.slug", obbligatoria=True),
        periodo("periodo.codice", obbligatoria=True),
        scelta("stato", StatoValore.values, _("Che cosa si sa del valore."), "misurato"),
        *_quantita(),
        scelta(
            "attendibilita", PUBBLICHE, _("Chi garantisce il valore."), "accettato",
            obbligatoria=True,
        ),
        aggiornato(),
    ),
)  # fmt: skip

PARTI = Tabella(
    codice="rilevazioni_parti",
    titolo=_("Rilevazioni per parti"),
    descrizione=_("I valori divisi, per esempio per genere o per età."),
    sorgente=sorgenti.RILEVAZIONI,
    voci=_parti,
    chiave=("rilevazione", "dimensione", "voce"),
    colonne=(
        intero(
            nome="rilevazione",
            riferimento="rilevazioni.id",
            descrizione=_("Numero della rilevazione."),
            esempio="340",
            obbligatoria=True,
        ),
        testo(
            nome="dimensione",
            descrizione=_("Come è diviso il valore."),
            esempio="genere",
            obbligatoria=True,
        ),
        testo(nome="voce", descrizione=_("La parte."), esempio="donne", obbligatoria=True),
        *_quantita(),
    ),
)
