from django.urls import path

from fis_portal.sito.views import comuni

app_name = "comuni"
urlpatterns = [
    path("", comuni.comune_list, name="list"),
    path("<slug:slug>/", comuni.comune_detail, name="detail"),
]
