from community.admin import azioni, diario, eventi, ingresso, lezioni, persone, programma, totali

__all__ = ["azioni", "diario", "eventi", "ingresso", "lezioni", "persone", "programma", "totali"]
