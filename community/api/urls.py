from rest_framework.routers import SimpleRouter

from community.api import views

router = SimpleRouter()
router.register("eventi", views.EventoViewSet, basename="evento")
urlpatterns = router.urls
