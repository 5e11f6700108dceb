from rest_framework.routers import SimpleRouter

from progetti.api import views

router = SimpleRouter()
router.register("progetti", views.ProgettoViewSet, basename="progetto")
router.register("interventi", views.InterventoViewSet, basename="intervento")
router.register("macroaree", views.MacroareaViewSet, basename="macroarea")
router.register("temi", views.TemaViewSet, basename="tema")
urlpatterns = router.urls
