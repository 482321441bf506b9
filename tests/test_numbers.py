"""A number that a parameter owns stands in no sentence of ours: no figure, no word, in none of the three languages."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from itertools import count
from pathlib import Path
from pkgutil import iter_modules

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.utils import translation

import deliberation.forms
import funding.forms
from funding.forms import procurement as procurement_forms
from funding.subsidies.budgets import require_within_limits
from panlong import clock, policy
from panlong.errors import Refused
from panlong.notices import texts
from panlong.notices.views.notices import ON_RECORD
from panlong.policy.models import Parameter
from panlong.policy.sentences import with_parameters
from panlong.portal.acts import ACTS
from panlong.tools import page_tags, translations
from projects import forms as project_forms
from projects.forms.group import TaskGroupForm
from projects.stages import Stage
from tests.factories import Walk
from tests.notices.samples import samples

LANGUAGES = ("zh-hans", "zh-hant", "en")
# One and two are words of ordinary speech ("two people"); that a parameter's value is told is asked further below.
OWNED = {int(value) for value in policy.DEFAULTS.values() if value > 2}
# What may say such a number, for it is not the parameter's → why. Two thirds and the like are no parameter: see tally.
EXCEPTIONS = {
    r"[Ll]evel 3|三[级級]": "names of the three levels (三级问题)",
    r"five lights|all five are on|五民|五[盏盞]": "the five gates of the article",
    r"five criteria|五[项項]": "the five criteria of the article",
    r"[Tt]en-household|ten households|十[户戶]": "the article's 十户联保",
    r"items? [5-9]\b": "numbers of 民法典 §278",
    r"\d+ March|\d+月\d+日": "a day in an example",
    r"three different people|by three people|三人分[别別]|三[个個]不同的人": "separation of duties: fixed in the database",
    r"[Uu]nder 14|不[满滿]14": "个人信息保护法 §31",
    r"five minutes|五分[钟鐘]": "how long a sign-in code holds: a setting, no parameter",
    r"five voters|五人": "below five a total would tell who voted how: fixed",
    r"at least three of:|以下三[类類]": "the rule for passwords",
    r"in three steps": "sizes of letters",
    r"At most 3 %|最多3%": "建设工程质量保证金管理办法 §7",
    r"within a year|一年[内內]": "a criterion of the check, and the twelve months in which splitting is looked for: fixed",
    r"[Ss]uch as 3;|such as 3[;栋棟]|如3[栋棟]|20 bags or 3 days|20袋或3天": "examples of what to type",
    r"selected should be 0, 1, 2 or 3|selected (应为|應為) 0、1、2 或 3": "values that the format of Pabulib allows",
    r"^One week$|^一[周週]$": "a button of the demo's clock",
}  # fmt: skip
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
TEENS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
WORDS = dict(zip(TEENS.split(), count())) | dict(zip(TENS.split(), count(20, 10)))
PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
HAN_DIGITS = {
    han: value
    for value, same in enumerate(["〇零", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"])
    for han in same
}
HAN_SIZES = {"十": 10, "百": 100, "千": 1000, "万": 10000, "萬": 10000}
SPANS = {"week": 7, "fortnight": 14, "year": 12, "周": 7, "週": 7, "星期": 7, "年": 12}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|&\w+;")
NUMBER = "|".join([*WORDS, "hundred", "thousand"])
NUMERAL = f"[{''.join([*HAN_DIGITS, *HAN_SIZES])}]+"
SHARE = re.compile(
    rf"\b({'|'.join(WORDS)}) ({'|'.join(PARTS)})s?\b|({NUMERAL})分之({NUMERAL})", re.IGNORECASE
)
SPAN = re.compile(
    rf"\b(?:within|for|every) a ({'|'.join(SPANS)})|\b(\w+) (week|year)s\b|(?<![第\d])({NUMERAL}|\d+) ?(周|週|星期|年)(?!度)",
    re.IGNORECASE,
)
ENGLISH = re.compile(rf"\b(?:{NUMBER})(?:[\s-]+(?:{NUMBER}))*\b", re.IGNORECASE)
CHINESE = re.compile(rf"(?<!第){NUMERAL}成?")
FIGURE = re.compile(r"(?<![A-Za-z\d.:_-])\d[\d,]*(?:\.\d+)?(?![A-Za-z\d_]|[:.-]\w)")


# --- Reading numbers ----------------------------------------------------------------------------------------------
def english(words: str) -> int:
    """Return the number that English words say: three hundred thousand → 300000."""
    whole, part = 0, 0
    for word in re.split(r"[\s-]+", words.lower()):
        if word == "thousand":
            whole, part = whole + (part or 1) * 1000, 0
        else:
            part = (part or 1) * 100 if word == "hundred" else part + WORDS[word]
    return whole + part


def chinese(numeral: str) -> int:
    """Return the number that a Chinese numeral says: 五千 → 5000, 九成 → 90 (per cent)."""
    whole, part, digit = 0, 0, 0
    for han in numeral.rstrip("成"):
        if han in HAN_DIGITS:
            digit = HAN_DIGITS[han]
        elif HAN_SIZES[han] == 10000:
            whole, part, digit = (whole + part + digit) * 10000, 0, 0
        else:
            part, digit = part + (digit or 1) * HAN_SIZES[han], 0
    return (whole + part + digit) * (10 if numeral.endswith("成") else 1)


def read(word: str) -> int:
    """Return the number that `word` is, in figures or words; 0 when it is none."""
    if word.replace(",", "").isdecimal():
        return int(word.replace(",", ""))
    return WORDS.get(word.lower(), 0) or (chinese(word) if CHINESE.fullmatch(word) else 0)


def numbers(sentence: str) -> Iterator[float]:
    """Return the numbers that `sentence` says; a share as per cent, weeks in days, years in months."""
    text = PLACEHOLDER.sub("·", sentence)
    for share in SHARE.finditer(text):
        many, parts, below, above = share.groups()
        of = chinese(below) if below else PARTS[parts.lower()]
        part = 100 * (chinese(above) if above else WORDS[many.lower()])
        yield part / of
    text = SHARE.sub("·", text).replace("百分之", "")
    for span in SPAN.finditer(text):
        single, many, unit, han, han_unit = span.groups()
        yield SPANS[(single or unit or han_unit).lower()] * (1 if single else read(many or han))
    yield from (float(found.group().rstrip(",").replace(",", "")) for found in FIGURE.finditer(text))
    yield from (english(found.group()) for found in ENGLISH.finditer(text))
    yield from (chinese(found.group()) for found in CHINESE.finditer(text))


def said_of_parameters(sentence: str, exceptions=EXCEPTIONS) -> list[float]:
    """Return the numbers of parameters that `sentence` spells."""
    for exception in exceptions:
        sentence = re.sub(exception, "·", sentence)
    return [number for number in numbers(sentence) if number in OWNED]


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("within ten working days", 10), ("in 10 days", 10), ("十个工作日内", 10), ("10个工作日", 10), ("七天", 7), ("within a week", 7),
        ("two weeks", 14), ("两年", 24), ("24個月", 24), ("ninety per cent", 90), ("90 %", 90), ("九成", 90), ("百分之九十", 90), ("nine tenths", 90),
        ("four fifths", 80), ("五分之四", 80), ("5,000 yuan", 5000), ("五千元", 5000), ("five thousand", 5000), ("三十万", 300000),
        ("300,000", 300000), ("不足三家", 3), ("fewer than three", 3), ("twenty-seven", 27), ("5万元", 5),
    ],
)  # fmt: skip
def test_the_search_reads_figures_words_and_shares(sentence, number):
    assert number in list(numbers(sentence))


@pytest.mark.parametrize(
    "sentence",
    ["two thirds", "三分之二", "第三人", "a third person", "%(days)s days", "12345", "2026-03-01", "21:00"],
)
def test_the_search_leaves_alone_what_no_parameter_owns(sentence):
    assert said_of_parameters(sentence) == []


# --- What we say --------------------------------------------------------------------------------------------------
def catalogued() -> Iterator[str]:
    """Return every sentence of ours in the three languages."""
    for locale in translations.languages():
        for message in translations.read(translations.po_file(locale)):
            for text in (message.id, message.string):
                yield from [text] if isinstance(text, str) else text


def in_python(path: Path) -> Iterator[str]:
    """Return the sentences of a Python file that are neither docstrings nor SQL, patterns or command lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    loose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in loose:
            words = node.value.split()
            code = (
                any(word.isupper() and len(word) > 2 for word in words)
                or "\\" in node.value
                or " --" in node.value
            )
            if len(words) > 2 and not code:
                yield node.value


