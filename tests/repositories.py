"""Git repositories for tests, and what a hostile one comes with."""

import os
import subprocess
from pathlib import Path

from support import write_vault

_QUIET = ("-c", "core.quotepath=true", "-c", "protocol.file.allow=always", "-c", "commit.gpgsign=false")


class Repo:
    """A git repository for tests, with a work tree at `top`."""

    def __init__(self, top: Path) -> None:
        self.top = top

    def git(self, *arguments: str, sent: bytes | None = None, check: bool = True) -> str:
        """Run git at the top, and return what it wrote."""
        run = subprocess.run(["git", *_QUIET, *arguments], cwd=self.top, input=sent, capture_output=True, check=False)
        assert run.returncode == 0 or not check, run.stderr.decode()
        return os.fsdecode(run.stdout).rstrip("\n")

    def write(self, files: dict[str, str | bytes]) -> "Repo":
        """Write files."""
        write_vault(self.top, files)
        return self

    def add(self, files: dict[str, str | bytes] | None = None) -> "Repo":
        """Write files, if any, and stage everything."""
        self.write(files or {}).git("add", "--all")
        return self

    def commit(self, files: dict[str, str | bytes] | None = None, message: str = "one") -> str:
        """Write files, stage everything, commit it, and return the commit's hash."""
        self.add(files).git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")


HOSTILE = """[core]
	repositoryformatversion = 0
	bare = true
	fsmonitor = "touch {witness}; false"
	hooksPath = {hooks}
	worktree = /
	sshCommand = touch {witness}
	pager = touch {witness}
	editor = touch {witness}
[alias]
	ls-files = "!touch {witness}"
	ls-tree = "!touch {witness}"
	cat-file = "!touch {witness}"
	rev-parse = "!touch {witness}"
[protocol]
	allow = always
[protocol "ext"]
	allow = always
[remote "origin"]
	url = ext::sh -c "touch {witness}"
	uploadpack = touch {witness}
	promisor = true
	partialclonefilter = blob:none
[filter "x"]
	clean = touch {witness}
	smudge = touch {witness}
	process = touch {witness}
	required = true
[diff]
	external = touch {witness}
[diff "x"]
	textconv = touch {witness}
	command = touch {witness}
[merge "x"]
	driver = touch {witness}
[hook "x"]
	command = touch {witness}
	event = post-index-change
	event = reference-transaction
"""


def hostile(witness: Path, hooks: Path) -> str:
    """Return a configuration that runs something wherever git lets it, and make hooks that do."""
    hooks.mkdir(parents=True, exist_ok=True)
    for name in ("post-index-change", "reference-transaction", "pre-commit", "fsmonitor-watchman", "post-checkout"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {witness}\n")
        (hooks / name).chmod(0o755)
    return HOSTILE.format(witness=witness, hooks=hooks)


def bare(folder: Path, config: str) -> None:
    """Lay a folder out as a bare repository."""
    for name in ("objects/info", "objects/pack", "refs/heads", "hooks"):
        (folder / name).mkdir(parents=True)
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / "config").write_text(config)
