"""Writing notes: bytes in, bytes out, whole or not at all, whatever goes wrong."""

import errno
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support import write_vault
from vault_tools import files as files_module
from vault_tools.fixing import writing
from vault_tools.fixing.passes import Change
from vault_tools.fixing.writing import Failure, clean, refusal, write

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes, links, kills")

OLD, NEW = b"old\r\n", b"new\r\n"


def change(path: str = "a.md", before: bytes = OLD, after: bytes = NEW) -> Change:
    return Change(path, before, after)


def written(root: Path, *changes: Change) -> tuple[tuple[str, ...], dict[str, str], tuple[Failure, ...]]:
    return tuple(write(str(root), [changes]))  # type: ignore[return-value]


def names(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if not path.is_dir())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_vault(tmp_path / "vault", {"a.md": OLD, "子/b.md": OLD})


def test_contents_are_replaced_and_nothing_else(root: Path) -> None:
    assert written(root, change()) == (("a.md",), {}, ())
    assert (root / "a.md").read_bytes() == NEW
    assert names(root) == ["a.md", "子/b.md"]


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o755, 0o664])
def test_the_mode_is_kept(root: Path, mode: int) -> None:
    (root / "a.md").chmod(mode)
    written(root, change())
    assert stat.S_IMODE((root / "a.md").stat().st_mode) == mode


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_is_kept(root: Path) -> None:
    os.chown(root / "a.md", 1234, 2345)
    (root / "a.md").chmod(0o4755)
    written(root, change())
    status = (root / "a.md").stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (1234, 2345, 0o4755)


def test_a_file_that_has_changed_is_left_alone(root: Path) -> None:
    (root / "a.md").write_bytes(b"mine\n")
    assert written(root, change()) == ((), {"a.md": "changed"}, ())
    assert (root / "a.md").read_bytes() == b"mine\n"


def test_a_file_that_changes_while_temporaries_are_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fsync = os.fsync

    def late(descriptor: int) -> None:
        (root / "a.md").write_bytes(b"mine\n")
        fsync(descriptor)

    monkeypatch.setattr(writing, "os", Shim(fsync=late))
    assert written(root, change()) == ((), {"a.md": "changed"}, ())
    assert ((root / "a.md").read_bytes(), names(root)) == (b"mine\n", ["a.md", "子/b.md"])


def test_a_file_that_has_gone(root: Path) -> None:
    (root / "a.md").unlink()
    assert written(root, change()) == ((), {}, (Failure("a.md", "no such file or directory"),))
    assert names(root) == ["子/b.md"]


def test_a_file_that_is_read_only(root: Path) -> None:
    (root / "a.md").chmod(0o444)
    assert written(root, change()) == ((), {}, (Failure("a.md", "read-only"),))
    assert (root / "a.md").read_bytes() == OLD


def test_a_link_is_written_through(root: Path) -> None:
    (root / ".hidden").mkdir()
    (root / ".hidden/c.md").write_bytes(OLD)
    (root / "c.md").symlink_to(".hidden/c.md")
    assert written(root, change("c.md")) == (("c.md",), {}, ())
    assert (root / "c.md").is_symlink()
    assert (root / ".hidden/c.md").read_bytes() == NEW


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        pytest.param(lambda root: (root / "c.md").symlink_to(root.parent / "out.md"), "outside", id="out of the vault"),
        pytest.param(lambda root: (root / "c.md").symlink_to(".git/x.md"), "outside", id="into .git"),
        pytest.param(lambda root: (root / "c.md").symlink_to(".GIT/x.md"), "outside", id="into what may be .git"),
        pytest.param(lambda root: os.link(root / "a.md", root / "c.md"), "hard-linked", id="two names"),
        pytest.param(lambda root: os.mkfifo(root / "c.md"), "changed", id="a pipe"),
        pytest.param(lambda root: (root / "c.md").mkdir(), "changed", id="a folder"),
        pytest.param(lambda root: (root / "c.md").write_bytes(OLD), "", id="a file"),
    ],
)
def test_what_may_not_be_written(root: Path, make: Callable[[Path], None], reason: str) -> None:
    write_vault(root, {".git/x.md": OLD, "../out.md": OLD})
    make(root)
    assert refusal(str(root), "c.md") == reason
    paths, refused, _ = written(root, change("c.md"))
    assert (paths, refused) == ((), {"c.md": reason}) if reason else (("c.md",), {})
    assert ((root.parent / "out.md").read_bytes(), (root / ".git/x.md").read_bytes()) == (OLD, OLD)


def test_what_belongs_together_is_written_together(root: Path) -> None:
    (root / "子/b.md").write_bytes(b"mine\n")
    assert written(root, change(), change("子/b.md")) == ((), {"a.md": "together", "子/b.md": "changed"}, ())
    assert (root / "a.md").read_bytes() == OLD
    assert names(root) == ["a.md", "子/b.md"]


def test_one_that_fails_does_not_keep_others_from_being_written(root: Path) -> None:
    (root / "a.md").unlink()
    paths, _, failures = write(str(root), [[change()], [change("子/b.md")]])
    assert (paths, [failure.path for failure in failures]) == (("子/b.md",), ["a.md"])


# -- faults ----------------------------------------------------------------------------------------------------


class Shim:
    """The module `os`, but for some functions."""

    def __init__(self, **functions: Callable[..., object]) -> None:
        self._functions = functions

    def __getattr__(self, name: str) -> object:
        return self._functions.get(name) or getattr(os, name)


