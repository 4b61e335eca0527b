"""Links that lead somewhere only because a file lies there that git does not have: real repositories, both trees."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from repositories import Repo
from support import vault as command
from vault_tools import api
from vault_tools.config import load_config
from vault_tools.findings import Finding
from vault_tools.git import calls
from vault_tools.git.repository import find
from vault_tools.git.snapshots import commit_tree, index_tree
from vault_tools.vault import Vault

LINKS = ("untracked-target", "broken-link", "broken-embed", "alias-link", "broken-heading", "broken-block")


def on_disk(root: Path) -> Vault:
    return api.load(root)


def in_index(root: Path) -> Vault:
    repository = find(str(root))
    assert repository
    return api.load(root, tree=index_tree(repository, str(root)))


def in_commit(root: Path) -> Vault:
    repository = find(str(root))
    assert repository
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=True).stdout
    return api.load(root, tree=commit_tree(repository, str(root), commit.strip()))


def found(vault: Vault, *select: str) -> list[str]:
    """Return what rules about links find, and what untracked file that is about."""
    report = api.check(vault, select=select or LINKS, suggests=False)
    return [shown(finding) for finding in report.findings]


def shown(finding: Finding) -> str:
    words = finding.key.replace("untracked-target.ignored", "ignored").replace("untracked-target", "untracked")
    about = finding.values.get("path", "") or finding.values.get("target", "")
    return f"{finding.path}:{finding.line} {words} {about}".rstrip()


CANVAS = '{"nodes": [{"id": "a", "type": "file", "file": "图/甲.md", "x": 0, "y": 0, "width": 1, "height": 1}]}'
BASE = 'filters: file.hasLink(link("乙"))\nviews:\n  - type: table\n    name: x\n'


@pytest.mark.parametrize("load", [on_disk, in_index, in_commit])
@pytest.mark.parametrize(
    ("committed", "beside", "expected"),
    [
        pytest.param({"a.md": "[[乙]]"}, {"x/乙.md": ""}, ["a.md:1 untracked x/乙.md"], id="a note"),
        pytest.param({"a.md": "[[乙]]", "乙.md": ""}, {"丙.md": ""}, [], id="a note that git has"),
        pytest.param({"a.md": "[[乙]]"}, {"丙.md": ""}, ["a.md:1 broken-link 乙"], id="a note that is nowhere"),
        pytest.param({"a.md": "[[乙]]", "y/乙.md": ""}, {"x/乙.md": ""}, [], id="git has another of that name"),
        pytest.param(
            {"a.md": "[[x/乙]]", "y/乙.md": ""}, {"x/乙.md": ""}, ["a.md:1 untracked x/乙.md"], id="not in that folder"
        ),
        pytest.param({"a.md": "x"}, {"b.md": "[[乙]] ![[p.png]]", "乙.md": "", "p.png": ""}, [], id="in no note of git's"),
        pytest.param({"a.md": "![[图.png]]"}, {"附件/图.png": ""}, ["a.md:1 untracked 附件/图.png"], id="an embed"),
        pytest.param({"a.md": "![](图.png)"}, {"图.png": ""}, ["a.md:1 untracked 图.png"], id="a Markdown image"),
        pytest.param({"a.md": "![[图.png]]", "附件/图.png": ""}, {"图2.png": ""}, [], id="an embed that git has"),
        pytest.param({"a.md": "[x](乙.md)"}, {"乙.md": ""}, ["a.md:1 untracked 乙.md"], id="a Markdown link"),
        pytest.param({"a.md": "[x][1]\n\n[1]: 乙.md"}, {"乙.md": ""}, ["a.md:3 untracked 乙.md"], id="a reference"),
        pytest.param(
            {"a.md": '---\nup: "[[乙]]"\n---\n'}, {"乙.md": ""}, ["a.md:2 untracked 乙.md"], id="a property"
        ),
        pytest.param({"a.canvas": CANVAS}, {"图/甲.md": ""}, ["a.canvas:1 untracked 图/甲.md"], id="on a canvas"),
        pytest.param(
            {"a.canvas": CANVAS.replace("图/甲", "甲"), "图/甲.md": ""},
            {"甲.md": ""},
            ["a.canvas:1 untracked 甲.md"],
            id="a canvas names exactly one file",
        ),
        pytest.param({"a.canvas": CANVAS, "图/甲.md": ""}, {"乙.md": ""}, [], id="on a canvas, in git"),
        pytest.param({"a.md": "[[乙#h|x]]"}, {"乙.md": "# h\n"}, ["a.md:1 untracked 乙.md"], id="a heading in it"),
        pytest.param({"a.md": "[[#h]]\n\n# h\n"}, {"乙.md": ""}, [], id="a heading in the same note"),
        pytest.param({"a.md": "`[[乙]]` %%[[乙]]%%"}, {"乙.md": ""}, [], id="code and comments"),
        pytest.param({"a.md": "[[1]](https://example.com)"}, {"1.md": ""}, [], id="a citation"),
        pytest.param({"a.base": BASE}, {"乙.md": ""}, [], id="a name in a base is no link"),
        pytest.param(
            {"a.md": "[[乙]]", "b.md": "---\naliases: [乙]\n---\n"},
            {"乙.md": ""},
            ["a.md:1 untracked 乙.md"],
            id="also the alias of a note that git has",
        ),
        pytest.param(
            {"a.md": "[[乙]] ![[p.png]]", ".gitignore": "乙*\nfiles/\n"},
            {"乙.md": "", "files/p.png": ""},
            ["a.md:1 ignored 乙.md", "a.md:1 ignored files/p.png"],
            id="ignored",
        ),
        pytest.param(
            {"a.md": "[[乙]]", "vault.toml": '[vault]\nexclude = ["x/**"]'},
            {"x/乙.md": ""},
            ["a.md:1 untracked x/乙.md"],
            id="excluded from the check is not ignored by git",
        ),
        pytest.param(
            {"a.md": "[[乙]]\n[[乙]] %% vault-ignore untracked-target %%"},
            {"乙.md": ""},
            ["a.md:1 untracked 乙.md"],
            id="suppressed",
        ),
        pytest.param({"a.md": "[[乙]]"}, {".x/乙.md": "", "node_modules/乙.md": ""}, ["a.md:1 broken-link 乙"], id="hidden"),
        pytest.param({"a.md": "[[乙]]"}, {"x/乙.md": "", "x/vault.toml": ""}, ["a.md:1 broken-link 乙"], id="other vault"),
    ],
)  # fmt: skip
def test_targets(make, committed, beside, expected, load: Callable[[Path], Vault]) -> None:
    repo: Repo = make()
    repo.commit(committed)
    repo.write(beside)
    assert found(load(repo.top)) == expected


def test_what_the_index_knows(make) -> None:
    repo: Repo = make()
    links = "[[暂存]] [[预告]] [[移出]] [[强制]] [[改动]]"
    repo.commit({"a.md": links, "移出.md": "x", "改动.md": "", ".gitignore": "强制.md\n"})
    repo.write({"暂存.md": "", "预告.md": "", "强制.md": "", "改动.md": "x"})
    repo.git("add", "暂存.md")
    repo.git("add", "--force", "强制.md")
    repo.git("add", "--intent-to-add", "预告.md")
    repo.git("rm", "--quiet", "--cached", "移出.md")
    expected = ["a.md:1 untracked 预告.md", "a.md:1 untracked 移出.md"]
    assert found(on_disk(repo.top)) == expected
    assert found(in_index(repo.top)) == expected
    assert found(in_commit(repo.top)) == [
        "a.md:1 untracked 暂存.md",
        "a.md:1 untracked 预告.md",
        "a.md:1 ignored 强制.md",
    ]


@pytest.mark.parametrize("load", [on_disk, in_index])
def test_submodules_and_other_repositories(make, load: Callable[[Path], Vault]) -> None:
    other: Repo = make("other")
    other.commit({"子.md": "[[孙]]", "孙.md": ""})
    repo: Repo = make()
    repo.git("submodule", "--quiet", "add", str(other.top), "sub")
    repo.commit({"a.md": "[[子]] [[生]]"})
    repo.git("init", "--quiet", "clone")
    repo.write({"clone/生.md": "", "sub/孙.md": "changed"})
    assert found(load(repo.top)) == ["a.md:1 untracked clone/生.md"]
    assert found(on_disk(repo.top / "sub")) == []


@pytest.mark.parametrize("load", [on_disk, in_index])
def test_symbolic_links(make, load: Callable[[Path], Vault], tmp_path: Path) -> None:
    repo: Repo = make()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "外.md").write_text("")
    for name in ("known", "new"):
        (repo.top / name).mkdir()
    (repo.top / "known" / "folder").symlink_to(tmp_path / "outside")
    (repo.top / "known" / "文.md").symlink_to("../a.md")
    repo.commit({"a.md": "[[folder/外]] [[文]] [[新]]"})
    (repo.top / "new" / "新.md").symlink_to("../a.md")
    (repo.top / "new" / "圈").symlink_to("圈")
    assert [line for line in found(load(repo.top)) if not line.startswith("known/")] == ["a.md:1 untracked new/新.md"]


@pytest.mark.parametrize(
    ("committed", "on_the_disk"), [("caf\u00e9.md", "cafe\u0301.md"), ("Note.md", "note.md")], ids=["form", "case"]
)
def test_a_file_system_that_gives_back_other_names(make, committed: str, on_the_disk: str) -> None:
    repo: Repo = make()
    repo.commit({"a.md": f"[[{committed}]]", committed: "x"})
    (repo.top / committed).rename(repo.top / on_the_disk)
    assert found(on_disk(repo.top)) == []


@pytest.mark.parametrize("load", [on_disk, in_index])
def test_a_vault_in_a_folder_of_the_repository(make, load: Callable[[Path], Vault]) -> None:
    repo: Repo = make()
    repo.commit({"库/笔记/a.md": "[[乙]] [[外]]", "外.md": "", ".gitignore": "/库/笔记/私\n"})
    repo.write({"库/笔记/私/乙.md": "", "库/外.md": ""})
    assert found(load(repo.top / "库" / "笔记")) == ["a.md:1 ignored 私/乙.md", "a.md:1 broken-link 外"]


@pytest.mark.parametrize("load", [on_disk, in_index])
def test_a_linked_work_tree(make, load: Callable[[Path], Vault]) -> None:
    repo: Repo = make()
    repo.commit({"a.md": "[[乙]]"})
    repo.git("worktree", "add", "--quiet", "../另一处")
    other = Repo(repo.top.parent / "另一处").add({"丙.md": "[[乙]]"}).write({"乙.md": ""})
    assert found(load(other.top)) == ["a.md:1 untracked 乙.md", "丙.md:1 untracked 乙.md"]
    assert found(load(repo.top)) == ["a.md:1 broken-link 乙"]


@pytest.mark.parametrize("load", [on_disk, in_index])
def test_before_the_first_commit(make, load: Callable[[Path], Vault]) -> None:
    repo: Repo = make().add({"a.md": "[[乙]]"}).write({"乙.md": "[[a]]"})
    assert found(load(repo.top)) == ["a.md:1 untracked 乙.md"]


@pytest.mark.parametrize("staged", [[], ["外.md"]], ids=["nothing at all", "nothing of the vault"])
def test_a_vault_that_git_knows_nothing_of(make, staged: list[str]) -> None:
    repo: Repo = make().write({"库/a.md": "[[乙]]", "库/乙.md": "", "外.md": ""})
    for path in staged:
        repo.git("add", path)
    assert found(on_disk(repo.top / "库")) == []


def test_a_vault_outside_of_git(tmp_path: Path) -> None:
    Repo(tmp_path).write({"a.md": "[[乙]]", "乙.md": ""})
    assert found(on_disk(tmp_path)) == []


def _no_git(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repo.top))


def _old_git(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "_OLDEST", (99, 0))


def _torn_index(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    (repo.top / ".git" / "index").write_bytes(b"DIRC\0\0\0\2torn")


def _foreign(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)


def _as_it_is(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    pass


@pytest.mark.parametrize(
    ("spoil", "code"), [(_as_it_is, 1), (_no_git, 0), (_old_git, 0), (_torn_index, 0), (_foreign, 0)]
)
def test_a_plain_check_goes_on_without_git(make, monkeypatch: pytest.MonkeyPatch, spoil, code: int) -> None:
    repo: Repo = make()
    repo.commit({"a.md": "[[乙]]"})
    repo.write({"乙.md": ""})
    spoil(repo, monkeypatch)
    ran = command(
        "-C", str(repo.top), "check", "--no-cache", "--select", "untracked-target", "--output-format", "concise"
    )
    assert (ran.code, ran.out.count("untracked-target"), ran.err) == (code, code, "")


@pytest.mark.parametrize(
    ("toml", "select", "disk", "index"),
    [
        pytest.param("", (), ["untracked"], ["untracked"], id="as it is"),
        pytest.param("", ("untracked-target",), ["untracked"], ["untracked"], id="alone"),
        pytest.param("", ("broken-link",), [], ["broken-link"], id="not asked for"),
        pytest.param('[rules]\nuntracked-target = "off"', (), [], ["broken-link"], id="off"),
        pytest.param('[per-file-ignores]\n"a.md" = ["untracked-target"]', (), [], ["broken-link"], id="ignored there"),
        pytest.param('[per-file-ignores]\n"b.md" = ["untracked-target"]', (), ["untracked"], ["untracked"], id="elsewhere"),
        pytest.param('[rules]\nbroken-link = "off"', (), ["untracked"], ["untracked"], id="broken links do not matter"),
    ],
)  # fmt: skip
def test_where_the_rule_is_off_the_commit_has_a_broken_link(make, toml, select, disk, index) -> None:
    repo: Repo = make()
    repo.commit({"a.md": "[[乙]]", "vault.toml": toml + "\n[rules.missing-property]\nrequired = []\n"})
    repo.write({"乙.md": ""})
    for load, expected in ((on_disk, disk), (in_index, index)):
        config = load_config(str(repo.top))
        report = api.check(load(repo.top), config, select=select)
        assert [shown(finding).split()[1] for finding in report.findings] == expected


def test_what_is_untracked_is_not_checked_with_the_index(make) -> None:
    repo: Repo = make()
    repo.commit({"a.md": "[[乙]]"})
    repo.write({"乙.md": "[[丙]]"})
    vault = in_index(repo.top)
    assert found(vault, "untracked-target", "orphan-note", "broken-link") == [
        "a.md:1 orphan-note",
        "a.md:1 untracked 乙.md",
    ]
    assert (vault.files, vault.covered, vault.checked) == (("a.md",),) * 3


def test_git_is_asked_once(make, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    run = calls.run
    monkeypatch.setattr(
        calls, "run", lambda arguments, *rest, **options: asked.append(arguments) or run(arguments, *rest, **options)
    )
    repo: Repo = make()
    repo.commit({"a.md": "[[乙]]  \n[[B]]", "b.md": "[[乙]]"})
    repo.write({"乙.md": ""})
    vault = on_disk(repo.top)
    assert asked == []
    api.check(vault, select=["broken-link"])
    assert asked == []
    outcome = api.fix(vault, select=["untracked-target", "case-mismatch"])
    assert outcome.report.findings
    assert len(asked) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["search", "a"],
        ["index"],
        ["links", "a"],
        ["backlinks", "乙"],
        ["unresolved"],
        ["tags"],
        ["properties"],
        ["stats"],
        ["check", "--ignore", "untracked-target"],
    ],
    ids=" ".join,
)
def test_nothing_else_asks_git(make, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    repo: Repo = make()
    repo.commit({"a.md": "[[乙]]"})
    repo.write({"乙.md": ""})
    monkeypatch.setattr(calls, "_start", lambda *_, **__: pytest.fail("git was started"))
    assert command("-C", str(repo.top), *arguments).code in (0, 1)


# -- changes ---------------------------------------------------------------------------------------------------


def changed(repo: Repo, *options: str) -> list[str]:
    """Return what `vault check` finds new in a change: rule, place, the message's last words in brackets."""
    ran = command(
        "-C", str(repo.top), "check", "--no-cache", "--select", ",".join(LINKS), "--output-format", "json", *options
    )
    assert ran.code in (0, 1), ran.err
    return [
        f"{finding['path']}:{finding['line']} {finding['rule']} {(finding.get('cause') or {}).get('event', '')}".rstrip()
        for finding in json.loads(ran.out)["findings"]
    ]


