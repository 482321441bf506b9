"""Which column of a bank's statement is which, told by how its name is built and by what stands in it.

Each bank words its heads its own way: 借方发生额（支取）, 交易金额[ Trade Amount ], 收(付)方名称, 账户明细编号-交易流水号.
So a head is taken apart: brackets away, then the words that a column of that meaning has and those that it has not.
"""

import re
import unicodedata
from dataclasses import dataclass

from panlong.tools import spelling

BRACKETS = re.compile(r"\[[^]]*\]|\([^)]*\)|【[^】]*】|《[^》]*》")
# Of each meaning the names from the best to the worst; within a statement the first that is there and filled is taken.
DAYS = (
    r"交易日期?",
    r"记账日期?|入账日期?|会计日期?",
    r"日期|day|date",
    r"(交易|记账|入账)时间(戳)?",
    r".*(?<!起息)(?<!价值)日期",
    r"时间",
)
REFERENCES = (
    r".*交易流水号?", r".*(银行|核心|主机)流水号?", r"流水号?", r"(?!企业|客户).*流水.*", r"日志号", r".*(参考号|交易号|交易序号|业务编号)",
    r".*回单(编)?号码?", r"记录标识号|明细编号", r"凭证号码?|传票号", r"reference|referenceno\.?|transactionid",
)  # fmt: skip
PAID = (
    r"(本次)?(借方?|支出|支取|付款|付出|转出|汇出|付方)(发生|交易)?(金额|额)?",
    r"(金额)?(借方?|支出)",
    r"debit(amount)?|withdrawals?|paidout",
)
RECEIVED = (
    r"(本次)?(贷方?|收入|存入|收款|收方|转入|汇入)(发生|交易)?(金额|额)?",
    r"(金额)?(贷方?|收入)",
    r"credit(amount)?|deposits?|paidin",
)
AMOUNTS = (r"(交易|发生|本次)(金额|额)", r"金额|amount|发生数")
PAYEES = (
    r".*(对方|收款|收方|收.?付.?方|对手).*(户名|名称?|单位|姓名)(?!.*行)",
    r"收款人|收款方|收款单位|交易对手|对方|payee",
    r"户名|单位名称",
)
SIDES = (r"借.?贷.*|收.?支.*|收.?付(标志|标识|方向|类型|标记)?|(交易|资金)?方向|来往账.*|side|dc|d/c|dr/cr",)
MAYBE_SIDES = (
    r"(交易|业务|记账)?类型|类型|标志",
)  # a side in one bank, something else in the next: what stands in it tells
ACCOUNTS = re.compile(r".*(账号|帐号|账户号|卡号|开户|行号|行名|机构|余额).*")
OUT = re.compile(r"(借方?|支出?|支取|付款?|付出|付方|往账?|出账?|转出|汇出)?\W*(debit|dr|d)?")
IN = re.compile(r"(贷方?|收入?|收款|收方|存入?|来账?|入账?|进账?|转入|汇入)?\W*(credit|cr|c)?")


@dataclass(frozen=True)
class Columns:
    """The columns of a statement by place, those of one meaning from the best to the worst."""

    days: tuple[int, ...]
    references: tuple[int, ...]
    paid: tuple[int, ...]  # what was paid out alone
    amounts: tuple[int, ...]  # what was paid and what came in, told apart by a sign or a side
    payees: tuple[int, ...]
    sides: tuple[int, ...]
    maybe_sides: tuple[int, ...]
    are_accounting: bool  # 借 and 贷 are words of book-keeping: below zero there is what was undone

    @property
    def missing(self) -> list[str]:
        """Return the Chinese names of what a statement cannot do without and this one has not."""
        needed = {"日期": self.days, "流水号": self.references, "支出": self.paid or self.amounts}
        return [name for name, places in needed.items() if not places]


def plain_head(name: str) -> str:
    """Return the name of a column without brackets, spaces and capitals, as the patterns above want it."""
    text = (
        unicodedata.normalize("NFKC", spelling.simplified(name)).lower().replace("（", "(").replace("）", ")")
    )
    bare = "".join(BRACKETS.sub("", text).split())
    return bare or "".join(re.sub(r"[\[\]()【】《》]", "", text).split())


def columns_of(head: list[str]) -> Columns:
    """Return which columns `head` names."""
    names = [plain_head(name) for name in head]
    paid = _places(names, PAID)
    sides = _places(names, SIDES)
    return Columns(
        days=_places(names, DAYS),
        references=_places(names, REFERENCES),
        paid=paid,
        amounts=_places(names, AMOUNTS),
        payees=tuple(place for place in _places(names, PAYEES) if not ACCOUNTS.fullmatch(names[place]) or "账号名" in names[place]),
        sides=sides,
        maybe_sides=_places(names, MAYBE_SIDES),
        are_accounting=any("借" in names[place] or "debit" in names[place] for place in paid),
    )  # fmt: skip


def _places(names: list[str], patterns: tuple[str, ...]) -> tuple[int, ...]:
    """Return the places of the `names` that one of `patterns` fits, in the order of the patterns."""
    found: list[int] = []
    for pattern in patterns:
        fits = re.compile(pattern).fullmatch
        found += [place for place, name in enumerate(names) if place not in found and name and fits(name)]
    return tuple(found)


def side_of(text: str) -> str:
    """Return "out" or "in" as a cell such as 借, 借 Dr, 贷方, 往账 says it; '' for an empty one, "?" for any other."""
    said = "".join(unicodedata.normalize("NFKC", spelling.simplified(text)).lower().split())
    if not re.search(r"\w", said):
        return ""
    return "out" if OUT.fullmatch(said) else "in" if IN.fullmatch(said) else "?"
