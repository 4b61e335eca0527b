"""The action and the documented workflows are what their programs read, and no stranger's text gets into a script."""

import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from pipelines import ENVIRONMENT, PROJECT, Fence, commit, executable, fences, git, run, runs, steps
from support import write_vault

SCHEMAS = {
    ".github/workflows/notes.yml": "vendor.github-workflows",
    ".github/workflows/scanning.yml": "vendor.github-workflows",
    ".gitlab-ci.yml": "vendor.gitlab-ci",
}
EXPRESSION = "${{"


def documented(language: str, *names: str) -> list[Fence]:
    found = [fence for fence in fences() if fence.language == language and (not names or fence.file in names)]
    assert found
    return found


def validate(folder: Path, schema: str, files: Sequence[Path]) -> tuple[int, str]:
    done = run(folder, sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *files, check=False)
    return done.returncode, done.stdout


def test_the_action_is_one(tmp_path: Path) -> None:
    assert validate(tmp_path, "vendor.github-actions", [PROJECT / "action.yml"])[0] == 0
    wrong = tmp_path / "action.yml"
    wrong.write_text((PROJECT / "action.yml").read_text("utf-8").replace("shell: bash", "shel: bash"), encoding="utf-8")
    assert validate(tmp_path, "vendor.github-actions", [wrong])[0] == 1


@pytest.mark.parametrize("schema", sorted(set(SCHEMAS.values())))
def test_documented_workflows_are_some(schema: str, tmp_path: Path) -> None:
    files = []
    for number, fence in enumerate(documented("yaml", *(file for file, of in SCHEMAS.items() if of == schema))):
        files.append(tmp_path / f"{number}.yml")
        files[-1].write_text(fence.text, encoding="utf-8")
    code, said = validate(tmp_path, schema, files)
    assert code == 0, said


def test_every_yaml_block_says_what_it_is() -> None:
    known = {*SCHEMAS, ".pre-commit-config.yaml", "lefthook.yml"}
    unnamed = [fence for fence in documented("yaml") if fence.file not in known and "README" not in fence.page]
    assert unnamed == []


