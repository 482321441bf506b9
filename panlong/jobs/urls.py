from django.urls import path

from panlong.jobs import views

app_name = "jobs"
urlpatterns = [
    path("desk/jobs/", views.jobs, name="jobs"),
    path("desk/jobs/<int:pk>/", views.job, name="job"),
]
