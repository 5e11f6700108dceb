from community.admin import azioni, diario, eventi, ingresso, persone, programma, totali

__all__ = ["azioni", "diario", "eventi", "ingresso", "persone", "programma", "totali"]
