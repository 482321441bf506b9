from django.urls import path

from funding.models import Bill
from funding.views import bank, files, money, offers, plan, project, register

app_name = "funding"
urlpatterns = [
    path("", money.money, name="money"),
    path("seals.txt", money.seals, name="seals"),
    path("export.<slug:form>", files.export, name="export"),
    path("projects/<int:pk>/", project.project, name="project"),
    path("projects/<int:pk>/plan/", plan.plan, name="plan"),
    path("projects/<int:pk>/export.<slug:form>", files.export_project, name="export-project"),
    path("vouchers/<int:pk>/<str:copy>.jpg", project.scan, name="scan"),
    path("bills/<int:pk>/<str:copy>.jpg", project.scan, {"papers": Bill}, name="bill-scan"),
    path("receipts/<int:pk>.pdf", project.receipt, name="receipt"),
    path("overdue/", money.overdue, name="overdue"),
    path("bank/", bank.bank, name="bank"),
    path("bank/<int:pk>/", bank.statement, name="statement"),
    path("projects/<int:pk>/suppliers/", offers.invite, name="invite"),
    path("offers/<str:token>/", offers.offer, name="offer"),
    path("quotations/<int:pk>/offer.jpg", offers.photo, name="offer-photo"),
    path("firms/<int:pk>/", register.firm, name="firm"),
    path("entries/<int:pk>/", project.entry, name="entry"),
]
