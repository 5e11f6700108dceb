"""Rows to measure on: the real programme and generated projects, the same each time."""

import itertools
import random
from datetime import date

from django.core.management import call_command
from django.db import connection

from comuni.models import Comune
from progetti.enums import StatoFase
from progetti.models import (
    FaseProgetto,
    Intervento,
    Macroarea,
    Progetto,
    ProgettoMacroarea,
    ProgettoTema,
    Tema,
    TransizioneFase,
)

PAROLE = (
    "casa scuola quartiere lavoro giovani anziani orto teatro biblioteca mercato cura vicinato "
    "impresa cucina musica laboratorio piazza famiglie autonomia abitare comunità rete"
).split()


def prepara(progetti: int) -> None:
    """A migrated database with the programme and `progetti` generated projects."""
    call_command("migrate", verbosity=0)
    call_command("sync_roles", verbosity=0)
    call_command("seed", verbosity=0)
    mancano = progetti - Progetto.objects.filter(slug__startswith="bench-").count()
    if mancano > 0:
        _genera(progetti - mancano, progetti)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _genera(primo: int, ultimo: int) -> None:
    caso = random.Random(primo)
    comuni = itertools.cycle(Comune.objects.filter(capoluogo=True).order_by("pk"))
    progetti = Progetto.objects.bulk_create(
        [
            Progetto(
                comune=next(comuni),
                titolo=" ".join(caso.sample(PAROLE, 3)).capitalize(),
                slug=f"bench-{n}",
                sintesi=" ".join(caso.choices(PAROLE, k=25)),
                bisogno=" ".join(caso.choices(PAROLE, k=40)),
                is_public=True,
            )
            for n in range(primo, ultimo)
        ],
        batch_size=1000,
    )
    macroaree, temi = list(Macroarea.objects.all()), list(Tema.objects.all())
    ProgettoMacroarea.objects.bulk_create(
        (ProgettoMacroarea(progetto=p, macroarea=caso.choice(macroaree)) for p in progetti),
        batch_size=1000,
    )
    ProgettoTema.objects.bulk_create(
        (
            ProgettoTema(progetto=p, tema=tema)
            for p in progetti
            for tema in caso.sample(temi, caso.randint(1, 3))
        ),
        batch_size=1000,
    )
    intervento = Intervento.objects.get(codice="II")
    fasi = FaseProgetto.objects.bulk_create(
        (
            FaseProgetto(
                progetto=p,
                intervento=intervento,
                stato=StatoFase.FINANZIATA,
                importo_concesso_eur=caso.randint(100, 450) * 1000,
            )
            for p in progetti
        ),
        batch_size=1000,
    )
    TransizioneFase.objects.bulk_create(
        (TransizioneFase(fase=f, a=StatoFase.FINANZIATA, data=date(2022, 7, 31)) for f in fasi),
        batch_size=1000,
    )
