import logging
import os

import django
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panlong.settings")

HARMLESS = {"GET", "HEAD"}


class Portal(WSGIHandler):
    """Django, and one more try for a page during which the database went away: reading twice changes nothing.

    What writes is not repeated here. It begins on a connection that was checked, and waits for one while the database
    starts (settings.database); if the database goes away after that, nobody knows how far it came, so its sender is
    told, and sends the form again with the same operation key.
    """

    def get_response(self, request):
        """Return the answer to a request; the second one where the first failed for want of a database."""
        response = super().get_response(request)
        if request.method in HARMLESS and getattr(response, "may_be_tried_again", False):
            response.close()
            connections.close_all()
            response = super().get_response(self.request_class(request.environ))
        return response


django.setup(set_prefix=False)
application = Portal()


def hide_keys(record: logging.LogRecord) -> bool:
    """Keep addresses that are as good as a key out of the access log of the server."""
    facts = record.args if isinstance(record.args, dict) else {}
    path = str(facts.get("path", ""))
    for place in ("/money/offers/", "/me/messages/confirm/"):
        if path.startswith(place):
            record.args = {**facts, "path": f"{place}…"}
    return True


logging.getLogger("granian.access").addFilter(hide_keys)
