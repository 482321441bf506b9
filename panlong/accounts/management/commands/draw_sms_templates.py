"""Print the text messages as a page: what is handed in for approval at the provider, and where its code is set."""

from django.core.management.base import BaseCommand

from panlong.accounts import sms_templates

PAGE = """# Text messages

What the portal sends by text message, as it is handed in for approval at the provider. Each template that is approved gets
a code, which stands in the variable beside it. Templates in 繁體中文 or English are not needed; where one is approved, its
code stands in the same variable with `_ZH_HANT` or `_EN` behind it, and people who read that language get it. Variables
have at most {variable} letters, on one line, without links; `${{path}}` ends an address of the portal.

This page is drawn from `panlong/accounts/sms_templates.py`: `./manage.py draw_sms_templates > docs/sms-templates.md`.

| Template | Its code stands in | Words |
|---|---|---|
"""


class Command(BaseCommand):
    help = "Prints docs/sms-templates.md: the texts to be approved by the provider of text messages."

    def handle(self, **options):
        rows = "".join(
            f"| `{name}` | `{sms_templates.setting_of(name)}` | {_for_approval(name)} |\n"
            for name in sms_templates.TEMPLATES
        )
        self.stdout.write(PAGE.format(variable=sms_templates.LONGEST_VARIABLE) + rows, ending="")


def _for_approval(name: str) -> str:
    """Return the words, the portal's address as the place where the real one goes."""
    return sms_templates.for_approval(name).replace(sms_templates.absolute("/"), "https://…/")
