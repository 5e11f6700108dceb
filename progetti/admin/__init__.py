from progetti.admin import fasi, organizzazioni, progetto, vocabolari

__all__ = ["fasi", "organizzazioni", "progetto", "vocabolari"]