def in_template(path: Path) -> Iterator[str]:
    """Return what a template says between its tags."""
    for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
        if token.token_type == TokenType.TEXT:
            yield re.sub(r"<[^>]*>?|[^<]*>", " ", token.contents)


def sources(*endings: str) -> list[Path]:
    return [one for one in translations.sources() if one.suffix in endings and "demo" not in one.parts]


def name_of(path: Path) -> str:
    return path.relative_to(settings.BASE_DIR).as_posix()


def test_no_sentence_in_any_language_spells_a_number_that_a_parameter_owns():
    found = {sentence: hits for sentence in catalogued() if (hits := said_of_parameters(sentence))}
    assert found == {}


def test_no_sentence_past_the_catalogues_spells_one():
    read_from = [(path, in_python) for path in sources(".py")]
    read_from += [(path, in_template) for path in sources(".html", ".txt", ".xml")]
    found = {
        (name_of(path), text)
        for path, reader in read_from
        for text in reader(path)
        if said_of_parameters(text)
    }
    assert found == set()


def test_every_exception_is_still_needed():
    sentences = list(catalogued())
    for exception in EXCEPTIONS:
        others = [one for one in EXCEPTIONS if one != exception]
        assert any(said_of_parameters(sentence, others) for sentence in sentences), exception


