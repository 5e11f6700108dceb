from community.admin import eventi, persone

__all__ = ["eventi", "persone"]
