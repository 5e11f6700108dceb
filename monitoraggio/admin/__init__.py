from monitoraggio.admin import pubblicati, report

__all__ = ["pubblicati", "report"]
