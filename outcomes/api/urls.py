from rest_framework.routers import SimpleRouter

from outcomes.api import views

router = SimpleRouter()
router.register("indicatori", views.IndicatoreViewSet, basename="indicatore")
router.register("periodi", views.PeriodoViewSet, basename="periodo")
router.register("rilevazioni", views.RilevazioneViewSet, basename="rilevazione")
urlpatterns = router.urls
