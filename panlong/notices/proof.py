"""Is every notice as it was published, and is none missing between two others of its issuer?"""

from collections.abc import Iterator

from panlong.areas.models import Area
from panlong.log.rows import Wrong
from panlong.notices.models import Notice

TABLE = Notice._meta.db_table


def verify_notices() -> Iterator[Wrong]:
    """Yield each notice whose hash is another than that of its words, and each gap in the numbers of an issuer."""
    last: dict[str, int] = {}
    areas = Area.objects.in_bulk()  # a few hundred, named by tens of thousands
    for notice in Notice.objects.select_related("corrects").order_by("pk").iterator(500):
        area = areas.get(notice.area_id)
        if area is not None:
            notice.area = area
        if area is None or not notice.is_untouched:
            yield Wrong(TABLE, notice.pk, f"notice {notice.number} is not what was published")
        issuer_and_year, _dash, number = notice.number.rpartition("-")
        expected = last.get(issuer_and_year, 0) + 1
        if int(number) != expected:
            yield Wrong(TABLE, notice.pk, f"notice {issuer_and_year}-{expected:03d} is missing before it")
        last[issuer_and_year] = int(number)
