"""Where things are kept: in whose folder, who may read it, which places are refused."""

import errno
import os
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest

from support import vault, write_vault
from vault_tools.errors import VaultError
from vault_tools.places import (
    TAG,
    UncachedError,
    _on_linux,
    all_folders,
    base_folder,
    cache_folder,
    find_folder,
    look,
    vault_of,
)

posix = pytest.mark.skipif(os.name != "posix", reason="modes, owners and links as POSIX has them")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a vault in a work tree, and an empty folder that the user's cache folder is in."""
    write_vault(tmp_path, {"repo/.git/HEAD": "", "repo/vault/a.md": "", "repo/other/x": "", "home/x": ""})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home/.cache"))
    monkeypatch.delenv("VAULT_TOOLS_CACHE_DIR")
    return tmp_path


def mode(path: str | Path) -> int:
    return stat.S_IMODE(os.lstat(path).st_mode)


def listed(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


# -- what is made ------------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_the_folder_is_only_ours(here: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        folder = Path(cache_folder("repo/vault"))
        asked = Path(cache_folder("repo/vault", "some/where"))
    finally:
        os.umask(before)
    assert folder.parent == here / "home/.cache/vault-tools"
    assert asked == here / "some/where" / folder.name
    assert [mode(path) for path in (folder, folder.parent, asked)] == [0o700] * 3
    assert (folder.name.isalnum(), len(folder.name)) == (True, 32)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs is asked")
@pytest.mark.parametrize(
    ("variables", "is_said"),
    [
        pytest.param({"XDG_CACHE_HOME": "/x/cache", "HOME": "/home/a"}, True, id="the cache folder"),
        pytest.param({"XDG_CACHE_HOME": "/x/cache"}, True, id="the cache folder, no home"),
        pytest.param({"XDG_CACHE_HOME": "", "HOME": "/home/a"}, True, id="empty"),
        pytest.param({"XDG_CACHE_HOME": "x/cache", "HOME": "/home/a"}, True, id="relative"),
        pytest.param({"XDG_CACHE_HOME": "~/cache", "HOME": "/home/a"}, True, id="of no home"),
        pytest.param({"HOME": "/home/a/"}, True, id="only a home"),
        pytest.param({"HOME": "/"}, True, id="the root's home"),
        pytest.param({"HOME": "home"}, False, id="a relative home"),
        pytest.param({"HOME": ""}, False, id="an empty home"),
        pytest.param({}, False, id="no variable"),
        pytest.param({"HOME": "/home/a", "ANDROID_DATA": "/data"}, False, id="Android"),
    ],
)
def test_the_users_cache_folder_is_the_one_that_platformdirs_would_say(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], is_said: bool
) -> None:
    for name in ("XDG_CACHE_HOME", "HOME", "ANDROID_DATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert _on_linux() == (str(platformdirs.user_cache_path("vault-tools", appauthor=False)) if is_said else "")


def test_a_vault_has_one_folder_whatever_it_is_called(here: Path) -> None:
    (here / "link").symlink_to(here / "repo/vault")
    folder = cache_folder("repo/vault")
    assert cache_folder(str(here / "repo/vault")) == cache_folder("link") == cache_folder("repo/../link/.") == folder
    assert cache_folder("repo/other") != folder


def test_the_users_own_folders_may_be_links(here: Path) -> None:
    (here / "home/.cache").symlink_to(here / "disk")
    (here / "disk").mkdir(mode=0o755)
    (here / "asked").symlink_to(here / "disk")
    folder = cache_folder("repo/vault")
    assert folder.startswith(str(here / "disk/vault-tools"))
    assert cache_folder("repo/vault", "asked").startswith(str(here / "disk"))
    assert mode(here / "disk") == 0o755


@posix
@pytest.mark.parametrize(
    ("found", "is_taken"),
    [
        pytest.param(0o700, True, id="ours"),
        pytest.param(0o755, True, id="others could read"),
        pytest.param(0o775, False, id="the group could write"),
        pytest.param(0o702, False, id="others could write"),
    ],
)
def test_a_folder_that_was_there_is_made_private_unless_others_could_write(
    here: Path, found: int, is_taken: bool
) -> None:
    folder = cache_folder("repo/vault")
    os.chmod(folder, found)
    if is_taken:
        assert cache_folder("repo/vault") == folder
        assert mode(folder) == 0o700
    else:
        with pytest.raises(UncachedError, match="others may write"):
            cache_folder("repo/vault")
        assert mode(folder) == found


# -- what is refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("links", "asked", "xdg", "refused"),
    [
        pytest.param({}, "repo/vault", "", "cache.inside", id="the vault"),
        pytest.param({}, "repo/vault/.cache/deep", "", "cache.inside", id="in the vault"),
        pytest.param({}, "repo", "", "cache.inside", id="the work tree"),
        pytest.param({}, "repo/other/new", "", "cache.inside", id="in the work tree"),
        pytest.param({}, "repo/.git", "", "cache.inside", id="in the repository"),
        pytest.param({}, "", "repo/vault", "cache.inside", id="the user's cache folder is in the vault"),
        pytest.param({}, "", "repo/.cache", "cache.inside", id="the user's cache folder is in the work tree"),
        pytest.param({"x": "repo/vault"}, "x", "", "cache.inside", id="through a link"),
        pytest.param({"x": "repo/other"}, "x/new", "", "cache.inside", id="through a link above it"),
        pytest.param({"x": "repo/other"}, "", "x", "cache.inside", id="the user's cache folder through a link"),
        pytest.param({"home/.cache/vault-tools": "away"}, "", "", "cache.link", id="our folder is a link"),
        pytest.param(
            {"home/.cache/vault-tools": "repo"}, "", "", "cache.inside", id="our folder is a link to the vault"
        ),
        pytest.param({}, "beside", "", "", id="beside the work tree"),
        pytest.param({}, ".", "", "", id="around the work tree"),
        pytest.param({}, "repo-cache", "", "", id="a name that begins like the work tree's"),
        pytest.param({"repo/vault/x": "away"}, "repo/vault/x", "", "", id="a link in the vault that leads out of it"),
        pytest.param({}, "repo/../away", "", "", id="out of the work tree again"),
    ],
)
def test_no_folder_in_the_vault_or_its_work_tree(
    here: Path, monkeypatch: pytest.MonkeyPatch, links: dict[str, str], asked: str, xdg: str, refused: str
) -> None:
    (here / "away").mkdir()
    for link, target in links.items():
        (here / link).parent.mkdir(parents=True, exist_ok=True)
        (here / link).symlink_to(here / target)
    if xdg:
        monkeypatch.setenv("XDG_CACHE_HOME", str(here / xdg))
    before = listed(here)
    if refused:
        with pytest.raises(VaultError) as caught:
            cache_folder("repo/vault", asked)
        assert (caught.value.key, isinstance(caught.value, UncachedError)) == (refused, False)
        assert listed(here) == before
    else:
        assert Path(cache_folder("repo/vault", asked)).is_dir()