def test_every_input_of_the_action_is_documented() -> None:
    inputs = yaml.safe_load((PROJECT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    for page in ("docs/ci.md", "docs/ci.zh-CN.md"):
        text = (PROJECT / page).read_text(encoding="utf-8")
        assert re.findall(r"^\| `([a-z-]+)` \| .* \|$", text, re.MULTILINE) == list(inputs)


def test_no_expression_stands_in_a_script() -> None:
    """GitHub pastes what an expression says into the script: a branch name would be run."""
    action = yaml.safe_load((PROJECT / "action.yml").read_text(encoding="utf-8"))
    scripts = runs(action)
    assert len(scripts) == 2
    for fence in documented("yaml", *SCHEMAS):
        scripts += runs(fence.content)
    assert [script for script in scripts if EXPRESSION in script] == []
    assert runs({"jobs": [{"run": "echo ${{ github.ref }}"}]}) == ["echo ${{ github.ref }}"], "they would be found"


def test_workflows_are_safe_for_pull_requests_of_strangers() -> None:
    for fence in documented("yaml", *SCHEMAS):
        if "gitlab" in fence.file:
            continue
        workflow = fence.content
        assert "pull_request" in str(workflow[True])  # `on`, as YAML 1.1 reads it
        assert "pull_request_target" not in fence.text
        assert workflow["permissions"]["contents"] == "read"
        writes = [right for right, value in workflow["permissions"].items() if value == "write"]
        assert writes == (["security-events"] if "upload-sarif" in fence.text else [])
        assert fence.text.count("actions/checkout@") == fence.text.count("persist-credentials: false")
        assert fence.text.count("actions/checkout@") == fence.text.count("fetch-depth: 0")


@pytest.mark.parametrize("page", ["docs/git", "docs/ci"])
def test_both_languages_show_the_same(page: str) -> None:
    """Comments may differ."""
    blocks = [[re.sub(r"#(?!!).*", "", fence.text) for fence in fences(page + end)] for end in (".md", ".zh-CN.md")]
    assert blocks[0]
    assert blocks[0] == blocks[1]


@pytest.mark.parametrize("page", ["docs/git.md", "docs/git.zh-CN.md", "docs/ci.md", "docs/ci.zh-CN.md"])
def test_links_of_the_pages_lead_somewhere(page: str) -> None:
    text = (PROJECT / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    assert [link for link in links if not (PROJECT / "docs" / link).exists()] == []
    readme = "README.zh-CN.md" if "zh" in page else "README.md"
    assert page in (PROJECT / readme).read_text(encoding="utf-8")
    anchors = {
        re.sub(r"\W", "", re.sub(r"\s", "-", title.lower())) for title in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors


def shellcheck(folder: Path, shell: str, script: str) -> str:
    file = folder / "script"
    file.write_text(script, encoding="utf-8")
    program = shutil.which("shellcheck", path=Path(sys.executable).parent) or "shellcheck"
    return run(folder, program, f"--shell={shell}", file, check=False).stdout


def test_scripts_are_sound(tmp_path: Path) -> None:
    scripts = {("bash", step["run"]) for step in steps() if "run" in step}
    scripts |= {("sh", fence.text) for fence in documented("sh") if "README" not in fence.page}
    scripts |= {("bash", script) for fence in documented("yaml", *SCHEMAS) for script in runs(fence.content)}
    for fence in documented("yaml", ".gitlab-ci.yml"):
        job = fence.content["vault"]
        scripts.add(("sh", "\n".join(job["before_script"] + job["script"])))
    for shell, script in sorted(scripts):
        assert shellcheck(tmp_path, shell, script) == "", script
    assert "SC2086" in shellcheck(tmp_path, "sh", "rm $1\n")


BROKEN = {"vault.toml": '[rules]\nmissing-property = "off"\n', "旧.md": "[[早已没有]]\n"}


class Job(NamedTuple):
    """A checkout with an old fault in its first commit, and one where the programs are that a pipeline calls."""

    folder: Path
    programs: Path
    base: str

    def run(self, script: str, **environment: str) -> int:
        """Run a script as a pipeline would; return its exit code."""
        path = os.pathsep.join((str(self.programs), ENVIRONMENT["PATH"]))
        done = run(self.folder, "bash", "-eo", "pipefail", "-c", script, check=False, PATH=path, **environment)
        assert done.returncode in (0, 1), done.stdout
        return done.returncode


@pytest.fixture(params=[pytest.param({}, id="good"), pytest.param({"新.md": "[[无]]\n"}, id="broken")])
def job(request: pytest.FixtureRequest, tmp_path: Path) -> Job:
    programs = tmp_path / "programs"
    executable(programs / "vault", f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -I -m vault_tools "$@"\n')
    executable(programs / "pip", "#!/bin/sh\n")
    executable(programs / "reviewdog", "#!/bin/sh\ncat >reviewed\n")
    folder = tmp_path / "checkout"
    base = commit(write_vault(folder, BROKEN))
    git(folder, "update-ref", "refs/remotes/origin/main", base)
    commit(write_vault(folder, request.param))
    return Job(folder, programs, base)


def test_the_job_of_gitlab(job: Job) -> None:
    (fence,) = documented("yaml", ".gitlab-ci.yml")[:1]
    description = fence.content["vault"]
    variables = {name: str(value) for name, value in description["variables"].items()}
    script = "\n".join(description["before_script"] + description["script"])
    victim = job.programs / "victim"
    (job.folder / "vault.xml").symlink_to(victim)
    is_broken = (job.folder / "新.md").exists()
    assert job.run(script, CI_MERGE_REQUEST_DIFF_BASE_SHA=job.base, **variables) == is_broken
    reports = description["artifacts"]["reports"]
    everything = json.loads((job.folder / reports["codequality"]).read_text("utf-8"))
    assert [entry["location"]["path"] for entry in everything] == ["新.md", "旧.md"][not is_broken :]
    assert ("新.md" in (job.folder / reports["junit"]).read_text("utf-8")) == is_broken
    assert not victim.exists(), "a link that came with the merge request is not followed"
    assert job.run(script, **variables) == 1, "there is no merge request: everything is reported"


def test_the_job_of_github_without_the_action(job: Job) -> None:
    (fence,) = [fence for fence in fences("docs/ci.md") if "pip install" in fence.text and "github" in fence.file]
    install, check = runs(fence.content)
    assert job.run(install, TOOL="x") == 0
    assert job.run(check, BASE=job.base) == (job.folder / "新.md").exists()


def test_the_lines_for_any_pipeline(job: Job) -> None:
    check, reviewdog = (fence.text for fence in fences("docs/ci.md") if fence.language == "sh")
    assert job.run(check) == (job.folder / "新.md").exists()
    assert (job.folder / "vault.xml").exists()
    assert (job.folder / "vault.sarif").exists()
    assert job.run(reviewdog) == 0
    reviewed = json.loads((job.folder / "reviewed").read_text("utf-8"))["diagnostics"]
    assert len(reviewed) == (job.folder / "新.md").exists()
