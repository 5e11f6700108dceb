"""The records behind a part of a figure are those its filters choose."""

import pytest
from django.utils import timezone

from fis_portal.core.errors import DomainError
from monitoraggio.registro import IGNOTO, REGISTRO, Ambito, figura, record, record_pagina
from progetti.models import Progetto
from tests.comuni.factories import ComuneFactory, ProvinciaFactory, RegioneFactory
from tests.progetti.factories import MacroareaFactory, ProgettoFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def progetti(db: None) -> list[Progetto]:
    """Two projects in Toscana, one of them without a topic, and one nobody knows where."""
    MacroareaFactory(nome="inclusione sociale")
    provincia = ProvinciaFactory(regione=RegioneFactory(nome="Toscana", codice_istat="09"))
    senza = ProvinciaFactory(regione=RegioneFactory(nome="Puglia", codice_istat="16"))
    return [
        ProgettoFactory(
            comune=ComuneFactory(provincia=dove),
            finanziato=True,
            macroaree=["inclusione sociale"],
            temi=temi,
        )
        for dove, temi in ((provincia, ["casa"]), (provincia, []), (senza, ["casa"]))
    ]


def scelto(*filtri: tuple[str, str]) -> Ambito:
    return Ambito(timezone.localdate(), filtri=filtri)


@pytest.mark.parametrize("codice", ["progetti", "macroaree", "regioni", "imbuto", "completezza"])
@pytest.mark.parametrize(
    "filtri",
    [
        [("regione", "09")],
        [("tema", "casa"), ("regione", "09")],
        [("tema", IGNOTO)],
        [("intervento", "II"), ("regione", "toscana")],
        [("periodo", IGNOTO)],
    ],
)
@pytest.mark.usefixtures("progetti")
def test_as_many_records_are_listed_as_each_line_counts(
    codice: str, filtri: list[tuple[str, str]]
) -> None:
    ambito = scelto(*filtri)
    contate = {voce.codice: voce.valore or 0 for voce in figura(codice, ambito).voci}

    tutti = record(codice, ambito)
    una_pagina = record_pagina(codice, ambito).record

    for voce, quanti in contate.items():
        assert sum(r.voce == voce for r in tutti) == quanti, voce
    assert sorted(una_pagina, key=repr) == sorted(tutti, key=repr)


@pytest.mark.parametrize("codice", REGISTRO)
def test_every_figure_takes_its_filters_for_its_records_too(codice: str) -> None:
    for dimensione in REGISTRO[codice].filtrabili:
        assert record(codice, scelto((dimensione, IGNOTO))) == ()


def test_records_refuse_what_their_figure_refuses() -> None:
    with pytest.raises(DomainError, match="Atlantide"):
        record("progetti", scelto(("regione", "Atlantide")))


@pytest.mark.usefixtures("progetti")
def test_a_cut_leaves_the_records_as_they_are() -> None:
    oggi = timezone.localdate()

    assert record("progetti", Ambito(oggi, per=("regione",))) == record("progetti", Ambito(oggi))
