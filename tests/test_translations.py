"""What the three languages promise: everything is translated, and nothing is written past the catalogues."""

import ast
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.template.base import Lexer, TokenType
from django.utils.translation import ngettext, override

from panlong.tools import translations

LOCALES = translations.languages()
CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]+")
HAN = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2,}")
# How Chinese is spelled is what these are about; nothing in them is said to a reader.
ABOUT_SPELLING = {
    "panlong/tools/spelling.py",
    "panlong/tools/likeness.py",  # words for one thing, and those that say nothing
    "funding/cashbook/bank_columns.py",  # how banks word their heads
}
# Chinese that is data, not words for the reader: file → text → why. (Headings of an imported spreadsheet that stand in
# `aliases` are data as well.)
DATA = {
    "panlong/settings.py": {
        "盘龙民生小实事": "the portal's own name: sender of text messages, label in authenticator apps"
    },
    "panlong/server/run.py": {"盘龙民生小实事": "the portal's own name, told to the person at the console"},
    "panlong/notices/deliveries.py": {
        "【": "carriers want the sender of a text message in these brackets",
        "】": "same",
    },
    "funding/models/procurement.py": {"、": "between names, in every language"},
    "deliberation/owners/heads.py": {"、": "between names, in every language"},
    "deliberation/owners/doors.py": {"、": "between names, in every language"},
    "deliberation/owners/reading.py": {"、，": "what stands between names in a cell", "；": "same"},
    "funding/procurement/register.py": {"（）": "what a clerk types round a part of a firm's name"},
    "panlong/tools/glyphs.py": {"〔": "round the number of a character that the fonts lack", "〕": "same"},
    "panlong/accounts/sms_templates.py": {
        "【】": "a provider's signature stands in these",
        "〔〕": "what they become inside a text",
        "【": "same",
        "】": "same",
    },
    "panlong/accounts/management/commands/draw_sms_templates.py": {"繁體中文": "the name of a language"},
    "funding/cashbook/bank.py": {
        **dict.fromkeys(
            [
                "本页",
                "本日",
                "本月",
                "本年",
                "本期",
                "合计",
                "总计",
                "小计",
                "累计",
                "期初",
                "期末",
                "上日",
                "上期",
                "余额",
                "承前页",
                "过次页",
                "－",
            ],
            "how banks word what is no payment",
        ),
        "年": "written in a day",
        "月": "same",
        "日": "same",
        "元": "written beside an amount",
    },
    "panlong/accounts/roster/lines.py": {
        "是": "written in a spreadsheet",
        "否": "written in a spreadsheet",
    },
    "panlong/admin/base.py": {"\u3000": "indents a list of areas"},
    "panlong/spreadsheets.py": {"＝＋－＠": "signs that begin a formula"},
}
# Latin letters that are the same in every language.
NAMES = {"SHA": "the name of a method", "QR": "the name of a code"}
# Blocks of Django's own admin that hold class names.
CLASS_BLOCKS = {"coltype", "bodyclass"}
# Attributes that are read out or shown.
READ_ATTRIBUTES = {
    "alt",
    "title",
    "placeholder",
    "label",
    "data-label",
    "aria-label",
    "aria-description",
    "aria-roledescription",
}
# 简体｜繁體: the binding terms (glossary of the domain rules).
TERMS = [
    pair.split("｜")
    for pair in ["街道｜街道", "社区｜社區", "小区｜小區", "庭院｜庭院", "楼栋｜樓棟", "网格员｜網格員", "楼栋长｜樓棟長", "十户长｜十戶長", "志愿者｜志願者", "两代表一委员｜兩代表一委員", "提议人｜提議人", "商议投票｜商議投票", "民主商议｜民主商議", "集体决议｜集體決議", "广泛评议｜廣泛評議", "居民议事会｜居民議事會", "六方会谈｜六方會談", "临时自治小组｜臨時自治小組", "院落自管会｜院落自管會", "议事规则｜議事規則", "业主委员会｜業主委員會", "物业｜物業", "驻区单位｜駐區單位", "社会组织｜社會組織", "项目库｜項目庫", "储备｜儲備", "申报｜申報", "服务类｜服務類", "实物工程类｜實物工程類", "立项｜立項", "综合审定｜綜合審定", "公示｜公示", "异议｜異議", "自筹｜自籌", "补贴｜補貼", "捐款｜捐款", "拨付｜撥付", "凭证｜憑證", "供应商｜供應商", "验收｜驗收", "满意度｜滿意度", "整改｜整改", "后续管理｜後續管理", "质保金｜質保金", "双组长｜雙組長", "回避｜迴避", "受益人数｜受益人數", "长者模式｜長者模式", "事由民议｜事由民議", "策由民定｜策由民定", "财由民理｜財由民理", "责由民担｜責由民擔", "效由民议｜效由民議", "预算｜預算", "平台｜平臺"]
]  # fmt: skip


