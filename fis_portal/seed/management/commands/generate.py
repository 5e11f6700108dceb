import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fis_portal.core.errors import DomainError
from fis_portal.seed.generatore import genera, permesso_controlla

MINIMO, MASSIMO = 1, 2_000_000


class Command(BaseCommand):
    help = (
        "Genera progetti verosimili, con incontri e rilevazioni, per provare il portale in grande. "
        "Non sono dati veri né dimostrativi: contano nelle figure, perciò solo in un database di "
        "prova. Lo stesso seme genera gli stessi dati."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--progetti", type=int, required=True, help="quanti in tutto, fino a 2.000.000"
        )
        parser.add_argument("--seme", type=int, default=1, help="il seme del caso (1)")
        parser.add_argument(
            "--forza", action="store_true", help="anche dove ci sono progetti non generati"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        progetti, seme = options["progetti"], options["seme"]
        if not MINIMO <= progetti <= MASSIMO:
            raise CommandError(f"Scegli un numero di progetti da {MINIMO} a {MASSIMO}.")
        if not 0 <= seme < 1_000_000:
            raise CommandError("Il seme va da 0 a 999999.")
        try:
            permesso_controlla(forza=options["forza"])
        except DomainError as errore:
            raise CommandError(str(errore)) from errore
        inizio = time.monotonic()
        parlante = options["verbosity"] > 1
        racconta = self.stdout.write if parlante else lambda passo: None
        aggiunti = genera(progetti, seme=seme, racconta=racconta)
        secondi = time.monotonic() - inizio
        self.stdout.write(f"Progetti generati: {aggiunti} in {secondi:.0f} secondi.")
