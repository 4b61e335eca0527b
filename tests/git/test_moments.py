"""Finding commits: the one checked out, those merged, the one a user names, where two parted."""

import pytest

from vault_tools.errors import VaultError
from vault_tools.git.moments import commit_of, head, is_shallow, merge_base, merge_heads
from vault_tools.git.objects import Objects
from vault_tools.git.repository import find


def repository_of(repo):
    repository = find(str(repo.top))
    assert repository is not None
    return repository


def test_head(make):
    repo = make()
    assert head(Objects(repository_of(repo))) == ""
    first = repo.commit({"a.md": ""})
    assert head(Objects(repository_of(repo))) == first
    repo.commit({"a.md": "2"})
    repo.git("checkout", "--quiet", "--detach", first)
    assert head(Objects(repository_of(repo))) == first


def test_merge_heads(make):
    repo = make()
    repo.commit({"a.md": ""})
    assert merge_heads(repository_of(repo)) == ()
    names = ("one", "two")
    for name in names:
        repo.git("checkout", "--quiet", "-b", name, "main")
        repo.commit({f"{name}.md": ""})
    repo.git("checkout", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-commit", "--no-ff", *names)
    assert merge_heads(repository_of(repo)) == tuple(repo.git("rev-parse", name) for name in names)
    repo.write({".git/MERGE_HEAD": "--output=x\n"})
    assert merge_heads(repository_of(repo)) == ()


@pytest.mark.parametrize("name", ["main", "HEAD", "v1", "特性/一", "HEAD~0", "{hash}", "{short}", "main@{{0}}"])
def test_a_commit_by_its_name(make, name):
    repo = make()
    commit = repo.commit({"a.md": ""})
    repo.git("tag", "-a", "-m", "x", "v1")
    repo.git("branch", "特性/一")
    assert commit_of(repository_of(repo), name.format(hash=commit, short=commit[:8])) == commit


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("mian", "no commit, branch or tag is called 'mian'; did you mean 'main'?", id="misspelt"),
        pytest.param("特性/乙", "did you mean '特性/一'?", id="Chinese"),
        pytest.param("zzzzzzzz", "'zzzzzzzz'; `git branch --all`", id="nothing like it"),
        pytest.param("--output=pwned", "'--output=pwned'", id="an option"),
        pytest.param("-", "called '-'", id="a dash"),
        pytest.param("", "called ''", id="empty"),
        pytest.param("main\n", "called 'main'", id="a line end"),
        pytest.param("ma\0in", "called", id="NUL"),
        pytest.param("HEAD:a.md", "called 'HEAD:a.md'", id="a file"),
        pytest.param("HEAD~9", "called 'HEAD~9'", id="before the first"),
        pytest.param("f" * 40, "called 'ffff", id="a hash of nothing"),
        pytest.param("main..main", "called 'main..main'", id="a range"),
        pytest.param("^main", "called '^main'", id="not"),
    ],
)
def test_a_name_that_no_commit_has(make, name, message):
    repo = make()
    repo.commit({"a.md": ""})
    repo.git("branch", "特性/一")
    with pytest.raises(VaultError) as error:
        commit_of(repository_of(repo), name)
    assert message in str(error.value)
    assert not (repo.top / "pwned").exists()


def test_where_two_parted(make):
    repo = make()
    first = repo.commit({"a.md": ""})
    repo.git("checkout", "--quiet", "-b", "other")
    other = repo.commit({"b.md": ""})
    repo.git("checkout", "--quiet", "main")
    main = repo.commit({"c.md": ""})
    assert merge_base(repository_of(repo), main, other) == first
    assert merge_base(repository_of(repo), first, other) == first


def test_nothing_in_common(make):
    repo = make()
    main = repo.commit({"a.md": ""})
    repo.git("checkout", "--quiet", "--orphan", "other")
    other = repo.commit({"b.md": ""}, "another")
    with pytest.raises(VaultError, match=f"{main[:12]} and {other[:12]} have no history in common"):
        merge_base(repository_of(repo), main, other)


def test_a_shallow_clone(make, tmp_path):
    repo = make()
    first = repo.commit({"a.md": ""})
    repo.git("branch", "base")
    repo.git("checkout", "--quiet", "-b", "feature")
    repo.commit({"b.md": ""})
    assert not is_shallow(repository_of(repo))
    repo.git("clone", "--quiet", "--depth=1", "--branch=feature", f"file://{repo.top}", str(tmp_path / "clone"))
    clone = find(str(tmp_path / "clone"))
    assert clone is not None
    assert is_shallow(clone)
    assert commit_of(clone, "origin/base") is None
    assert commit_of(clone, first) is None
    with pytest.raises(VaultError):  # this one is wrong in any clone
        commit_of(clone, "--all")
    repo.git("-C", str(clone.top), "fetch", "--quiet", "--depth=1", "origin", "base:base")
    last = head(Objects(clone))
    assert commit_of(clone, "base") == first
    assert merge_base(clone, first, last) is None
