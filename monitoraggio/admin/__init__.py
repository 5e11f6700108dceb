from monitoraggio.admin import aperti, modelli, pubblicati, report

__all__ = ["aperti", "modelli", "pubblicati", "report"]
