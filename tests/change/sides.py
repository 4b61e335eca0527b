"""Two or more sides of a change in memory, what is changed between them, and what a check says of the change."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType

from vault_tools.changes import Change, Start
from vault_tools.check_setup import Request
from vault_tools.checking import checker
from vault_tools.config import Config
from vault_tools.files import TooLargeError
from vault_tools.findings import Event, Report
from vault_tools.loading import load_tree
from vault_tools.trees import Destination, Entry, Kind
from vault_tools.vault import Vault

Files = Mapping[str, str]
Renames = Mapping[str, str]
NONE: Renames = MappingProxyType({})


class Memory:
    """A tree that exists nowhere but here. A text that begins with `-> ` is a symbolic link to the path behind that."""

    def __init__(self, files: Files) -> None:
        self.root = "/vault"
        self.files = files

    def entries(self, folder: str) -> Sequence[Entry]:
        prefix = f"{folder}/" if folder else ""
        found = {}
        for path, text in self.files.items():
            if path.startswith(prefix):
                name, _, rest = path[len(prefix) :].partition("/")
                found[name] = Kind.FOLDER if rest else Kind.LINK if text.startswith("-> ") else Kind.FILE
        return [Entry(name, kind) for name, kind in found.items()]

    def exists(self, path: str) -> bool:
        return path in self.files

    def read(self, path: str, limit: int) -> bytes:
        if path not in self.files:
            raise FileNotFoundError(2, "no such file or directory")
        if self.files[path].startswith("-> "):
            raise OSError(40, "a symbolic link")
        raw = self.files[path].encode("utf-8")
        if len(raw) > limit:
            raise TooLargeError
        return raw

    def follow(self, path: str) -> Destination:
        target = self.files[path].removeprefix("-> ")
        if target not in self.files:
            raise OSError(None, "a symbolic link that leads nowhere")
        return Destination(target)

    def ignores_above(self) -> Sequence[tuple[str, bytes]]:
        return []

    def mark(self, path: str) -> bytes:
        text = self.files.get(path, "-> ")
        return b"" if text.startswith("-> ") else sha256(text.encode("utf-8")).digest()


def changes_between(before: Files, after: Files, renames: Renames, similarity: int = 100) -> list[Change]:
    """Return what git would say: `renames` has the new paths of files that it takes for renamed, by their old ones."""
    renamed = [Change(Event.RENAMED, old, new, similarity) for old, new in renames.items()]
    gone = [path for path in before if path not in after and path not in renames]
    new = [path for path in after if path not in before and path not in renames.values()]
    same = before.keys() & after.keys() - renames.keys() - set(renames.values())
    return sorted(
        [
            *renamed,
            *(Change(Event.DELETED, path) for path in gone),
            *(Change(Event.ADDED, path) for path in {*new, *(renames.keys() & after.keys() - set(renames.values()))}),
            *(Change(Event.CHANGED, path) for path in same if before[path] != after[path]),
        ],
        key=lambda change: change.new_path or change.path,
    )


def load(files: Files, config: Config | None = None) -> Vault:
    """Return the vault that some files are."""
    return load_tree(Memory(files), config, None, None)[0]


def start(before: Files, after: Files, renames: Renames = NONE, similarity: int = 100) -> Start:
    """Return what a change starts from."""
    return Start(Memory(before), lambda files, read: changes_between(before, after, renames, similarity))


def judged(after: Files, *starts: Start, **request: object) -> Report:
    """Check the vault `after` the changes from some starts; what was there before is listed, too."""
    asked = Request(**{"starts": starts, "shows_earlier": True, **request})  # type: ignore[arg-type]
    vault = load(after)
    return checker(vault, None, asked)(vault, is_limited=True)
