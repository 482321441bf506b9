from django.urls import path

from panlong.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/code/", views.code, name="code"),
    path("sign-in/official/", views.official, name="official"),
    path("sign-in/second-step/", views.second_step, name="second-step"),
    path("sign-in/agree/", views.agree, name="agree"),
    path("sign-in/stay/", views.stay, name="stay"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("sign-out/everywhere/", views.sign_out_everywhere, name="sign-out-everywhere"),
    path("privacy/", views.privacy_notice, name="privacy"),
]
