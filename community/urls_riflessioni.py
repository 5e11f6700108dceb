from django.urls import path

from community.views import riflessioni as views

app_name = "riflessioni"
urlpatterns = [path("", views.confronto, name="confronto")]
