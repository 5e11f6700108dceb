from rest_framework.routers import SimpleRouter

from community.api import lezioni, pratiche, views

router = SimpleRouter()
router.register("eventi", views.EventoViewSet, basename="evento")
router.register("lezioni", lezioni.LezioneViewSet, basename="lezione")
router.register("pratiche", pratiche.PraticaViewSet, basename="pratica")
urlpatterns = router.urls
