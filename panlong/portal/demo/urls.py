from django.urls import path

from panlong.portal.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.personas, name="personas"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("time/", views.pass_time, name="time"),
    path("outbox/", views.outbox, name="outbox"),
]
