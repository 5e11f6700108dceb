from django.urls import path
from rest_framework.routers import SimpleRouter

from outcomes.api import interfaccia, views

router = SimpleRouter()
router.register("indicatori", views.IndicatoreViewSet, basename="indicatore")
router.register("periodi", views.PeriodoViewSet, basename="periodo")
router.register("rilevazioni", views.RilevazioneViewSet, basename="rilevazione")
urlpatterns = [
    *router.urls,
    path(
        "rendicontazioni/", interfaccia.RendicontazioniView.as_view(), name="rendicontazione-list"
    ),
    path(
        "rendicontazioni/<int:pk>/",
        interfaccia.RendicontazioneView.as_view(),
        name="rendicontazione-detail",
    ),
    path(
        "rendicontazioni/<int:pk>/rilevazioni/",
        interfaccia.RilevazioniView.as_view(),
        name="rendicontazione-rilevazioni",
    ),
]
