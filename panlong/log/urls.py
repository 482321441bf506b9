from django.urls import path, re_path

from panlong.log import views

app_name = "log"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("check/", views.check, name="check"),
    path("proof", views.proof, name="proof"),
    path("checkpoint", views.checkpoint, name="checkpoint"),
    path("key", views.key, name="key"),
    path("verified/", views.verified, name="verified"),
    re_path(r"^(?P<name>tile/[0-9a-z/.]+)$", views.tile, name="tile"),
]
