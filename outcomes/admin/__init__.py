from outcomes.admin import indicatori, lezioni, periodi, quadro, registri, rendicontazioni

__all__ = ["indicatori", "lezioni", "periodi", "quadro", "registri", "rendicontazioni"]
