from rest_framework.routers import SimpleRouter

from community.api import lezioni, views

router = SimpleRouter()
router.register("eventi", views.EventoViewSet, basename="evento")
router.register("lezioni", lezioni.LezioneViewSet, basename="lezione")
urlpatterns = router.urls