# --- The value in force is what is said ---------------------------------------------------------------------------
OTHER = {
    "cap_works": 310001, "cap_service": 210002, "cap_goods": 220003, "subsidy_percent": 71, "material_change_percent": 38, "quotes_from": 6004, "quotes_needed": 43,
    "committee_needed": 149, "street_approves_up_to": 60005, "screening_days": 44, "appeal_days": 144, "screening_returns": 145, "comments_a_day": 146, "merge_undo_days": 147, "merge_poll_days": 148, "street_review_days": 45, "publicity_days": 46, "objection_days": 47,
    "level_1_days": 48, "level_2_days": 49, "level_3_days": 51, "support_poll_days": 52, "support_percent": 74, "support_early_percent": 76, "meeting_notice_days": 53, "owners_vote_days": 87, "progress_days": 54,
    "council_quorum_percent": 81, "council_share_percent": 82, "households_quorum_percent": 83, "households_share_percent": 84, "parties_quorum_percent": 85,
    "parties_share_percent": 86,
    "review_days": 55, "result_notice_days": 56, "payment_days": 57, "payment_days_most": 58, "pool_months": 59, "warranty_months": 61,
    "satisfaction_percent": 72, "satisfaction_answers": 62, "satisfaction_answer_percent": 73, "review_prolongings": 161, "smallest_cell": 162, "task_group_size": 63,
    "resolution_pass_points": 64, "scoring_days": 151, "weight_reach": 152, "weight_participation": 153, "weight_self_raised": 154, "weight_urgency": 155, "weight_replicable": 156,
    "trimmed_from_scorers": 157, "spread_points": 158, "least_scorers": 159, "tranche_1_percent": 24, "tranche_2_percent": 25, "tranche_3_percent": 26, "tranche_4_percent": 25,
}  # fmt: skip
# These no sentence names: they show as a day, as a row of a table, or as %(…)s of a refusal that its own test reads.
NOT_TOLD = {
    "committee_needed", "street_approves_up_to", "street_review_days", "level_1_days", "level_2_days", "level_3_days", "support_poll_days", "support_early_percent", "result_notice_days",
    "warranty_months", "satisfaction_percent", "satisfaction_answers", "satisfaction_answer_percent", "review_prolongings", "smallest_cell", "resolution_pass_points", "scoring_days",
    "weight_reach", "weight_participation", "weight_self_raised", "weight_urgency", "weight_replicable", "trimmed_from_scorers", "spread_points", "least_scorers",
    "council_quorum_percent", "council_share_percent", "households_quorum_percent", "households_share_percent", "parties_quorum_percent", "parties_share_percent",
    "tranche_1_percent", "tranche_2_percent", "tranche_3_percent", "tranche_4_percent",
}  # fmt: skip


