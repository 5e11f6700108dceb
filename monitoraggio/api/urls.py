from django.urls import path
from rest_framework.routers import SimpleRouter

from monitoraggio.api import massa, views

router = SimpleRouter()
router.register("monitoraggio/figure", views.FiguraViewSet, basename="figura")
router.register(
    "monitoraggio/dati-pubblicati", views.DatoPubblicatoViewSet, basename="dato-pubblicato"
)
router.register("monitoraggio/report", views.ReportViewSet, basename="report")
urlpatterns = [
    path("massa/", massa.IndiceMassaView.as_view(), name="massa"),
    path("massa/<slug:tabella>.ndjson", massa.NdjsonView.as_view(), name="massa-ndjson"),
    path("massa/<slug:tabella>.csv", massa.CsvView.as_view(), name="massa-csv"),
    *router.urls,
]
