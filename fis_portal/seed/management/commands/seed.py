from typing import Any

import pghistory
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from fis_portal.seed.loaders.comunita import comunita_load
from fis_portal.seed.loaders.dimostrativi import dimostrativi_load, dimostrativi_remove
from fis_portal.seed.loaders.esperienze import vocabolari_load
from fis_portal.seed.loaders.programma import programma_load
from fis_portal.seed.loaders.quadri import modelli_load
from fis_portal.seed.loaders.territorio import territorio_load
from monitoraggio.services import edizione_pianificata_ensure, report_pianificati_ensure


class Command(BaseCommand):
    help = "Carica i dati reali del programma (e, con --demo, quelli dimostrativi). Ripetibile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="carica anche i dati dimostrativi")
        parser.add_argument(
            "--remove-demo", action="store_true", help="toglie tutti i dati dimostrativi"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove_demo"]:
            with pghistory.context(command="seed --remove-demo"):
                self._say("Dati dimostrativi tolti", dimostrativi_remove())
            return
        with pghistory.context(command="seed"):
            self._say("Territorio", territorio_load())
            self._say("Programma", programma_load())
            self._say("Parole", vocabolari_load())
            self._say("Comunità", comunita_load())
            self._say("Modelli", modelli_load())
            # The open data too, without waiting for the night.
            edizione_pianificata_ensure(timezone.localdate())
            if options["demo"]:
                accessi = getattr(settings, "ACCESSI_DIMOSTRATIVI", None)
                self._say("Dati dimostrativi", dimostrativi_load(accessi))
                # A newcomer finds the last month's and quarter's reports being built.
                attesi = report_pianificati_ensure(timezone.localdate())
                self._say("Report in coda", {"report": attesi})

    def _say(self, title: str, counts: dict[str, int]) -> None:
        details = ", ".join(f"{name} +{n}" for name, n in counts.items() if n)
        self.stdout.write(f"{title}: {details or 'niente di nuovo'}")
