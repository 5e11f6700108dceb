from fis_portal.core.admin import registro

__all__ = ["registro"]