CALLS = ("open", "write", "fsync", "replace", "fchmod", "close", "unlink", "lstat", "read", "fstat")


class Faulty(Shim):
    """The module `os`, of whose calls one fails."""

    def __init__(self, number: int, code: int) -> None:
        super().__init__(**{name: self._counted(name) for name in CALLS})
        self.left = number
        self.code = code

    def _counted(self, name: str) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            self.left -= 1
            if self.left == 0:
                if name == "close":
                    os.close(arguments[0])  # type: ignore[arg-type]
                raise OSError(self.code, os.strerror(self.code))
            return getattr(os, name)(*arguments, **options)

        return call


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO], ids=["ENOSPC", "EIO"])
@pytest.mark.parametrize("paths", [["a.md"], ["a.md", "子/b.md"]], ids=["one note", "two notes"])
def test_a_fault_at_every_call(root: Path, monkeypatch: pytest.MonkeyPatch, code: int, paths: list[str]) -> None:
    failed = 0
    for number in range(1, 200):
        write_vault(root, dict.fromkeys(["a.md", "子/b.md"], OLD))
        faulty = Faulty(number, code)
        with monkeypatch.context() as patch:
            patch.setattr(writing, "os", faulty)
            patch.setattr(files_module, "os", faulty)
            done, refused, failures = written(root, *map(change, paths))
        contents = [(root / path).read_bytes() for path in paths]
        assert names(root) == ["a.md", "子/b.md"]
        assert contents in ([OLD] * len(paths), [NEW] * len(paths)), number
        if done:
            assert contents == [NEW] * len(paths)
        else:
            failed += 1
            assert (refused, [failure.path in paths for failure in failures]) == ({}, [True]), number
        if faulty.left > 0:
            break
    assert done == tuple(paths)
    assert failed > 10


def test_writes_may_be_short(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "os", Shim(write=lambda descriptor, content: os.write(descriptor, content[:2])))
    written(root, change(after=NEW * 9))
    assert (root / "a.md").read_bytes() == NEW * 9


def test_an_interruption_rolls_back(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def interrupted(source: str, target: str) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise KeyboardInterrupt
        os.replace(source, target)

    monkeypatch.setattr(writing, "os", Shim(replace=interrupted))
    with pytest.raises(KeyboardInterrupt):
        written(root, change(), change("子/b.md"))
    assert [(root / path).read_bytes() for path in names(root)] == [OLD, OLD]


@pytest.mark.parametrize(("code", "is_fine"), [(errno.EINVAL, True), (errno.EIO, False)])
def test_a_folder_that_cannot_be_synced(root: Path, monkeypatch: pytest.MonkeyPatch, code: int, is_fine: bool) -> None:
    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(code, "no")

    monkeypatch.setattr(writing, "os", Shim(fsync=fsync))
    assert bool(written(root, change())[0]) is is_fine


# -- killed ----------------------------------------------------------------------------------------------------


def fork(work: Callable[[], object]) -> int:
    """Do `work` in a process of its own; return how it ended: its exit code, or minus the signal."""
    process = os.fork()
    if process == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def killed_at(number: int, folder: Path) -> None:
    """Have this process killed when it opens, renames or deletes something in `folder` for the `number`-th time."""
    left = number

    def watch(event: str, arguments: tuple) -> None:
        nonlocal left
        if event in ("open", "os.rename", "os.remove") and any(
            str(value).startswith(str(folder)) for value in arguments
        ):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


@pytest.mark.parametrize(
    "step", [pytest.param(7, id="some moments"), pytest.param(1, id="all", marks=pytest.mark.slow)]
)
def test_killed_at_a_moment(tmp_path: Path, step: int) -> None:
    paths = [f"{number}.md" for number in range(20)]
    root = write_vault(tmp_path / "vault", dict.fromkeys(paths, OLD * 1000))
    changes = [change(path, OLD * 1000, NEW * 1000) for path in paths]
    transactions = [changes[:3], *([single] for single in changes[3:])]
    ends: list[int] = []
    while not ends or ends[-1]:

        def work() -> None:
            killed_at(1 + step * len(ends), root)
            clean(str(root), paths)
            write(str(root), transactions)

        write_vault(root, dict.fromkeys(paths, OLD * 1000))
        ends.append(fork(work))
        assert {(root / path).read_bytes() for path in paths} <= {OLD * 1000, NEW * 1000}
        assert len(names(root)) <= len(paths) + 2 * 3
        clean(str(root), paths)
        assert names(root) == sorted(paths)
    assert len(ends) > 5
    assert set(ends[:-1]) == {-signal.SIGKILL}


def test_what_killed_runs_left_is_deleted_and_nothing_else(root: Path) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    stale = [f".vault-tools-fix-{gone.pid}-{'0' * 16}", f"子/.vault-tools-fix-{gone.pid}-{'1' * 16}"]
    alive = [f".vault-tools-fix-{os.getpid()}-{'0' * 16}", ".vault-tools-fix-x", ".vault-tools-fix-1-0.md"]
    old = f".vault-tools-fix-{os.getpid()}-{'2' * 16}"
    write_vault(root, dict.fromkeys([*stale, *alive, old], OLD))
    (root / f".vault-tools-fix-{gone.pid}-{'3' * 16}").mkdir()
    os.utime(root / old, (time.time() - 100_000,) * 2)
    clean(str(root), ["a.md", "子/b.md", "missing/c.md"])
    assert names(root) == sorted(["a.md", "子/b.md", *alive])
