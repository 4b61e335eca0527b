"""Spaces between Chinese characters and Latin letters or digits.

## What it reports

Places in prose where a Chinese or Japanese character and a Latin word or a number stand side by side: with a space
where there should be none, or without one where there should be. With the style `consistent`, what most places of a
note do is right for that note; where both are equally frequent, a space is. With `spaced` and `tight`, one or the other
is right everywhere.

## Why it matters

Both ways can be read well; one text that does both looks careless, and a search for a phrase finds only half of them.

## Bad

```md 文章.md
用 Python 写的工具，比用 Go 写的更短，读起来也比Rust容易。
```

## Good

```md 文章.md
用 Python 写的工具，比用 Go 写的更短，读起来也比 Rust 容易。
```

```md 紧凑.md
用Python写的工具，比用Go写的更短，读起来也比Rust容易。
```

## Notes

Only prose is looked at: no headings (others may link to them), tags, links and their texts, code, math, HTML or front
matter; nor what is next to emphasis marks, punctuation or line ends. Left alone as well are addresses, paths, names of
files, versions, and whatever stands in one run of characters with them, up to a blank or full-width punctuation;
drawings made of lines; single letters (`U盘`), numbers of dates and times (`2024年3月`) and ordinal numbers (`第3章`).
A note with fewer than four such places has no style of its own: `consistent` reports nothing there. The fix adds or
deletes one space. It never makes a link, a tag or a list of anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from vault_tools.findings import Edit, Fix, Problem, Severity
from vault_tools.model import Note, NoteKind, Span
from vault_tools.rules.base import Rule
from vault_tools.spelling import shortened
from vault_tools.vault import Vault

_FEWEST = 4  # places from which a note's own style can be told


@dataclass(frozen=True)
class Options:
    """Which style is right."""

    style: Literal["consistent", "spaced", "tight"] = field(
        default="consistent", metadata={"doc": "`consistent`: as most of the note; `spaced`, `tight`: everywhere so"}
    )


def check(note: Note, vault: Vault, options: Options) -> Iterator[Problem]:
    """Yield a problem, with its fix, for each place that is not in the right style."""
    if note.kind is not NoteKind.NOTE or not note.is_read:
        return
    from vault_tools.wording.meetings import meetings_in  # many patterns: only where they are asked for

    places = list(meetings_in(note, vault.wording(note)))
    style: str = options.style
    if style == "consistent":
        if len(places) < _FEWEST:
            return
        spaced = sum(place.end > place.start for place in places)
        style = "spaced" if 2 * spaced >= len(places) else "tight"
    for place in places:
        if (place.end > place.start) != (style == "spaced"):
            edit = Edit(Span(place.start, place.end), " " if style == "spaced" else "")
            before, after = shortened(place.before), shortened(place.after)
            values = {"before": before, "after": after}
            span = Span(place.start - 1, place.end + 1)
            yield Problem(span, f"cjk-spacing.{style}", values, f"{before} {after}", fix=Fix((edit,)))


RULE = Rule("cjk-spacing", "text", Severity.OFF, check, options=Options)
