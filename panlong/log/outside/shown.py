"""Heads of the log as people meet them: a number, a short code, and an address where both can be checked."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from panlong.log.models import Head, Leaf
from panlong.tools import pdf, spelling
from panlong.tools.addresses import absolute

CODE_LETTERS = 8


@dataclass(frozen=True)
class ShownHead:
    """How many entries the log had, and the root (32 bytes) over them."""

    size: int
    root: bytes

    @property
    def code(self) -> str:
        """The first 40 bits of the root in letters that nobody mistakes: XXXX-XXXX."""
        return code_of(self.root)

    @property
    def path(self) -> str:
        """Where everybody can check whether the log still begins with these entries."""
        return f"{reverse('log:check')}?{urlencode({'size': self.size, 'root': self.root.hex()})}"

    @property
    def address(self) -> str:
        """The same as a public address, for papers and feeds."""
        return absolute(self.path)

    @property
    def words(self) -> str:
        """The line that stands on papers and in feeds, in the active language."""
        return _("Public log up to entry %(size)d · check code %(code)s") % {
            "size": self.size,
            "code": self.code,
        }


def code_of(root: bytes) -> str:
    """Return the eight letters that stand for a root on paper: XXXX-XXXX."""
    return spelling.spell_code(int.from_bytes(root[:5], "big"), CODE_LETTERS, 4)


def newest_head() -> ShownHead | None:
    """Return the newest head that is kept, None while there is none."""
    head = Head.objects.last()
    return ShownHead(head.size, bytes(head.root)) if head else None


def with_head(rows: QuerySet, table: str) -> QuerySet:
    """Return `rows` of `table`, each with the first kept head that counts it, for `head_of`; no further query."""
    leaf = Leaf.objects.filter(kind=table, row=OuterRef(OuterRef("pk"))).order_by("pk").values("index")[:1]
    counting = Head.objects.filter(size__gt=Subquery(leaf)).order_by("size")
    return rows.annotate(
        log_size=Subquery(counting.values("size")[:1]), log_root=Subquery(counting.values("root")[:1])
    )


def head_of(row) -> ShownHead | None:
    """Return the first head that counts `row`, which came by `with_head`; None until the log has grown and is signed."""
    return ShownHead(row.log_size, bytes(row.log_root)) if row.log_size else None


def foot(head: ShownHead | None) -> dict:
    """Return what a paper's template sets in its foot (templates/pdf/base.typ): the line and a code to scan, or nothing."""
    if head is None:
        return {}
    return {"words": head.words, "scan": _("Scan to check"), "code": pdf.make_qr_code(head.address)}
