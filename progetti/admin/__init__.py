from progetti.admin import fasi, organizzazioni, progetto, svolgimento, vocabolari

__all__ = ["fasi", "organizzazioni", "progetto", "svolgimento", "vocabolari"]
