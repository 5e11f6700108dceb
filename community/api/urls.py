from rest_framework.routers import SimpleRouter

from community.api import lezioni, views

router = SimpleRouter()
router.register("eventi", views.EventoViewSet, basename="evento")
router.register("lezioni", lezioni.LezioneViewSet, basename="lezione")
from community.api import views
from community.api.pratiche import PraticaViewSet

router = SimpleRouter()
router.register("eventi", views.EventoViewSet, basename="evento")
router.register("pratiche", PraticaViewSet, basename="pratica")
urlpatterns = router.urls