def test_the_nearest_work_tree_counts(here: Path) -> None:
    write_vault(here, {"repo/vault/.git": "gitdir: elsewhere\n"})
    assert cache_folder("repo/vault", "repo/other")
    with pytest.raises(VaultError, match="is inside"):
        cache_folder("repo/vault", "repo/vault/sub")


def test_the_vaults_folder_may_not_be_a_link(here: Path) -> None:
    folder = Path(cache_folder("repo/vault", "kept"))
    shutil.rmtree(folder)
    (here / "theirs").mkdir()
    folder.symlink_to(here / "theirs")
    with pytest.raises(VaultError, match="is a link"):
        cache_folder("repo/vault", "kept")


def test_a_configuration_cannot_choose_the_place(here: Path) -> None:
    write_vault(here, {"repo/vault/vault.toml": '[vault]\ncache-dir = "x"\n'})
    ran = vault("check", "-C", "repo/vault")
    assert (ran.code, ran.out) == (2, "")
    assert "unknown key 'cache-dir'" in ran.err


# -- where nothing can be kept -----------------------------------------------------------------------------------


def _no_space(*arguments: object, **options: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


CANNOT: dict[str, Callable[[Path, pytest.MonkeyPatch], object]] = {
    "a file is in the way": lambda here, patch: write_vault(here, {"home/.cache": ""}),
    "a file has our name": lambda here, patch: write_vault(here, {"home/.cache/vault-tools": ""}),
    "the disk is full": lambda here, patch: patch.setattr(os, "makedirs", _no_space),
    "the folder cannot be written to": lambda here, patch: patch.setattr(os, "access", lambda *given: False),
    "the folder is another user's": lambda here, patch: patch.setattr(os, "geteuid", lambda: 123_456, raising=False),
    "the user has no home": lambda here, patch: (
        patch.delenv("XDG_CACHE_HOME"), patch.setattr(os.path, "expanduser", lambda path: path)
    ),
}  # fmt: skip


@posix
@pytest.mark.parametrize("why", CANNOT)
def test_where_nothing_can_be_kept(here: Path, monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    expected = vault("check", "-C", "repo/vault", "--no-cache")
    CANNOT[why](here, monkeypatch)
    with pytest.raises(UncachedError):
        cache_folder("repo/vault")
    assert vault("check", "-C", "repo/vault") == expected
    assert expected.code == 1
    assert "~" not in listed(here)


# -- the commands ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["check"], ["links", "a"], ["backlinks", "a"], ["unresolved"], ["tags"]])
@pytest.mark.parametrize(
    ("options", "environment", "code"),
    [
        pytest.param(["--cache-dir", "repo/x"], {}, 2, id="the option"),
        pytest.param([], {"VAULT_TOOLS_CACHE_DIR": "repo/x"}, 2, id="the variable"),
        pytest.param([], {"XDG_CACHE_HOME": "repo/x"}, 2, id="the user's cache folder"),
        pytest.param(["--cache-dir", "kept"], {"VAULT_TOOLS_CACHE_DIR": "repo/x"}, 0, id="the option comes first"),
        pytest.param(["--no-cache"], {"XDG_CACHE_HOME": "repo/x"}, 0, id="nothing is kept"),
        pytest.param([], {"VAULT_TOOLS_CACHE_DIR": ""}, 0, id="an empty variable says nothing"),
    ],
)
def test_commands_refuse_what_lies_in_the_vault(
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    options: list[str],
    environment: dict[str, str],
    code: int,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, str(here / value) if value else "")
    ran = vault(*command, "-C", "repo/vault", *options, *(["--exit-zero"] if command == ["check"] else []))
    assert ran.code == code, ran.err
    assert ("is inside" in ran.err) == (code == 2)
    assert "repo/x" not in listed(here)


@pytest.mark.parametrize(
    ("options", "code", "verdict", "said"),
    [
        pytest.param([], 0, "ok", "the cache is in {here}/home/.cache/vault-tools/", id="the user's cache folder"),
        pytest.param(
            ["--cache-dir", "kept"], 0, "ok", "the cache is in {here}/kept/", id="a folder that was asked for"
        ),
        pytest.param(["--cache-dir", "home/x"], 0, "note", "nothing can be kept in '{here}/home/x/", id="a file"),
        pytest.param(
            ["--cache-dir", "repo/x"], 1, "problem", "the cache folder '{here}/repo/x' is inside", id="refused"
        ),
        pytest.param(["--no-cache"], 0, "note", "nothing is kept between runs", id="switched off"),
    ],
)
def test_doctor_says_where_things_are_kept(here: Path, options: list[str], code: int, verdict: str, said: str) -> None:
    ran = vault("doctor", "-C", "repo/vault", *options)
    assert ran.code == code
    assert any(line.split(None, 1)[0] == verdict and said.format(here=here) in line for line in ran.out.splitlines())


# -- finding it, and making nothing ------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [pytest.param("", id="the user's"), pytest.param("some/where", id="asked for")])
def test_a_folder_is_found_once_it_was_made(here: Path, asked: str) -> None:
    before = listed(here)
    assert find_folder("repo/vault", asked) == ""
    assert listed(here) == before
    folder = cache_folder("repo/vault", asked)
    assert find_folder("repo/vault", asked) == folder
    assert find_folder("repo/other", asked) == ""


@posix
@pytest.mark.parametrize("spoilt", ["group", "link", "file"])
def test_a_folder_that_others_may_have_filled_is_none(here: Path, spoilt: str) -> None:
    folder = Path(cache_folder("repo/vault"))
    if spoilt == "group":
        folder.chmod(0o770)
    else:
        folder.rename(here / "elsewhere")
        folder.symlink_to(here / "elsewhere") if spoilt == "link" else folder.write_text("")
    assert find_folder("repo/vault") == ""


def test_a_folder_in_the_vault_is_none(here: Path) -> None:
    assert find_folder("repo/vault", "repo/vault/.cache") == ""


# -- looking at it, and making nothing ---------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [pytest.param("", id="the user's"), pytest.param("some/where", id="asked for")])
def test_looking_says_what_would_be_made(here: Path, asked: str) -> None:
    before = listed(here)
    place = look("repo/vault", asked)
    assert (place.is_there, place.problem) == (False, None)
    assert listed(here) == before
    assert cache_folder("repo/vault", asked) == place.folder
    assert look("repo/vault", asked) == (place.folder, True, None)


@posix
@pytest.mark.parametrize("why", CANNOT)
def test_looking_says_why_nothing_can_be_kept(here: Path, monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    CANNOT[why](here, monkeypatch)
    before = listed(here)
    problem = look("repo/vault").problem
    assert listed(here) == before
    if why in ("the disk is full", "the folder is another user's"):  # which only making it finds out
        assert problem is None
    else:
        assert isinstance(problem, UncachedError)
    with pytest.raises(UncachedError):
        cache_folder("repo/vault")


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        pytest.param("repo/vault/x", "cache.inside", id="in the vault"),
        pytest.param("repo/x", "cache.inside", id="in the work tree"),
        pytest.param("kept", "cache.link", id="the vault's folder is a link"),
        pytest.param("theirs", "cache.foreign", id="others may write into it"),
        pytest.param("fine", "", id="nothing is wrong"),
    ],
)
def test_looking_says_what_is_refused(here: Path, asked: str, key: str) -> None:
    for name in ("kept", "theirs", "fine"):
        folder = Path(cache_folder("repo/vault", name))
        if name == "kept":
            folder.rename(here / "elsewhere")
            folder.symlink_to(here / "elsewhere")
        elif name == "theirs":
            folder.chmod(0o770)
    problem = look("repo/vault", asked).problem
    assert (problem.key if problem else "") == key
    if key:
        with pytest.raises(VaultError) as caught:
            cache_folder("repo/vault", asked)
        assert caught.value.key == key


# -- whose folder it is ------------------------------------------------------------------------------------------


def test_a_folder_says_whose_it_is_and_when_it_was_used(here: Path) -> None:
    folder = Path(cache_folder("repo/vault"))
    assert vault_of(str(folder)) == str(here / "repo/vault")
    assert (folder / TAG).read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55\n")
    os.utime(folder / TAG, (5_000, 5_000))
    before = (folder / TAG).stat().st_ino
    assert find_folder("repo/vault") == str(folder) == look("repo/vault").folder
    assert (folder / TAG).stat().st_mtime == 5_000
    cache_folder("repo/vault")
    assert (folder / TAG).stat().st_mtime > 5_000
    assert (folder / TAG).stat().st_ino == before
    assert listed(folder) == [TAG]


@pytest.mark.parametrize("name", ["笔记 库", "a\nb", "a\n", " x "])
def test_a_vault_may_be_called_anything(here: Path, name: str) -> None:
    write_vault(here, {f"{name}/a.md": ""})
    assert vault_of(cache_folder(name)) == str(here / name)


@pytest.mark.skipif(sys.platform != "linux", reason="needs names that are any bytes")
def test_a_vault_may_have_a_name_that_is_not_utf8(here: Path) -> None:
    name = os.fsdecode(b"\xb1\xca")
    os.mkdir(name)
    assert vault_of(cache_folder(name)) == f"{here}/{name}"


def _made_a_pipe(tag: Path) -> None:
    tag.unlink()
    os.mkfifo(tag)


def _made_a_link(tag: Path) -> None:
    tag.rename(tag.parent.parent / "theirs")
    tag.symlink_to(tag.parent.parent / "theirs")


def _made_a_folder(tag: Path) -> None:
    tag.unlink()
    write_vault(tag, {"x": ""})


TAGS: dict[str, tuple[Callable[[Path], object], bool]] = {
    "gone": (lambda tag: tag.unlink(), True),
    "empty": (lambda tag: tag.write_bytes(b""), True),
    "another vault's": (lambda tag: tag.write_bytes(tag.read_bytes()[:-1] + b"x\n"), True),
    "huge": (lambda tag: os.truncate(tag, 1 << 30), True),
    "zeroes": (lambda tag: tag.write_bytes(bytes(300)), True),
    "a pipe": (_made_a_pipe, True),
    "a link": (_made_a_link, True),
    "a folder": (_made_a_folder, False),
}


@posix
@pytest.mark.parametrize("what", TAGS)
def test_a_folder_that_does_not_prove_whose_it_is(here: Path, what: str) -> None:
    harm, is_mended = TAGS[what]
    folder = Path(cache_folder("repo/vault", "kept"))
    harm(folder / TAG)
    theirs = here / "kept/theirs"
    before = theirs.stat().st_mtime_ns if theirs.exists() else 0
    assert vault_of(str(folder)) == ""
    assert all_folders("kept") == []
    assert cache_folder("repo/vault", "kept") == str(folder)
    assert (vault_of(str(folder)) != "") == is_mended
    assert (theirs.stat().st_mtime_ns if theirs.exists() else 0) == before
    assert [path for path in listed(folder) if "CACHEDIR.TAG." in path] == []


def test_a_tag_of_another_version_counts(here: Path) -> None:
    folder = Path(cache_folder("repo/vault"))
    (folder / TAG).write_text(f"Signature: x\n# another sentence\n#\n{here / 'repo/vault'}\n")
    assert vault_of(str(folder)) == str(here / "repo/vault")


@posix
def test_a_folder_that_cannot_be_named_is_used_all_the_same(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "replace", _no_space)
    folder = cache_folder("repo/vault")
    assert (os.listdir(folder), vault_of(folder)) == ([], "")


# -- the folders of all vaults -----------------------------------------------------------------------------------


def test_the_folders_of_all_vaults(here: Path) -> None:
    assert all_folders() == all_folders("kept") == []
    write_vault(here, {"b/a.md": "", "a/a.md": ""})
    for asked in ("", "kept"):
        for name in ("b", "a"):
            cache_folder(name, asked)
        found = all_folders(asked)
        assert [root for _, root in found] == [str(here / "a"), str(here / "b")]
        assert {os.path.dirname(folder) for folder, _ in found} == {base_folder(asked)}


@posix
def test_in_a_folder_of_other_things_only_ours_counts(here: Path) -> None:
    """Caches of other programs are named by hashes, too."""
    ours = Path(cache_folder("repo/vault", "kept"))
    write_vault(here / "kept", {"x.txt": "", "0" * 32 + "/facts.sqlite": "", "1" * 31 + "/x": "", "2" * 32: ""})
    (here / "kept" / ("3" * 32)).symlink_to(ours)
    assert all_folders("kept") == [(str(ours), str(here / "repo/vault"))]
    ours.chmod(0o770)
    assert all_folders("kept") == []


def test_in_the_users_cache_folder_one_without_a_name_is_ours_too(here: Path) -> None:
    folder = Path(cache_folder("repo/vault"))
    other = folder.parent / ("0" * 32)
    other.mkdir(mode=0o700)
    write_vault(folder.parent, {"x.txt": "", "notes/x": ""})
    assert all_folders() == [(str(folder), str(here / "repo/vault")), (str(other), "")]


@posix
@pytest.mark.parametrize("spoilt", ["link", "group", "file"])
def test_a_folder_for_all_vaults_that_is_not_ours(here: Path, spoilt: str) -> None:
    base = Path(cache_folder("repo/vault")).parent
    if spoilt == "group":
        base.chmod(0o770)
    else:
        base.rename(here / "elsewhere")
        base.symlink_to(here / "elsewhere") if spoilt == "link" else base.write_text("")
    with pytest.raises(VaultError):
        all_folders()
