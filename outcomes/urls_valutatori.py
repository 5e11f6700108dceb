from django.urls import path

from outcomes.views import valutatori

app_name = "valutatori"
urlpatterns = [
    path("", valutatori.rendicontazione_list, name="list"),
    path("<int:pk>/", valutatori.rendicontazione_detail, name="detail"),
    path("<int:pk>/valori/<int:rilevazione>/", valutatori.verdetto, name="verdetto"),
    path("<int:pk>/valori/<int:rilevazione>/ritira/", valutatori.ritira, name="ritira"),
    path("<int:pk>/evidenze/<int:evidenza>/", valutatori.evidenza, name="evidenza"),
]
