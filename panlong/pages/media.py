from django.conf import settings
from django.http import FileResponse, Http404
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

from panlong.notices.models import PostedNotice
from panlong.photos import original_name
from projects.models import Photo


@require_safe
def photo(request, path: str):
    """Serve the photo of a public project or of a posted notice, or its small version."""
    original = original_name(path)
    of_project = Photo.objects.filter(image=original, project__first_published_at__isnull=False)
    if not (of_project.exists() or PostedNotice.objects.filter(photo=original).exists()):
        raise Http404
    file = _open(path) or _open(original)  # photos from before there were small versions
    if file is None:
        raise Http404
    return FileResponse(
        file,
        content_type="image/jpeg",
        headers={"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"},
    )


def _open(path: str):
    try:
        return open(safe_join(settings.MEDIA_ROOT, path), "rb")
    except OSError:
        return None
