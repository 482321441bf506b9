from django.urls import path

from panlong.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("me/", views.me, name="me"),
    path("desk/", views.desk, name="desk"),
    path("district/", views.district, name="district"),
    path("wishes/", views.wishes, name="wishes"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots),
    path("projects/<int:pk>/", views.story, name="story"),
    path("projects/<int:pk>/do/<slug:name>/", views.act, name="act"),
]
