"""Names that not every computer can store.

## What it reports

Files and folders whose names Windows refuses (`\\ : * ? " < > |`, control characters, device names such as `CON` and
`NUL`, a dot or space at the end), that are longer than 255 bytes in UTF-8, or that are not in Unicode's composed form
(NFC), which macOS takes for the same name and Linux and git do not.

## Why it matters

On such a computer `git clone` stops halfway, or the file cannot be opened.

## Bad

```md 问答: 常见问题.md
```

## Good

```md 问答：常见问题.md
```

## See also

[Naming files](https://learn.microsoft.com/windows/win32/fileio/naming-a-file) on Windows.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from vault_tools.findings import Problem, Severity
from vault_tools.model import START
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import Vault

_RESERVED = re.compile(r'[\\:*?"<>|\x00-\x1f]')
_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"com{digit}" for digit in range(1, 10)), *(f"lpt{digit}" for digit in range(1, 10)))
)
_MAX_BYTES = 255


def check_vault(vault: Vault, options: NoOptions, applies: Callable[[str], bool]) -> Iterator[Problem]:
    """Yield a problem for each reason why a file's or folder's name is not portable."""
    # Before and after a change are mostly the same names.
    yield from vault.once(("unportable-name", vault.covered), lambda: tuple(_all_problems(vault.covered)))


def _all_problems(paths: Iterable[str]) -> Iterator[Problem]:
    seen = set[str]()
    for path in paths:
        folder, _, name = path.rpartition("/")
        yield from _problems(path, name)
        while folder and folder not in seen:
            seen.add(folder)
            yield from _problems(folder, folder.rpartition("/")[2])
            folder = folder.rpartition("/")[0]


def _problems(path: str, name: str) -> Iterator[Problem]:
    if _RESERVED.search(name):
        reserved = sorted(set(_RESERVED.findall(name)))
        shown = (char if char >= " " else f"\\x{ord(char):02x}" for char in reserved)
        yield _problem(path, name, "characters", characters=" ".join(shown))
    if name.partition(".")[0].rstrip(" ").lower() in _DEVICES:
        yield _problem(path, name, "device")
    if name.endswith((".", " ")):
        yield _problem(path, name, "end")
    if len(name) * 4 > _MAX_BYTES and (size := len(name.encode("utf-8", "surrogateescape"))) > _MAX_BYTES:
        yield _problem(path, name, "long", bytes=str(size))
    if not name.isascii() and not unicodedata.is_normalized("NFC", name):
        yield _problem(path, name, "nfc")


def _problem(path: str, name: str, kind: str, **values: str) -> Problem:
    return Problem(START, f"unportable-name.{kind}", {"name": name, **values}, kind, path)


RULE = Rule("unportable-name", "names", Severity.WARNING, check_vault=check_vault)
