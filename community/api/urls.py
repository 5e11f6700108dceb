from rest_framework.routers import SimpleRouter

from community.api import cambiamenti, lezioni, pratiche, views

router = SimpleRouter()
router.register("eventi", views.EventoViewSet, basename="evento")
router.register("lezioni", lezioni.LezioneViewSet, basename="lezione")
router.register("pratiche", pratiche.PraticaViewSet, basename="pratica")
router.register("cambiamenti", cambiamenti.CambiamentoViewSet, basename="cambiamento")
urlpatterns = router.urls
