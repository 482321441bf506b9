from django.conf import settings
from django.http import HttpResponse
from django.middleware.http import ConditionalGetMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

KNOWN_METHODS = {"GET", "HEAD", "POST", "OPTIONS"}


class RefuseOddRequests:
    """Refuse early what Django would answer with a 500 or let slip: unknown methods, bodies that are not UTF-8.

    Measured with 5.2.19: a POST that declares charset=gbk together with a CSRF cookie gives a 500, and the web
    server answers TRACE with 200.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in KNOWN_METHODS:
            return HttpResponse(
                "Method not allowed\n", status=405, headers={"Allow": ", ".join(sorted(KNOWN_METHODS))}
            )
        charset = request.content_params.get("charset", "utf-8") if request.content_params else "utf-8"
        if charset.lower() not in {"utf-8", "utf8"}:
            return HttpResponse(
                "Only UTF-8 is understood\n", status=415, content_type="text/plain; charset=utf-8"
            )
        if "\x00" in request.path:
            return HttpResponse("Not found\n", status=404)
        if any("\x00" in value for value in request.COOKIES.values()):
            return HttpResponse("Bad request\n", status=400, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


class ChosenLanguage:
    """Speak the language the reader chose (a cookie), otherwise Simplified Chinese, whatever the browser asks for.

    Django's LocaleMiddleware follows Accept-Language; most phones of our residents are set up by somebody else.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.known = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request):
        code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = code if code in self.known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response


class AskAgainOnly(ConditionalGetMiddleware):
    """Let browsers keep a stranger's pages and ask only whether they changed: nothing shown is ever out of date.

    The answer is 304 without a body when it did not. Pages that carry a form's token differ every time; those of
    somebody signed in are kept nowhere (panlong.accounts.sessions).
    """

    def process_response(self, request, response):
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-cache"
        return super().process_response(request, response)
