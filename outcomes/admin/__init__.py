from outcomes.admin import indicatori, periodi, quadro, registri, rendicontazioni

__all__ = ["indicatori", "periodi", "quadro", "registri", "rendicontazioni"]
