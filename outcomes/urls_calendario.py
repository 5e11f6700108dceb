from django.urls import path

from outcomes.views import calendario

app_name = "scadenze"
urlpatterns = [
    path("", calendario.scadenza_list, name="list"),
    path("<str:token>.ics", calendario.feed, name="feed"),
]
