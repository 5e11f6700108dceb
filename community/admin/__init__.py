from community.admin import registro

__all__ = ["registro"]
