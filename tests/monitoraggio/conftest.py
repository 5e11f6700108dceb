import datetime
from decimal import Decimal
from typing import Any

import pytest

from community.enums import TipoEvento
from monitoraggio.collect import report_collect
from monitoraggio.models import ReportMonitoraggio
from tests.community.factories import EventoFactory
from tests.comuni.factories import ComuneFactory, RegioneFactory
from tests.core.factories import FonteFactory
from tests.monitoraggio.factories import DatoPubblicatoFactory, ReportMonitoraggioFactory
from tests.progetti.factories import (
    FaseProgettoFactory,
    InterventoFactory,
    MacroareaFactory,
    ProgettoFactory,
)

INCLUSIONE, ANIMAZIONE, DISPERSIONE = (
    "inclusione sociale",
    "animazione culturale",
    "lotta alla dispersione scolastica",
)


@pytest.fixture(autouse=True)
def _portale(settings: Any, tmp_path: Any) -> None:
    """Reports name the portal: the same one in every test. Files go where nobody else looks."""
    settings.SITE_NAME = "Fondo di prova"
    settings.SITE_URL = "https://portale.example"
    settings.ENTE_TITOLARE = "Dipartimento di prova"
    settings.ENTE_ATTUATORE = "Ente di prova"
    settings.CONTATTO_EMAIL = "prova@portale.example"
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def report(db: None) -> ReportMonitoraggio:
    """A report in the queue, as of 30 September 2024."""
    return ReportMonitoraggioFactory()


@pytest.fixture
def assegnazioni_16_5_1(db: None) -> None:
    """Eighteen projects with the 22 assignments of the published shares."""
    for ordine, nome in enumerate((INCLUSIONE, ANIMAZIONE, DISPERSIONE)):
        MacroareaFactory(nome=nome, ordine=ordine)
    RegioneFactory(nome="Toscana", codice_istat="09")
    insiemi = [[INCLUSIONE]] * 12 + [[INCLUSIONE, ANIMAZIONE]] * 4 + [[ANIMAZIONE], [DISPERSIONE]]
    for numero, macroaree in enumerate(insiemi, start=1):
        ProgettoFactory(
            comune=ComuneFactory(nome=f"Comune {numero:02d}", codice_istat=f"0010{numero:02d}"),
            finanziato=True,
            slug=f"progetto-{numero:02d}",
            titolo=f"Progetto {numero:02d}",
            macroaree=macroaree,
        )


@pytest.fixture
def programma(assegnazioni_16_5_1: None) -> None:
    """A small programme with every figure at work."""
    fonte = FonteFactory(
        codice="scheda", titolo="Scheda del programma", url="https://fonte.example/scheda"
    )
    InterventoFactory(codice="I", ordine=1, massimale_eur=Decimal(150000))
    comune = ComuneFactory(nome="Comune 19", codice_istat="001019")
    progetto = ProgettoFactory(
        comune=comune, slug="case", titolo="Case per tutti", temi=["housing sociale"]
    )
    FaseProgettoFactory(
        progetto=progetto, stato="finanziata", importo_concesso_eur=Decimal("450000.50")
    )
    EventoFactory(
        tipo=TipoEvento.WEBINAR,
        titolo="Pagare per i risultati",
        slug="pagare",
        data_inizio=datetime.date(2024, 5, 6),
    )
    for ordine, (codice, voce, valore) in enumerate(
        (
            ("inclusione", INCLUSIONE, 73),
            ("animazione", ANIMAZIONE, 23),
            ("dispersione", DISPERSIONE, 5),
        )
    ):
        DatoPubblicatoFactory(
            codice=codice,
            etichetta=f"Progetti di {voce}",
            valore=valore,
            quota=True,
            figura="macroaree",
            voce=voce.replace(" ", "-"),
            fonte=fonte,
            ordine=ordine,
        )
    DatoPubblicatoFactory(
        codice="giornata", etichetta="Progetti alla giornata", valore=16, fonte=fonte, ordine=9
    )


@pytest.fixture
def dati(programma: None, report: ReportMonitoraggio) -> dict[str, Any]:
    """The data of a report on the small programme, as its JSON holds them."""
    return report_collect(report).as_dict()
