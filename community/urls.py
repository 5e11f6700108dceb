from django.urls import path

from community.views import eventi as views

app_name = "community"
urlpatterns = [
    path("", views.evento_list, name="evento_list"),
    path("calendario.ics", views.evento_calendario, name="evento_calendario"),
    path("<slug:slug>/", views.evento_detail, name="evento_detail"),
]
