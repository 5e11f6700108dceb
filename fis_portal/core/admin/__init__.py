from fis_portal.core.admin import file, posta, registro

__all__ = ["file", "posta", "registro"]
