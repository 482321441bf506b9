from django.urls import path

from panlong.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/code/", views.code, name="code"),
    path("sign-in/official/", views.official, name="official"),
    path("sign-in/second-step/", views.second_step, name="second-step"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
