"""The cheapest honest vote as a bare Django view: a session in the database, one update, one insert, commit.

Served by the same web server from the same database as the portal, for comparison with it.
"""

import os

import django
from django.conf import settings

if not settings.configured:
    from panlong.settings import database

    settings.configure(
        SECRET_KEY=os.environ["PANLONG_SECRET_KEY"],
        ALLOWED_HOSTS=["*"],
        DATABASES={"default": database(os.environ["DATABASE_URL"])},
        INSTALLED_APPS=["django.contrib.sessions"],
        MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
        ROOT_URLCONF="benchmarks.bare",
        USE_TZ=True,
    )
    django.setup()

from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpResponseRedirect
from django.urls import path

TABLES = """
    DROP TABLE IF EXISTS bare_roll, bare_ballot;
    CREATE TABLE bare_roll (id bigserial PRIMARY KEY, voter_id bigint UNIQUE, marked_at timestamptz);
    CREATE TABLE bare_ballot (id bigserial PRIMARY KEY, choice text);
"""


def vote(request):
    voter = int(request.session["_auth_user_id"])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE bare_roll SET marked_at = now() WHERE voter_id = %s AND marked_at IS NULL", [voter]
        )
        if cursor.rowcount == 1:
            cursor.execute("INSERT INTO bare_ballot (choice) VALUES (%s)", [request.POST["envelope"]])
    return HttpResponseRedirect("/done/")


urlpatterns = [path("vote/", vote)]
application = get_wsgi_application()