def catalogue(locale: str):
    return translations.read(translations.po_file(locale))


def messages(locale: str) -> Iterator:
    return (message for message in catalogue(locale) if message.id)


def key(message) -> tuple:
    return (message.id, message.context)


def text_of(message) -> str:
    return message.string if isinstance(message.string, str) else message.string[0]


def in_big5(han: str) -> bool:
    return han.encode("big5", "ignore") != b""


# --- The catalogues -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("locale", LOCALES)
def test_no_string_is_left_untranslated(locale):
    assert [message.id for message in messages(locale) if not translations.is_translated(message)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_translation_is_a_guess(locale):
    assert [message.id for message in messages(locale) if message.fuzzy] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_catalogues_hold_the_strings_of_the_sources_and_no_others(locale, tmp_path):
    call_command("make_translations", into=tmp_path)
    fresh = translations.read(translations.po_file(locale, tmp_path))
    fresh_keys, kept_keys = {key(one) for one in fresh if one.id}, {key(one) for one in messages(locale)}
    assert (fresh_keys - kept_keys, kept_keys - fresh_keys) == (set(), set()), (
        "run ./manage.py make_translations"
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_placeholders_of_a_translation_are_those_of_its_source(locale):
    assert list(translations.faults(catalogue(locale))) == []


def test_traditional_characters_are_traditional():
    """Big5, the character set of Taiwan and Hong Kong, has no simplified characters."""
    wrong = {
        han for message in messages("zh_Hant") for han in HAN.findall(text_of(message)) if not in_big5(han)
    }
    assert wrong == set()


def test_quotation_marks_are_those_of_the_place():
    assert [text_of(one) for one in messages("zh_Hans") if re.search('[「」『』"]', text_of(one))] == []
    assert [text_of(one) for one in messages("zh_Hant") if re.search('[“”‘’"]', text_of(one))] == []


def test_binding_terms_are_the_same_in_both_scripts():
    traditional = {key(message): text_of(message) for message in messages("zh_Hant")}
    wrong = [
        (text_of(message), traditional[key(message)])
        for message in messages("zh_Hans")
        for simple, full in TERMS
        if simple in text_of(message) and full not in traditional[key(message)]
    ]
    assert wrong == []


def test_english_is_served_from_the_sources_with_its_plural():
    with override("en"):
        assert ngettext("%(n)s project", "%(n)s projects", 1) == "%(n)s project"
        assert ngettext("%(n)s project", "%(n)s projects", 2) == "%(n)s projects"
    assert not translations.po_file("en").exists()


# --- The commands ---------------------------------------------------------------------------------------------
PO = 'msgid ""\nmsgstr ""\n"Language: zh_Hans\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'


@pytest.fixture
def own_folder(tmp_path, settings) -> Path:
    """An empty folder that takes the place of locale/."""
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    (tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True)
    return tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"


def test_made_twice_the_files_do_not_change(tmp_path):
    for locale in LOCALES:
        path = translations.po_file(locale, tmp_path)
        path.parent.mkdir(parents=True)
        shutil.copy(translations.po_file(locale), path)
    call_command("make_translations", into=tmp_path)
    once = [translations.po_file(locale, tmp_path).read_bytes() for locale in LOCALES]
    call_command("make_translations", into=tmp_path)
    assert [translations.po_file(locale, tmp_path).read_bytes() for locale in LOCALES] == once


def test_making_keeps_translations_and_drops_strings_that_are_gone(own_folder):
    po = own_folder / "django.po"
    po.write_text(PO + 'msgid "Draft"\nmsgstr "草稿"\n\nmsgid "Long gone"\nmsgstr "旧"\n')
    call_command("make_translations")
    assert 'msgid "Draft"\nmsgstr "草稿"\n' in po.read_text()
    assert "Long gone" not in po.read_text()
    assert "fuzzy" not in po.read_text()


def test_compiled_is_what_is_newer_and_only_that(own_folder):
    po, mo = own_folder / "django.po", own_folder / "django.mo"
    po.write_text(PO + 'msgid "Draft"\nmsgstr "草稿"\n')
    call_command("compile_translations")
    assert "草稿".encode() in mo.read_bytes()
    mo.write_bytes(b"left alone")
    call_command("compile_translations")
    assert mo.read_bytes() == b"left alone"


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("%(n)s votes", "%(m)s票"),
        ("%(n)s votes", "票"),
        ("%(n)d votes", "%(n)s票"),
        ("%(n)s votes", "%(n)票"),
        ("%(n)s votes", "%(n)s票，占80%"),
        ("Votes", "%(n)s票"),
        ("up to %d", "最多"),
        ("{n} votes", "{m}票"),
    ],
)
def test_wrong_placeholders_are_refused_with_a_line_each(own_folder, capsys, source, translation):
    (own_folder / "django.po").write_text(PO + f'msgid "{source}"\nmsgstr "{translation}"\n')
    with pytest.raises(CommandError):
        call_command("compile_translations")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "django.po" in lines[0] and source in lines[0]
    assert not (own_folder / "django.mo").exists()


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("%(n)s votes", "%(n)s票"),
        ("%(n)s of 80 %%", "80%%中的%(n)s"),
        ("At most 90 % of it.", "最高90%。"),
        ("Votes", "票"),
    ],
)
def test_right_placeholders_are_compiled(own_folder, source, translation):
    (own_folder / "django.po").write_text(PO + f'msgid "{source}"\nmsgstr "{translation}"\n')
    call_command("compile_translations")
    assert (own_folder / "django.mo").exists()


