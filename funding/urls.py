from django.urls import path

from funding import offer_views, views
from funding.models import Bill

app_name = "funding"
urlpatterns = [
    path("", views.money, name="money"),
    path("seals.txt", views.seals, name="seals"),
    path("export.<slug:form>", views.export, name="export"),
    path("projects/<int:pk>/", views.project, name="project"),
    path("projects/<int:pk>/export.<slug:form>", views.export_project, name="export-project"),
    path("vouchers/<int:pk>/<str:copy>.jpg", views.scan, name="scan"),
    path("bills/<int:pk>/<str:copy>.jpg", views.scan, {"papers": Bill}, name="bill-scan"),
    path("receipts/<int:pk>.pdf", views.receipt, name="receipt"),
    path("overdue/", views.overdue, name="overdue"),
    path("bank/", views.bank, name="bank"),
    path("bank/<int:pk>/", views.statement, name="statement"),
    path("projects/<int:pk>/suppliers/", offer_views.invite, name="invite"),
    path("offers/<str:token>/", offer_views.offer, name="offer"),
    path("quotations/<int:pk>/offer.jpg", offer_views.photo, name="offer-photo"),
    path("entries/<int:pk>/", views.entry, name="entry"),
]
