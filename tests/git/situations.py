"""What is done in a repository before `vault check`, as rows of a table have it, and what the check then says."""

import os
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

from repositories import Repo
from support import Ran, vault

Step = str | list[str] | dict[str, str | bytes] | Callable[[Path], object]
"""A line or words for git, files to be written, or something else that is done at the top."""

BODY = "".join(f"第 {number} 行，是正文的一部分。\n" for number in range(8))
VAULT: dict[str, str | bytes] = {
    "vault.toml": '[rules]\nmissing-property = "off"\n',
    "主题.md": "# 主题\n\n## 小节\n\n" + BODY,
    "甲.md": "[[主题]]\n",
    "乙.md": "[[主题#小节]] [[缺]]\n",
    "丙.md": "![[示意.png]]\n",
    "图/示意.png": b"\x89PNG\r\n",
    "文/丁.md": "# 丁\n\n[甲](../甲.md)\n[[戊]]\n\n" + BODY,
    "文/戊.md": "戊\n",
}
"""A vault with one finding, which has long been there: in 乙, the link to 缺."""


class Situation:
    """A vault in a repository, and `vault check` in it. `folder` is where that is started, from the top."""

    def __init__(self, repo: Repo, enter: Callable[[Path], object]) -> None:
        self.repo = repo
        self.top = repo.top
        self._enter = enter

    def take(self, *steps: Step) -> "Situation":
        """Do what comes before the check. A line for git that begins with `?` may fail."""
        for step in steps:
            if isinstance(step, dict):
                self.repo.write(step)
            elif isinstance(step, str):
                self.repo.git(*shlex.split(step.removeprefix("?")), check=not step.startswith("?"))
            elif isinstance(step, list):
                self.repo.git(*step)
            else:
                step(self.top)
        return self

    def check(self, arguments: str = "--staged", folder: str = "") -> Ran:
        """Run `vault check` with the arguments, in the concise format."""
        self._enter(self.top / folder)
        return vault("check", "--output-format", "concise", *shlex.split(arguments))

    def status(self) -> list[str]:
        """Return what git says of the index and the work tree."""
        return self.repo.git("-c", "core.quotepath=false", "status", "--short").splitlines()


def copied(template: Path, top: Path) -> Repo:
    """Return a copy of a repository."""
    shutil.copytree(template, top, symlinks=True)
    return Repo(top)


def findings(ran: Ran) -> list[str]:
    """Return the findings of the concise format; the last line is a summary."""
    return ran.out.splitlines()[:-1]


def link(target: str, to: str) -> Callable[[Path], object]:
    """Return a step that puts a symbolic link in the place of a file."""

    def step(top: Path) -> None:
        (top / target).unlink(missing_ok=True)
        (top / target).symlink_to(to)

    return step


def removed(path: str) -> Callable[[Path], object]:
    """Return a step that removes a file from the work tree only."""
    return lambda top: os.remove(top / path)
