"""A supervisor with small programs in place of the portal, to be run with `python -m`.

Arguments: folder, web port. The web program has a child of its own, as gunicorn has workers.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from fis_portal.devtools.__main__ import fallisci_con_grazia
from fis_portal.devtools.preparazione import Passo
from fis_portal.devtools.processi import Comando
from fis_portal.devtools.profili import Profilo
from fis_portal.devtools.sistema import Sistema
from fis_portal.devtools.supervisor import Supervisore

WEB = """
import http.server, os, subprocess, sys
child = "import os, time\\nwhile os.getppid() == %d: time.sleep(0.1)" % os.getpid()
subprocess.Popen([sys.executable, "-c", child])
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *arguments):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
LAVORO = "import time\nwhile True: time.sleep(60)"


class SistemaPronto(Sistema):
    def ensure_pdf(self, *, insisti: bool = False) -> bool:
        return True


def passi(*, dimostrativi: bool) -> list[Passo]:
    return []


def comandi(profilo: Profilo, env: Mapping[str, str], port: int) -> list[Comando]:
    programs = {"web": (WEB, str(port)), "worker": (LAVORO,), "beat": (LAVORO,)}
    return [
        Comando(name, (sys.executable, "-c", *argv), profilo.cartella, env, log=profilo.logs / name)
        for name, argv in programs.items()
    ]


def main(folder: str, port: str) -> int:
    profilo = Profilo("prova", Path(folder), 0, 0)
    given = {**os.environ, "DATABASE_URL": "postgres://altrove/x", "REDIS_URL": "redis://altrove"}
    supervisore = Supervisore(
        profilo, given, int(port), passi=passi, comandi=comandi, sistema=SistemaPronto()
    )
    return fallisci_con_grazia(supervisore.run)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
