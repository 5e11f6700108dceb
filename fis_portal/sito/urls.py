from django.urls import URLPattern

app_name = "sito"
urlpatterns: list[URLPattern] = []
