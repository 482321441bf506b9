from django.db import connection, migrations
from django.db.models.functions import Coalesce

THEN = ("Entry", "Contribution", "Voucher", "StreetReview", "Grant", "Tranche", "Quotation", "SupplierChoice")
CHAIN_OF = {"tranche": "grant__project"}


def link_what_is_there(apps, schema_editor):
    """Tie the rows of a portal that ran before there was a chain; an empty database has none."""
    from funding import chain

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for model in chain.LINKED:
        if model.__name__ not in THEN:
            continue
        rows = apps.get_model("funding", model.__name__).objects.order_by("pk")
        path = CHAIN_OF.get(model._meta.model_name, "project")
        for pk, number in rows.values_list("pk", Coalesce(path, chain.OF_THE_ENVELOPES)).iterator():
            chain.link_row(model, pk, number)


class Migration(migrations.Migration):
    dependencies = [("funding", "0003_chain_and_seals")]
    operations = [migrations.RunPython(link_what_is_there, migrations.RunPython.noop)]