def _link_to_it(repo: Repo) -> None:
    repo.write({"b.md": "[[新]] [[旧]]", "新.md": ""}).git("add", "b.md")


def _take_it_out(repo: Repo) -> None:
    repo.git("rm", "--quiet", "--cached", "乙.md")


def _delete_it(repo: Repo) -> None:
    repo.git("rm", "--quiet", "乙.md")


def _something_else(repo: Repo) -> None:
    repo.write({"c.md": "x\n\n[[旧]] [[乙]]"}).git("add", "c.md")


def _ignore_and_take_it_out(repo: Repo) -> None:
    repo.write({".gitignore": "乙.md\n"}).git("add", ".gitignore")
    repo.git("rm", "--quiet", "--cached", "乙.md")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(_link_to_it, ["b.md:1 untracked-target", "b.md:1 untracked-target"], id="a new link"),
        pytest.param(_take_it_out, ["a.md:1 untracked-target deleted"], id="taken out of git, and left lying there"),
        pytest.param(_ignore_and_take_it_out, ["a.md:1 untracked-target deleted"], id="and ignored"),
        pytest.param(_delete_it, ["a.md:1 broken-link deleted"], id="deleted"),
        pytest.param(_something_else, [], id="the link was there before"),
    ],
)
def test_what_a_change_is_to_blame_for(make, change: Callable[[Repo], None], expected: list[str]) -> None:
    repo: Repo = make()
    repo.commit({"a.md": "[[乙]]", "乙.md": "乙", "c.md": "[[旧]]"})
    repo.write({"旧.md": "旧"})
    change(repo)
    assert changed(repo, "--staged") == expected
    repo.git("commit", "--quiet", "--message", "two")
    assert changed(repo, "--since", "HEAD~1") == expected


def test_what_is_wrong_in_a_note_that_is_not_in_git_is_new_since_any_commit(make) -> None:
    repo: Repo = make()
    repo.commit({"a.md": "x"})
    repo.write({"新.md": "[[无处]]"})
    assert changed(repo, "--since", "HEAD") == ["新.md:1 broken-link"]


def test_a_file_that_git_never_had_is_added_not_deleted(make) -> None:
    repo: Repo = make()
    repo.commit({"a.md": "[[乙]]", "y/乙.md": "y"})
    repo.write({"x/乙.md": "x"})
    assert changed(repo, "--since", "HEAD", "--select", "ambiguous-link") == ["a.md:1 ambiguous-link added"]
