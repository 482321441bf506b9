from django.db import connection, migrations
from django.db.models import Value
from django.db.models.functions import Coalesce

from ._sql import link_row

KINDS = ("entry", "contribution", "voucher", "streetreview", "grant", "tranche", "quotation", "supplierchoice")
OF_THE_ENVELOPES = 0
CHAIN_OF = {"tranche": "grant__project"}


def link_what_is_there(apps, schema_editor):
    """Tie the rows of a portal that ran before there was a chain; an empty database has none."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for kind in KINDS:
            rows = apps.get_model("funding", kind).objects.order_by("pk")
            chain = Coalesce(CHAIN_OF.get(kind, "project"), Value(OF_THE_ENVELOPES))
            for pk, number in list(rows.values_list("pk", chain)):
                link_row(cursor, kind, pk, number)


class Migration(migrations.Migration):
    dependencies = [("funding", "0003_chain_and_seals")]
    operations = [migrations.RunPython(link_what_is_there, migrations.RunPython.noop)]
