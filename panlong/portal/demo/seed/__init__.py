"""The demo's data: places, people, and projects that walk their road through the portal's real verbs.

`load` is the way in; the tables lie in ``panlong/portal/demo/data``.
"""

from panlong.portal.demo.seed.loading import is_loaded, load

__all__ = ["is_loaded", "load"]
