from django.conf import settings
from django.http import FileResponse, Http404
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

from projects.models import Photo


@require_safe
def photo(request, path: str):
    """Serve the photo of a public project. (Production lets the reverse proxy do it, by the same rule.)"""
    if not Photo.objects.filter(image=path, project__first_published_at__isnull=False).exists():
        raise Http404
    try:
        file = open(safe_join(settings.MEDIA_ROOT, path), "rb")  # noqa: SIM115  (FileResponse closes it)
    except OSError:
        raise Http404 from None
    return FileResponse(
        file,
        content_type="image/jpeg",
        headers={"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"},
    )
