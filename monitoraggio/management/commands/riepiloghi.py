from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from monitoraggio.services import riepiloghi_compare, riepiloghi_fold, riepiloghi_rebuild


class Command(BaseCommand):
    help = (
        "Confronta i riepiloghi delle figure con i dati da cui vengono. Con --ricostruisci li "
        "ricalcola tutti, con --compatta unisce le righe che dicono la stessa cosa."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ricostruisci", action="store_true", help="li ricalcola tutti")
        parser.add_argument("--compatta", action="store_true", help="ne unisce le righe")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["ricostruisci"]:
            riepiloghi_rebuild()
            self.stdout.write("Riepiloghi ricalcolati.")
        if options["compatta"]:
            riepiloghi_fold()
            self.stdout.write("Riepiloghi compattati.")
        differenze = {tabella: n for tabella, n in riepiloghi_compare().items() if n}
        if differenze:
            trovate = ", ".join(f"{tabella} {n}" for tabella, n in differenze.items())
            raise CommandError(
                f"I riepiloghi non dicono quello che dicono i dati ({trovate}): ripeti il comando "
                "con --ricostruisci."
            )
        self.stdout.write("I riepiloghi dicono quello che dicono i dati.")
