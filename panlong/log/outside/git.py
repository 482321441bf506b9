"""Files brought to the main branch of a git remote. Nothing is ever forced: a remote that was rewritten is a failure."""

import os
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

TIME_LIMIT = 60  # seconds for each call
BRANCH = "main"
AUTHOR = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "panlong"), ("EMAIL", "log@localhost"))
}


class GitFailed(Exception):
    """Git said no, or did not answer in time."""


def push_files(remote: str, folder: Path, files: Mapping[str, str], message: str) -> None:
    """Commit `files` (path: text) in the working copy `folder` and push them to `remote`. Raises GitFailed.

    Safe to repeat: what was committed and not pushed is pushed by the next call.
    """
    if not (folder / ".git" / "HEAD").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _git(folder, "init", "--quiet", f"--initial-branch={BRANCH}")
    with suppress(FileNotFoundError):  # left by somebody who was killed; the caller's lease keeps others away
        (folder / ".git" / "index.lock").unlink()
    if not _has_commit(folder) and _git(folder, "ls-remote", "--heads", remote, BRANCH):
        _git(folder, "fetch", "--quiet", remote, BRANCH)
        _git(folder, "reset", "--quiet", "--hard", "FETCH_HEAD")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    _git(folder, "add", "--all")
    if _git(folder, "status", "--porcelain"):
        _git(folder, "commit", "--quiet", f"--message={message}")
    _git(folder, "push", "--quiet", remote, f"HEAD:refs/heads/{BRANCH}")


def _has_commit(folder: Path) -> bool:
    try:
        _git(folder, "rev-parse", "--quiet", "--verify", "HEAD")
    except GitFailed:
        return False
    return True


def _git(folder: Path, *arguments: str) -> str:
    """Call git in `folder`, without hooks and without questions, and return what it says."""
    environment = {**os.environ, **AUTHOR, "GIT_TERMINAL_PROMPT": "0", "GIT_DIR": str(folder / ".git"), "GIT_WORK_TREE": str(folder)}  # fmt: skip
    try:
        done = subprocess.run(
            ["git", "-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false", *arguments],
            cwd=folder, env=environment, capture_output=True, text=True, timeout=TIME_LIMIT,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitFailed(f"git {arguments[0]}: {error}") from error
    if done.returncode:
        raise GitFailed(f"git {arguments[0]}: {done.stderr.strip()[-200:]}")
    return done.stdout
