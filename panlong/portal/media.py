from typing import BinaryIO

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.utils._os import safe_join
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from panlong.notices.models import PostedNotice
from panlong.tools.photos import original_name
from projects import rules
from projects.models import Evidence, Photo


@require_safe
def evidence(request: HttpRequest, path: str) -> FileResponse:
    """Serve a photo of what a resident said, or its small version, to those who may see it; to nobody's cache."""
    original = original_name(path)
    kept = Evidence.objects.filter(image=original).select_related("project__area").first()
    if kept is None or not rules.may_see_evidence(request.user, kept.project):
        raise Http404
    file = _open(path) or _open(original)
    if file is None:
        raise Http404
    answer = FileResponse(file, content_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})
    patch_cache_control(answer, private=True, no_store=True)
    return answer


@require_safe
def photo(request: HttpRequest, path: str) -> FileResponse:
    """Serve a photo or its small version to everybody who may read its project; that of a posted notice to everybody."""
    original = original_name(path)
    is_public = PostedNotice.objects.filter(photo=original).exists()
    if not is_public:
        kept = Photo.objects.filter(image=original).select_related("project__area").first()
        if kept is None or not rules.may_read(request.user, kept.project):
            raise Http404
        is_public = kept.project.is_public
    found = _open(path)
    file = found or _open(original)  # until a worker has made the small version
    if file is None:
        raise Http404
    answer = FileResponse(file, content_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})
    if is_public and found is None:
        answer.headers["Cache-Control"] = "public, max-age=60"
    elif is_public:
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        patch_cache_control(answer, private=True, no_store=True)
    return answer


def _open(path: str) -> BinaryIO | None:
    try:
        return open(safe_join(settings.MEDIA_ROOT, path), "rb")
    except OSError:
        return None
