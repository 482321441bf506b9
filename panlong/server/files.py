"""Files that are whole or not there, whoever is killed or reads meanwhile.

Here because the data folder and its secrets are made before anything else of the portal can be imported.
"""

import os
from contextlib import suppress
from pathlib import Path


def write_secret_once(file: Path, text: str) -> None:
    """Write `text` into `file`, readable by its owner alone, unless somebody did before: theirs holds."""
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
    with suppress(FileExistsError):  # another process was quicker
        os.link(draft, file)
    draft.unlink()


def replace_file(file: Path, data: bytes) -> None:
    """Put `data` into `file` in one step; readers see what was there before or all of it."""
    half = file.with_name(f"{file.name}.{os.getpid()}.part")
    half.write_bytes(data)
    half.replace(file)
