import pytest

from progetti.models import Progetto
from tests.comuni.factories import ComuneFactory, ProvinciaFactory, RegioneFactory
from tests.progetti.factories import MacroareaFactory, ProgettoFactory

INCLUSIONE, CULTURA = "inclusione sociale", "animazione culturale"


@pytest.fixture
def due_regioni(db: None) -> list[Progetto]:
    """Two projects in Toscana and one in Puglia, of two macroaree."""
    MacroareaFactory(nome=INCLUSIONE, ordine=1)
    MacroareaFactory(nome=CULTURA, ordine=2)
    comuni = [
        ComuneFactory(nome=nome, provincia=ProvinciaFactory(regione=regione))
        for regione, nomi in (
            (RegioneFactory(nome="Toscana", slug="toscana", codice_istat="09"), ["Pisa", "Lucca"]),
            (RegioneFactory(nome="Puglia", slug="puglia", codice_istat="16"), ["Lecce"]),
        )
        for nome in nomi
    ]
    macroaree = [[INCLUSIONE], [INCLUSIONE, CULTURA], [CULTURA]]
    return [
        ProgettoFactory(comune=comune, finanziato=True, macroaree=sue)
        for comune, sue in zip(comuni, macroaree, strict=True)
    ]
