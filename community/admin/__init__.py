from community.admin import (
    azioni,
    diario,
    eventi,
    ingresso,
    lezioni,
    persone,
    pratiche,
    programma,
    richieste,
    riflessioni,
    totali,
)

__all__ = [
    "azioni",
    "diario",
    "eventi",
    "ingresso",
    "lezioni",
    "persone",
    "pratiche",
    "programma",
    "richieste",
    "riflessioni",
    "totali",
]
