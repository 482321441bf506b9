"""No form takes characters that cannot be seen, nor line breaks where one line is asked for."""

import pytest
from django import forms
from django.contrib import admin
from django.urls import reverse

from panlong.areas.models import Area
from projects.models import Project
from tests.admin.conftest import signed_in
from tests.factories import WORDS, draft, sign_in

pytestmark = pytest.mark.django_db
HIDDEN = ["\x01", "\x08", "\x1f", "\x7f", "\u202e", "\u2067", "\ufffe", "\uffff"]


def all_forms(base=forms.BaseForm):
    for form in base.__subclasses__():
        yield form
        yield from all_forms(form)


def test_every_text_field_of_every_form_refuses_them():
    fields = [
        field
        for form in all_forms()
        for field in getattr(form, "base_fields", {}).values()
        if isinstance(field, forms.CharField) and not isinstance(field, forms.JSONField)
    ]
    assert len(fields) > 30
    for field in fields:
        for hidden in HIDDEN:
            with pytest.raises(forms.ValidationError):
                field.clean(f"一{hidden}二")


@pytest.mark.parametrize("hidden", HIDDEN)
def test_the_page_says_where_it_is_and_keeps_what_was_typed(client, w, hidden):
    sign_in(client, w.proposer)
    operation = client.get("/projects/new/", follow=True).context["form"].initial["operation"]
    form = {
        **WORDS,
        "area": w.courtyard.pk,
        "operation": operation,
        "level": "2",
        "plan": f"先修路{hidden}再装灯",
    }
    page = client.post("/projects/new/", form)
    assert page.status_code == 422
    assert "先修路再装灯" in page.context["form"].errors["plan"][0]
    assert not Project.objects.exists()


def test_line_breaks_and_tabs_stay_in_a_longer_text_and_are_refused_in_one_line(client, w):
    sign_in(client, w.proposer)
    operation = client.get("/projects/new/", follow=True).context["form"].initial["operation"]
    form = {**WORDS, "area": w.courtyard.pk, "operation": operation, "level": "2"}
    assert "title" in client.post("/projects/new/", {**form, "title": "一\r\n二"}).context["form"].errors
    assert client.post("/projects/new/", {**form, "plan": "一\r\n\t二"}).status_code == 302
    assert Project.objects.get().plan == "一\r\n\t二"


def test_an_act_refuses_them_too(client, w):
    project = draft(w)
    sign_in(client, w.proposer)
    address = reverse("pages:act", args=[project.pk, "withdraw"])
    operation = client.get(address).context["form"]["operation"].value()
    page = client.post(address, {"operation": operation, "reason": "不\u202e要了"})
    assert page.status_code == 422 and "reason" in page.context["form"].errors


def test_the_admin_refuses_them_too(w):
    browser = signed_in(w.administrator)
    model_admin = next(one for model, one in admin.site._registry.items() if model is Area)
    assert model_admin.has_add_permission(type("Request", (), {"user": w.administrator})())
    page = browser.post(
        reverse("admin:areas_area_add"),
        {"code": "530103009", "name": "双\x01龙", "level": "street", "parent": w.district.pk},
    )
    assert "name" in page.context["adminform"].form.errors
    assert not Area.objects.filter(code="530103009").exists()
