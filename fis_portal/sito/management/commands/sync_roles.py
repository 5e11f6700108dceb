from typing import Any

from django.core.management.base import BaseCommand

from fis_portal.sito.roles import sync_roles


class Command(BaseCommand):
    help = "Imposta i gruppi del personale con i permessi dichiarati in fis_portal/sito/roles.py."

    def handle(self, *args: Any, **options: Any) -> None:
        for ruolo, permessi in sync_roles().items():
            if options["verbosity"]:
                self.stdout.write(f"{ruolo}: {permessi} permessi")
