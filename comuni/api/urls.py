from rest_framework.routers import SimpleRouter

from comuni.api import views

router = SimpleRouter()
router.register("comuni", views.ComuneViewSet, basename="comune")
router.register("regioni", views.RegioneViewSet, basename="regione")
urlpatterns = router.urls
