from django.urls import path

from projects import views
from projects.views import drafts, heard, regulations

app_name = "projects"
urlpatterns = [
    path("", views.listing, name="list"),
    path("reserve/", views.reserve, name="reserve"),
    path("declared/", views.declared, name="declared"),
    path("heard/", heard.notes, name="heard"),
    path("heard/new/", heard.write, name="heard-write"),
    path("rules/", regulations.rules, name="rules"),
    path("rules/<int:pk>/", regulations.rule, name="rule"),
    path("new/", drafts.propose, name="propose"),
    path("new/<uuid:operation>/", drafts.propose, name="begin"),
    path("new/taken-down/", drafts.take_down, name="take-down"),
    path("<int:pk>/draft/", drafts.draft, name="draft"),
    path("<int:pk>/draft/what/", drafts.what, name="draft-what"),
    path("<int:pk>/draft/where/", drafts.where, name="draft-where"),
    path("<int:pk>/draft/photos/", drafts.photos, name="draft-photos"),
]
