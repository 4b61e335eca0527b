"""`vault check --staged` says the same however it comes to it: cached or not, alone or not, from the index or from files."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from situations import Situation, findings

from change.generated import changed, vaults
from repositories import Repo
from support import vault, write_vault

FORMATS = ("full", "concise", "json", "jsonl", "github", "sarif", "gitlab", "junit", "rdjson", "markdown")
BROKEN = ["rm -q 主题.md", {"丙.md": "![[示意.png]] [[缺二]]\n"}, "add 丙.md"]


@pytest.mark.parametrize("output_format", FORMATS)
@pytest.mark.parametrize("more", ["--staged", "--staged --all", "--since HEAD"])
def test_every_format_is_the_same_with_and_without_what_is_remembered(
    situation: Situation, tmp_path: Path, output_format: str, more: str
) -> None:
    situation.take(*BROKEN)
    os.chdir(situation.top)
    arguments = ["check", *more.split(), "--output-format", output_format]
    cold, warm = (vault(*arguments, "--cache-dir", str(tmp_path / "cache")) for _ in range(2))
    uncached = vault(*arguments, "--no-cache")
    assert cold == warm == uncached
    assert cold.code == 1
    assert "缺二" in cold.out or "\\u7f3a\\u4e8c" in cold.out


@pytest.mark.parametrize("output_format", ["json", "sarif", "gitlab"])
def test_fingerprints_are_those_of_the_whole_vault(situation: Situation, output_format: str) -> None:
    situation.take(*BROKEN)
    os.chdir(situation.top)
    whole, new = (vault("check", *more, "--output-format", output_format).out for more in ([], ["--staged"]))
    known, found = _fingerprints(json.loads(whole)), _fingerprints(json.loads(new))
    assert found
    assert found <= known


def _fingerprints(found: object) -> set[str]:
    if isinstance(found, list):
        return set().union(*map(_fingerprints, found))
    if not isinstance(found, dict):
        return set()
    if found.get("baselineState") == "unchanged":
        return set()
    own = {str(found[key]) for key in ("fingerprint", "partialFingerprints") if key in found}
    return own.union(*map(_fingerprints, found.values()))


def test_runs_at_once_on_a_cold_cache(situation: Situation, tmp_path: Path) -> None:
    situation.take(*BROKEN)
    arguments = ["check", "--staged", "--output-format", "json", "--cache-dir", str(tmp_path / "cache")]
    command = [sys.executable, "-I", "-m", "vault_tools", *arguments]
    runs = [
        subprocess.Popen(command, cwd=situation.top, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)
    ]
    outputs = [run.communicate() for run in runs]
    assert [run.returncode for run in runs] == [1, 1, 1]
    assert outputs[0] == outputs[1] == outputs[2]
    assert outputs[0][1] == b""


@pytest.mark.parametrize("folder", ["", "文"])
def test_a_check_leaves_the_repository_as_it_was(situation: Situation, folder: str) -> None:
    situation.take(*BROKEN)
    before = _contents(situation.top)
    for more in ("--staged", "--staged --all", "--since HEAD", "--hook", "--staged --diff"):
        assert situation.check(more, folder).code < 2
    assert _contents(situation.top) == before


def _contents(top: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(top.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def scratch() -> Path:
    """A repository whose index and work tree are thrown away again and again."""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(os.path.realpath(folder)) / "库"
        top.mkdir()
        yield top


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(before=vaults(), chosen=st.data())
def test_what_is_staged_is_what_a_checkout_would_have(
    scratch: Path, before: dict[str, str], chosen: st.DataObject
) -> None:
    after, _ = chosen.draw(changed(before))
    shutil.rmtree(scratch)
    scratch.mkdir()
    repo = Repo(scratch)
    repo.git("init", "-q", "--initial-branch=main", "--template=")
    repo.commit(dict(before))
    for path in before:
        (scratch / path).unlink()
    repo.add(dict(after))
    if after == before:
        return
    situation = Situation(repo, os.chdir)
    staged = _as_json(situation, "--staged --all --ignore untracked-target")
    checkout = scratch.parent / "副本"
    shutil.rmtree(checkout, ignore_errors=True)
    repo.git("checkout-index", "--all", f"--prefix={checkout}/")
    write_vault(scratch, {"a.md": "[[无]]\n", "没有.md": "只在磁盘上\n"})  # what lies on the disk does not matter
    assert _as_json(situation, "--staged --all --ignore untracked-target") == staged
    assert staged == _as_json(Situation(Repo(checkout), os.chdir), "--ignore untracked-target")
    new = findings(situation.check("--staged --ignore untracked-target"))
    assert set(new) <= set(findings(situation.check("--staged --all --ignore untracked-target")))


def _as_json(situation: Situation, arguments: str) -> list[dict[str, object]]:
    os.chdir(situation.top)
    ran = vault("check", "--no-cache", "--output-format", "json", *arguments.split())
    keys = ("path", "line", "column", "end_line", "end_column", "rule", "message", "fingerprint")
    return [{key: finding[key] for key in keys} for finding in json.loads(ran.out)["findings"]]
