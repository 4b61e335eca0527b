"""Vaults in memory and on disk, and findings in one line, for tables of tests."""

import contextlib
import io
import os
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from vault_tools import cli, ratchet
from vault_tools.baseline.layout import parse as parse_baseline
from vault_tools.config import Config, load_config
from vault_tools.config.active import active_rules, scope
from vault_tools.discover import CHECKED_SUFFIXES
from vault_tools.engine import check
from vault_tools.findings import Report
from vault_tools.scan import parse
from vault_tools.tracking import Tracking
from vault_tools.vault import Vault


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


TODAY = "2026-11-22"
BASELINE = ".vault/baseline.json"

SHARED = os.environ.get("VAULT_TOOLS_SHARED")
"""The folder with the first users' vault and the conformance cases; tests that need it are skipped without it."""


def write_vault(root: Path, files: dict[str, str | bytes]) -> Path:
    """Write files, texts as UTF-8 with their line ends as they are, below `root`, and return it."""
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return root


def memory_vault(
    files: dict[str, str],
    config: Config | None = None,
    types: dict[str, str] | None = None,
    untracked: Collection[str] = (),
) -> Vault:
    """Return a vault that exists nowhere but here: nothing is read from a disk, and git is not asked."""
    config = config or Config()
    return Vault(
        "/vault",
        sorted(files),
        sorted(files),
        sorted(path for path in files if path.endswith(CHECKED_SUFFIXES)),
        lambda path: parse(path, files[path]) if path.endswith(CHECKED_SUFFIXES) else None,
        lambda path: files[path],
        property_aliases=config.property_aliases,
        property_types=types,
        today=TODAY,
        tracking=Tracking(files, lambda: frozenset(untracked)),
    )


def run(
    files: dict[str, str],
    *rules: str,
    config: Config | None = None,
    types: dict[str, str] | None = None,
    baseline: str | None = None,
    untracked: Collection[str] = (),
) -> Report:
    """Check a vault in memory with the named rules, or with all that are on.

    `baseline` is the text of one, `untracked` are those of the files that git does not have.
    """
    config = config or Config()
    vault = memory_vault(files, config, types, untracked)
    wanted = active_rules(config, rules), scope(config, lambda path: True, rules)
    if baseline is None:
        return check(vault, *wanted)
    return ratchet.check(vault, *wanted, parse_baseline(baseline, BASELINE), BASELINE)


def lines(report: Report) -> list[str]:
    """Return findings as `path:line:column message`."""
    return [f"{finding.path}:{finding.line}:{finding.column} {finding.message}" for finding in report.findings]


def vault(*arguments: str) -> Ran:
    """Run the command line in this process and return what it did."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.run(arguments)
        for stream in (out, err):
            stream.flush()
    return Ran(code, *(stream.buffer.getvalue().decode("utf-8") for stream in (out, err)))  # type: ignore[attr-defined]


def config_of(tmp_path: Path, toml: str) -> Config:
    """Return the configuration that a `vault.toml` with this text is."""
    (tmp_path / "vault.toml").write_text(toml, encoding="utf-8")
    return load_config(str(tmp_path))
