from community.admin import (
    azioni,
    diario,
    eventi,
    ingresso,
    lezioni,
    persone,
    pratiche,
    programma,
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
    "totali",
]