def test_a_broken_catalogue_is_named(own_folder, capsys):
    (own_folder / "django.po").write_text(PO + 'msgid "Draft\n')
    with pytest.raises(CommandError):
        call_command("compile_translations")
    assert "django.po: cannot be read" in capsys.readouterr().err


# --- The sources ----------------------------------------------------------------------------------------------
def files(*endings: str) -> list[Path]:
    return [path for path in translations.sources() if path.suffix in endings and "demo" not in path.parts]


def name_of(path: Path) -> str:
    return path.relative_to(settings.BASE_DIR).as_posix()


def strings_of(path: Path) -> Iterator[str]:
    """Return the string constants of a Python file that are neither docstrings nor headings of spreadsheets."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    loose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "aliases":
            loose |= {id(heading) for heading in ast.walk(node.value)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in loose:
            yield node.value


@pytest.mark.parametrize("path", files(".py"), ids=name_of)
def test_python_sources_hold_no_chinese(path):
    if name_of(path) in ABOUT_SPELLING:
        return
    allowed = DATA.get(name_of(path), {})
    found = [run for text in strings_of(path) for run in CJK.findall(text) if run not in allowed]
    assert found == []


def outside_of_tags(path: Path) -> str:
    """Return what a template says by itself: without its tags, its comments, and what is marked for translation."""
    kept, hidden_until = [], None
    for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
        command, *rest = token.contents.split() if token.token_type == TokenType.BLOCK else [""]
        if hidden_until:
            hidden_until = None if command in hidden_until else hidden_until
        elif command in {"blocktranslate", "blocktrans"}:
            hidden_until = {"endblocktranslate", "endblocktrans"}
        elif command == "block" and rest[0] in CLASS_BLOCKS:
            hidden_until = {"endblock"}
        elif command == "comment":
            hidden_until = {"endcomment"}
        elif token.token_type == TokenType.TEXT:
            kept.append(token.contents)
        elif token.token_type != TokenType.COMMENT:
            kept.append("\N{OBJECT REPLACEMENT CHARACTER}")
    return "".join(kept)


class Words(HTMLParser):
    """Collects what a reader of the page sees or hears."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag, attributes):
        self.silent += tag in {"script", "style"}
        given = dict(attributes)
        read = READ_ATTRIBUTES | ({"content"} if given.get("name") == "description" else set())
        read |= {"value"} if tag == "input" and given.get("type") in {"submit", "button", "reset"} else set()
        self.found += [value for name, value in attributes if name in read and value]

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data):
        if not self.silent:
            self.found.append(data)


def hard_coded(path: Path) -> list[str]:
    """Return the words that a template says past the catalogues."""
    parser = Words()
    parser.feed(outside_of_tags(path))
    parser.close()
    return [word for text in parser.found for word in WORD.findall(text) if word not in NAMES]


@pytest.mark.parametrize("path", files(".html", ".txt", ".xml"), ids=name_of)
def test_templates_hold_no_chinese(path):
    assert CJK.findall(outside_of_tags(path)) == []


@pytest.mark.parametrize("path", files(".html", ".txt", ".xml"), ids=name_of)
def test_templates_say_everything_through_the_catalogues(path):
    assert hard_coded(path) == []


def test_the_search_for_hard_coded_words_finds_them(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        '{% if a %}<p title="Seen">Told {{ b }}</p>{% endif %}<img alt="Heard" class="unseen"><script>quiet</script>'
        '{# aside #}{% translate "known" %}{% blocktranslate %}known {{ c }}{% endblocktranslate %}<b>SHA-256</b>'
    )
    assert hard_coded(page) == ["Seen", "Told", "Heard"]
