"""What the tests of registrations share: one's own page, a meeting that is over."""

import datetime
from typing import Any

from django.urls import reverse

from community.models import Iscrizione
from tests.community.factories import EventoFactory
from tests.community.factories_comunita import IscrizioneFactory


def sua(iscrizione: Iscrizione, nome: str = "iscrizione_propria", *altro: Any) -> str:
    """The address of a page that the code of the registration opens."""
    return reverse(f"community:{nome}", args=[iscrizione.codice, *altro])


def passata(**valori: Any) -> Iscrizione:
    """The registration to a meeting of years ago."""
    evento = EventoFactory(
        titolo="Giornata di scambio",
        data_inizio=datetime.date(2024, 3, 5),
        ora_inizio=datetime.time(10),
        ora_fine=datetime.time(13, 30),
    )
    return IscrizioneFactory(evento=evento, **valori)
