from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from panlong.log import publishing
from panlong.log.models import Leaf, Verification
from panlong.portal.proof import nightly
from panlong.server import backup


class Command(BaseCommand):
    """Put a backup back into an empty portal, and prove that it is whole."""

    help = (
        "Put a backup into an empty database and an empty data folder, then run every verify command on it."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="what `manage.py backup` wrote")
        parser.add_argument(
            "--without-rights",
            action="store_true",
            help="for a drill on a machine without the roles of deploy/postgres/roles.sh",
        )

    def handle(self, *, folder: Path, without_rights: bool, **options):
        try:
            backup.restore(folder.resolve(), with_rights=not without_rights)
        except backup.Unusable as error:
            raise CommandError(str(error)) from None
        self.stdout.write("All rows and files are back. Verifying …")
        call_command("migrate", interactive=False, verbosity=0, stdout=self.stdout)  # the code may be newer
        give_places()
        found = nightly.verify()
        nightly.record(found, Verification.Occasion.RESTORE)
        if found.wrong:
            raise CommandError("\n".join(["What came back is not what was decided.", *found.wrong]))
        self.stdout.write(f"Nothing is wrong: {found.leaves} leaves, {found.seconds:.0f} s.")
        self.stdout.write(f"The portal is back, as in {folder}.")


def give_places() -> None:
    """Publish what entered the log in the last seconds before the backup: no worker of the old machine will do it any more."""
    try:
        while Leaf.objects.filter(index__isnull=True).exists():
            publishing.grow_log()
    except publishing.Forked as error:
        raise CommandError(f"The public log cannot go on: {error}") from None