@pytest.fixture
def other_values(db):
    """Every parameter has another value from today on."""
    Parameter.objects.bulk_create(
        Parameter(key=key, value=value, effective_from=clock.today(), basis="x")
        for key, value in OTHER.items()
    )


def helped(client) -> Iterator[str]:
    for chapter in ("", "residents/", "organisers/", "staff/", "street/"):
        yield client.get(f"/help/{chapter}").text


def modules_of(package) -> list:
    return [import_module(f"{package.__name__}.{one.name}") for one in iter_modules(package.__path__)]


def on_acts_and_forms(project, user) -> Iterator[str]:
    """Return what acts say of themselves, and labels and hints of the fields of every form."""
    for act in ACTS.values():
        yield f"{act.hint} {act.success_message}"
    classes = [
        form
        for module in (project_forms, *modules_of(deliberation.forms), *modules_of(funding.forms))
        for form in vars(module).values()
    ]
    shown = [form.base_fields for form in classes if hasattr(form, "base_fields")]
    for form in (TaskGroupForm, procurement_forms.ChooseSupplierForm):
        shown.append(form(project=project, user=user).fields)
    for fields in shown:
        yield from (f"{field.label} {field.help_text}" for field in fields.values())


def refused(project) -> Iterator[str]:
    for subsidy in (Decimal(400000), Decimal(200)):
        with pytest.raises(Refused) as refusal:
            require_within_limits(project, Decimal(200), subsidy)
        yield str(refusal.value.reason)


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_every_parameter_changed_all_that_names_one_says_the_new_value(
    client, w, other_values, language
):
    client.cookies["django_language"] = language
    project = Walk(w).to(Stage.SCREENING)
    with translation.override(language):
        notices = [" ".join(texts.write_body(kind, facts.as_json())) for kind, facts in samples().items()]
        said = [
            *helped(client),
            *on_acts_and_forms(project, w.proposer),
            *refused(project),
            *notices,
            str(ON_RECORD),
        ]
    text = " ".join(said).replace(",", "")
    missing = {key for key in set(OTHER) - NOT_TOLD if not re.search(rf"(?<!\d){OTHER[key]}(?!\d)", text)}
    assert missing == set()


def test_another_value_was_given_to_every_parameter():
    assert {key: int(value) for key, value in policy.DEFAULTS.items() if OTHER[key] == value} == {}
    assert set(OTHER) == set(policy.DEFAULTS) and set(OTHER) > NOT_TOLD


def test_the_page_of_a_review_tells_the_share_that_was_needed_on_its_day(client, w):
    walk = Walk(w)
    project = walk.to(Stage.AFTERCARE)
    Parameter.objects.create(
        key="satisfaction_percent",
        value=85,
        effective_from=walk.moment.date() + timedelta(days=400),
        basis="x",
    )
    client.cookies["django_language"] = "en"
    with clock.at(walk.moment + timedelta(days=500)):
        assert "at least 80 % are satisfied" in client.get(project.get_absolute_url()).text


@pytest.mark.parametrize(("value", "said"), [(1, "1 day."), (2, "2 days.")])
def test_the_plural_follows_the_value(db, value, said):
    Parameter.objects.create(key="review_days", value=value, effective_from=clock.today(), basis="x")
    with translation.override("en"):
        text = translation.ngettext_lazy("%(days)s day.", "%(days)s days.", "days")
        assert str(with_parameters(text, days="review_days")) == said


def test_shares_are_said_whole_where_they_are_and_exact_where_not(db):
    yesterday = clock.today() - timedelta(days=1)
    for day, value, said in ((yesterday, Decimal("66.67"), "66.67"), (clock.today(), Decimal("80.0000"), 80)):
        Parameter.objects.create(key="satisfaction_percent", value=value, effective_from=day, basis="x")
        assert policy.spell("satisfaction_percent") == said
    assert policy.spell("quotes_from") == page_tags.yuan(policy.DEFAULTS["quotes_from"])
