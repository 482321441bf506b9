import hashlib
import json
from datetime import UTC

from django.db import migrations

TRIGGER = "pgtrigger_notices_never_change_23c95"


def as_before(notice) -> str:
    parts = [notice.number, notice.kind, notice.area.code, notice.title, notice.issuer, notice.body]
    moments = [moment.astimezone(UTC).isoformat() for moment in (notice.starts_at, notice.ends_at)]
    text = json.dumps([*parts, *moments, notice.supervision_phone], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def over_everything(notice) -> str:
    content = {
        "number": notice.number,
        "kind": notice.kind,
        "area": notice.area.code,
        "title": notice.title,
        "issuer": notice.issuer,
        "body": notice.body,
        "facts": notice.facts,
        "published_at": notice.published_at.astimezone(UTC).isoformat(),
        "starts_at": notice.starts_at.astimezone(UTC).isoformat(),
        "ends_at": notice.ends_at.astimezone(UTC).isoformat(),
        "supervision_phone": notice.supervision_phone,
        "published_by": notice.published_by_id,
        "corrects": notice.corrects.number if notice.corrects_id else None,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def hash_anew(apps, schema_editor):
    """Give every untouched notice the hash over all its columns.

    The only time that rows of this table are rewritten: nothing is in production yet, and one way of hashing is
    easier to trust than two. A row whose first hash is wrong keeps it, so that verify_notices still names it.
    """
    Notice = apps.get_model("notices", "Notice")
    schema_editor.execute(f"ALTER TABLE notices_notice DISABLE TRIGGER {TRIGGER}")
    for notice in Notice.objects.select_related("area", "corrects").order_by("pk"):
        if notice.content_hash == as_before(notice):
            notice.content_hash = over_everything(notice)
            notice.save(update_fields=["content_hash"])
    schema_editor.execute(f"ALTER TABLE notices_notice ENABLE TRIGGER {TRIGGER}")


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [migrations.RunPython(hash_anew, migrations.RunPython.noop)]
