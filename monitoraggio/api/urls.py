from rest_framework.routers import SimpleRouter

from monitoraggio.api import views

router = SimpleRouter()
router.register("monitoraggio/figure", views.FiguraViewSet, basename="figura")
router.register(
    "monitoraggio/dati-pubblicati", views.DatoPubblicatoViewSet, basename="dato-pubblicato"
)
router.register("monitoraggio/report", views.ReportViewSet, basename="report")
urlpatterns = router.urls
