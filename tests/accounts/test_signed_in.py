"""The session and its person are read as the ORM would read them."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from panlong.accounts.models import User
from panlong.accounts.sessions import PersonBackend

pytestmark = pytest.mark.django_db


def test_the_person_of_a_session_has_every_column(w):
    by_orm = User.objects.get(pk=w.proposer.pk)
    read = PersonBackend().get_user(w.proposer.pk)
    columns = [field.attname for field in User._meta.concrete_fields]
    assert [getattr(read, name) for name in columns] == [getattr(by_orm, name) for name in columns]
    assert read == by_orm and read.phone == by_orm.phone and not read._state.adding


def test_nobody_who_is_gone_or_shut_out_is_signed_in(w):
    User.objects.filter(pk=w.proposer.pk).update(is_active=False)
    assert PersonBackend().get_user(w.proposer.pk) is None
    assert PersonBackend().get_user(0) is None


def test_an_expired_or_invented_session_is_a_new_one(client, w):
    client.force_login(w.proposer)
    assert client.get("/me/").status_code == 200
    key = client.session.session_key
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/me/").status_code == 302
    store = import_module(settings.SESSION_ENGINE).SessionStore("inventedbysomebodyelse0000000000")
    assert dict(store.items()) == {} and store.session_key is None
