"""A small programme with a row in (nearly) every public table, and traps in its texts."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from fis_portal.core.storage import file_open
from monitoraggio.aperti.costruzione import edizione_build
from monitoraggio.enums import TipoReport
from monitoraggio.models import EdizioneDati, FileDati
from monitoraggio.periodi import ultimo_concluso
from tests.community.factories import (
    EventoFactory,
    PartecipazioneFactory,
    PersonaFactory,
    RiepilogoIncontriFactory,
)
from tests.community.factories_comunita import (
    AdozioneFactory,
    CambiamentoIstituzionaleFactory,
    ElementoKitFactory,
    LezioneFactory,
    PraticaFactory,
)
from tests.comuni.factories import ComuneFactory
from tests.core.factories import FonteFactory
from tests.monitoraggio.factories import (
    DatoPubblicatoFactory,
    EdizioneDatiFactory,
    ReportMonitoraggioFactory,
)
from tests.outcomes.factories import (
    IndicatoreFactory,
    ParteRilevazioneFactory,
    QuadroImpattoFactory,
    RendicontazioneFactory,
    RilevazioneFactory,
)
from tests.progetti.factories import FaseProgettoFactory, PartenariatoFactory, ProgettoFactory

TORINO = "001272"
# One quarter ended since: figures are computed at the end of each.
PASSAGGIO = ultimo_concluso(TipoReport.TRIMESTRALE, timezone.localdate()).inizio
TRAPPOLE = {
    "titolo": '=HYPERLINK("http://male.example";"clic")',
    "sintesi": 'Prima riga, con "virgolette"\r\nseconda; riga\x07',
    "bisogno": "'-5 euro",
    "destinatari": "-5",
    "nota": "è già città: €",
}


@pytest.fixture
def programma_aperto(db: None) -> None:
    """Every kind of value: money, dates, zeros, gaps, leading zeros, texts that want to run."""
    fonte = FonteFactory(codice="scheda", titolo="Scheda", data=datetime.date(2024, 7, 1))
    torino = ComuneFactory(
        nome="Torino",
        codice_istat=TORINO,
        popolazione=0,
        lat=Decimal("45.07"),
        lon=Decimal("7.6869"),
    )
    progetto = ProgettoFactory(
        slug="case", comune=torino, macroaree=["inclusione sociale"], temi=["casa"], **TRAPPOLE
    )
    progetto.fonti.add(fonte)
    FaseProgettoFactory(
        progetto=progetto,
        stato="finanziata",
        importo_richiesto_eur=Decimal(0),
        importo_concesso_eur=Decimal("450000.50"),
        data=PASSAGGIO,
    )
    PartenariatoFactory(progetto=progetto)
    ProgettoFactory(slug="orti", titolo="Orti", comune=torino)
    _misure(progetto)
    _esperienze(progetto)
    DatoPubblicatoFactory(codice="quota", valore=Decimal(-3), fonte=fonte)
    ReportMonitoraggioFactory(pubblicato=True)
    EdizioneDatiFactory()


def _misure(progetto: object) -> None:
    quadro = QuadroImpattoFactory(progetto=progetto)
    rendicontazione = RendicontazioneFactory(
        quadro=quadro, stato="accettata", accettata_il=timezone.now()
    )
    for codice, valore in (("I1", Decimal("12.5")), ("I2", Decimal(0))):
        indicatore = IndicatoreFactory(
            esito__quadro=quadro, codice=codice, is_public=True, riservatezza="nessuna"
        )
        RilevazioneFactory(rendicontazione=rendicontazione, indicatore=indicatore, valore=valore)
    pochi = IndicatoreFactory(
        esito__quadro=quadro, codice="I3", is_public=True, riservatezza="persone"
    )
    rilevazione = RilevazioneFactory(
        rendicontazione=rendicontazione, indicatore=pochi, valore=Decimal(3)
    )
    ParteRilevazioneFactory(rilevazione=rilevazione, valore=2)


def _esperienze(progetto: object) -> None:
    evento = EventoFactory(slug="giornata", progetti=[progetto], ora_inizio=datetime.time(10, 0))
    for _n in range(3):
        PartecipazioneFactory(evento=evento, persona=PersonaFactory(cognome="Riservatissimi"))
    RiepilogoIncontriFactory(evento=evento, incontri=1, presenze=60)
    EventoFactory(slug="senza-nessuno")
    LezioneFactory(progetto=progetto, pubblica=True)
    pratica = PraticaFactory(pubblica=True, costo_eur=Decimal("1200.10"))
    ElementoKitFactory(pratica=pratica)
    AdozioneFactory(pratica=pratica)
    CambiamentoIstituzionaleFactory(pubblica=True, progetto=progetto)


@pytest.fixture
def pacchetto(programma_aperto: None, tmp_path: Path) -> Path:
    """A folder with all the delivered files, as whoever downloads them has it."""
    assert edizione_build(EdizioneDati.objects.get().pk)
    cartella = tmp_path / "scaricati"
    cartella.mkdir()
    for file in FileDati.objects.filter(versione__corrente=True):
        with file_open(file.percorso) as contenuto:
            (cartella / file.nome).write_bytes(contenuto.read())
    return cartella
