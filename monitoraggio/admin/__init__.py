from monitoraggio.admin import aperti, pubblicati, report

__all__ = ["aperti", "pubblicati", "report"]
