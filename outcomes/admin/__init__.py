from outcomes.admin import periodi, registri, rendicontazioni

__all__ = ["periodi", "registri", "rendicontazioni"]
