"""What hooks and pipelines are written in: the action, the hooks, the fences of the documentation, run as they stand."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import yaml

PROJECT = Path(__file__).resolve().parent.parent
PAGES = ("docs/git.md", "docs/git.zh-CN.md", "docs/ci.md", "docs/ci.zh-CN.md", "README.md", "README.zh-CN.md")

# Nothing of the caller's environment may reach what is run here: neither that of a hook that runs these tests, nor of a
# pipeline, nor settings of git, of pre-commit, or of the tool.
_FOREIGN = (
    "GIT_",
    "GITHUB_",
    "CI_",
    "RUNNER_",
    "PRE_COMMIT",
    "PREK",
    "VAULT_TOOLS_",
    "SKIP",
    "FORCE_COLOR",
    "LC_",
    "LANG",
)
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)},
    "VAULT_TOOLS_CACHE_DIR": os.environ["VAULT_TOOLS_CACHE_DIR"],
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_COUNT": "1",  # unlike the two above, pre-commit hands this one on to its own calls of git
    "GIT_CONFIG_KEY_0": "protocol.file.allow",
    "GIT_CONFIG_VALUE_0": "always",
    **{f"GIT_{who}_{what}": "hook@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


class Fence(NamedTuple):
    """A fenced block of a page; `file` is what it says to be, in a comment that it begins with."""

    page: str
    language: str
    file: str
    text: str

    @property
    def content(self) -> Any:
        """What YAML says."""
        return yaml.safe_load(self.text)


def run(folder: Path, *command: str | Path, check: bool = True, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder; its output, of both kinds, is in `stdout`."""
    done = subprocess.run(
        command, cwd=folder, env={**ENVIRONMENT, **environment}, encoding="utf-8", check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert not check or done.returncode == 0, done.stdout
    return done


def git(folder: Path, *arguments: str) -> str:
    return run(folder, "git", *arguments).stdout.strip()


def commit(folder: Path, message: str = "change") -> str:
    """Commit all that there is, make the repository where there is none, and return the commit."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "--no-verify", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


def executable(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script, encoding="utf-8")
    path.chmod(0o755)
    return path


def steps() -> list[dict[str, Any]]:
    """Return the steps of the action."""
    return yaml.safe_load((PROJECT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]


def script_of(name: str) -> str:
    """Return what a step of the action runs."""
    (script,) = [step["run"] for step in steps() if step.get("name") == name]
    return script


def fences(*pages: str) -> list[Fence]:
    """Return the fenced blocks of pages."""
    found = []
    for page in pages or PAGES:
        text = (PROJECT / page).read_text(encoding="utf-8")
        for language, block in re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            file = re.match(r"(?:#!.*\n)?# (\S+)", block)
            found.append(Fence(page, language, file[1].rstrip(";:") if file else "", block))
    return found


def hook_script(name: str, page: str = "docs/git.md") -> str:
    """Return a git hook that a page shows."""
    (script,) = [fence.text for fence in fences(page) if fence.language == "sh" and fence.file == name]
    return script


def runs(content: Any) -> list[str]:
    """Return every script below a node of a workflow or an action."""
    if isinstance(content, list):
        return [script for node in content for script in runs(node)]
    if not isinstance(content, dict):
        return []
    return [
        script
        for key, node in content.items()
        for script in ([node] if key == "run" and isinstance(node, str) else runs(node))
    ]
