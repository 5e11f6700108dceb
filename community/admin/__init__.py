from community.admin import eventi, ingresso, persone

__all__ = ["eventi", "ingresso", "persone"]
