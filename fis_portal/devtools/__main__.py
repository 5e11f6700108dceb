"""`python -m fis_portal.devtools`: the commands behind the Makefile."""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence

from fis_portal.devtools import messaggi, processi, profili, utente
from fis_portal.devtools.errori import ErroreAvvio, Interrotto
from fis_portal.devtools.esegui import esegui
from fis_portal.devtools.lucchetto import Lucchetto
from fis_portal.devtools.segnali import Interruttore
from fis_portal.devtools.servizi import Servizi, running
from fis_portal.devtools.sistema import Sistema
from fis_portal.devtools.supervisor import Supervisore


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="devtools", description="Strumenti del portale FIS")
    parser.add_argument(
        "--legato", action="store_true", help="termina insieme al processo che lo ha avviato"
    )
    commands = parser.add_subparsers(dest="comando", required=True)
    commands.add_parser("avvia", help="avvia tutto il portale")
    commands.add_parser("servizi", help="avvia solo PostgreSQL e Valkey privati")
    sistema = commands.add_parser("sistema", help="installa le librerie di sistema")
    sistema.add_argument("--browser", action="store_true", help="anche quanto serve ai test")
    pulisci = commands.add_parser("pulisci", help="cancella i server dei test e i file generati")
    pulisci.add_argument("--dati", action="store_true", help="cancella anche i dati del portale")
    run = commands.add_parser("esegui", help="esegue un comando con i server privati accesi")
    run.add_argument("--test", action="store_true", help="usa i server riservati ai test")
    run.add_argument("--modello", action="store_true", help="prepara il database modello dei test")
    run.add_argument("--browser", action="store_true", help="prepara anche il browser")
    run.add_argument("argv", nargs=argparse.REMAINDER)
    return parser


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ErroreAvvio(f"PORT deve essere un numero fra 1 e 65535, non «{text}».")
    return int(text)


def _avvia(options: argparse.Namespace) -> int:
    return Supervisore(profili.sviluppo(), dict(os.environ), _port()).run()


def _servizi(options: argparse.Namespace) -> int:
    """Only the private servers, until Ctrl-C."""
    profilo = profili.sviluppo()
    profili.crea_cartella(profilo)
    lucchetto = Lucchetto(profilo.cartella / "servizi.lock")
    if not lucchetto.take():
        raise ErroreAvvio(messaggi.gia_avviato(lucchetto.read()))
    lucchetto.write(messaggi.chi_sono("«make services»"))
    interruttore = Interruttore()
    interruttore.install()
    with running(Servizi(profilo)) as servizi:
        for name, value in servizi.environment({}).items():
            messaggi.stampa(f"{name}={value}")
        messaggi.stampa("Per fermarli: Ctrl-C.")
        while not interruttore.richieste:
            dead = servizi.morto()
            if dead:
                raise ErroreAvvio(f"{dead.comando.nome} si è fermato: vedi {dead.comando.log}")
            time.sleep(0.2)
    return 0


def _sistema(options: argparse.Namespace) -> int:
    sistema = Sistema()
    sistema.ensure_pdf(insisti=True)
    if options.browser:
        sistema.ensure_browser(insisti=True)
    return 0


def _esegui(options: argparse.Namespace) -> int:
    argv = options.argv[1:] if options.argv[:1] == ["--"] else options.argv
    if not argv:
        raise ErroreAvvio(
            "Che comando devo eseguire? Per esempio: esegui -- python manage.py shell"
        )
    sistema = Sistema(avviso=messaggi.avviso)  # standard output belongs to the command
    if options.test:
        sistema.ensure_pdf()
    if options.browser and not sistema.ensure_browser() and os.environ.get("CI"):
        raise ErroreAvvio("Con CI impostato i test nel browser sono obbligatori.")
    return esegui(argv, dict(os.environ), test=options.test, con_modello=options.modello)


def _pulisci(options: argparse.Namespace) -> int:
    """Remove what can be made again; with --dati the portal's own data too."""
    profilo = profili.sviluppo()
    folder = profilo.cartella if options.dati else profilo.cartella / "test"
    shelter = utente.riparo_di()
    if not Lucchetto(profilo.cartella / "servizi.lock").take() if folder.exists() else False:
        raise ErroreAvvio("Il portale è in funzione: fermalo prima di cancellare.")
    for path in [folder] + ([shelter] if options.dati else list(shelter.glob("test-*"))):
        shutil.rmtree(path, ignore_errors=True)
    return 0


COMANDI = {
    "avvia": _avvia,
    "servizi": _servizi,
    "sistema": _sistema,
    "esegui": _esegui,
    "pulisci": _pulisci,
}


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.legato:
        processi.lega_al_genitore()
    return fallisci_con_grazia(lambda: COMANDI[options.comando](options))


def fallisci_con_grazia(action: Callable[[], int]) -> int:
    """Exit code of `action`; what the user can mend becomes a message instead of a traceback."""
    try:
        return action()
    except ErroreAvvio as error:
        messaggi.errore(str(error))
        return 1
    except (Interrotto, KeyboardInterrupt):
        return 130


if __name__ == "__main__":
    sys.exit(main())
