"""The invented people of the demo: their key in POST /demo/sign-in/, name, phone, and post."""

from typing import NamedTuple

from django.utils.translation import gettext_noop

from panlong.accounts.models import Role


class Persona(NamedTuple):
    key: str
    name: str
    phone: str
    what: str
    role: str = ""
    area: str = ""  # code of the area of the post
    room: str = ""  # where they live: "" for nobody of the courtyard


DISTRICT = "530103"
STREET = "530103002"
COMMUNITY = "530103002999"
COURTYARD = "530103002999-001"

PERSONAS = (
    Persona("resident", "演示居民甲", "19900000001", gettext_noop("lives in the courtyard, supports, votes, rates"), room="0101"),
    Persona("neighbour", "演示邻居乙", "19900000002", gettext_noop("lives next door"), room="0102"),
    Persona("proposer", "演示提议人丙", "19900000003", gettext_noop("proposes projects"), room="0103"),
    Persona("organiser", "演示楼栋长丁", "19900000004", gettext_noop("building head: screens, convenes, goes from door to door"), Role.BUILDING_HEAD, COURTYARD, "0104"),
    Persona("community_staff", "演示社区干部", "19900000005", gettext_noop("community: rounds, resolution, acceptance, roster"), Role.COMMUNITY_STAFF, COMMUNITY),
    *(
        Persona(f"committee_{n}", f"演示评审委员{'一二三四五'[n - 1]}", f"1990000001{n}", gettext_noop("committee: gives points"), Role.COMMITTEE_MEMBER, COMMUNITY)
        for n in range(1, 6)
    ),
    Persona("street_handler", "演示街道经办", "19900000021", gettext_noop("street office: checks"), Role.STREET_HANDLER, STREET),
    Persona("street_reviewer", "演示街道审核", "19900000022", gettext_noop("street office: approves"), Role.STREET_REVIEWER, STREET),
    Persona("street_finance", "演示街道财务", "19900000023", gettext_noop("street office: pays"), Role.STREET_FINANCE, STREET),
    Persona("district", "演示区级双组长", "19900000031", gettext_noop("district: reads all, envelope, level 3"), Role.CO_LEADER, DISTRICT),
    Persona("auditor", "演示居务监督", "19900000032", gettext_noop("supervision: reads all, joins acceptance"), Role.AUDITOR, DISTRICT),
    Persona("admin", "演示系统管理员", "19900000033", gettext_noop("accounts and settings, no business approval"), Role.ADMINISTRATOR, DISTRICT),
)  # fmt: skip
BY_KEY = {persona.key: persona for persona in PERSONAS}
OFFICIALS = {
    persona.key
    for persona in PERSONAS
    if persona.role and persona.role not in {Role.BUILDING_HEAD, Role.COMMITTEE_MEMBER}
}
