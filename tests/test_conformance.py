"""The conformance cases: what Obsidian does, as others have measured it. Every case passes; none is left out."""

import json
from pathlib import Path
from typing import Any

import pytest

from support import SHARED
from vault_tools.model import START, BlockId, Heading, Note
from vault_tools.parse.note import parse_note
from vault_tools.resolve import Names, Subpaths, resolve


def cases(name: str) -> list[Any]:
    if not SHARED:
        return [pytest.param(None, id="none", marks=pytest.mark.skip("needs the shared cases: set VAULT_TOOLS_SHARED"))]
    text = (Path(SHARED) / "conformance" / name).read_text(encoding="utf-8")
    return [pytest.param(case, id=f"{case['id']}-{case['note'][:40]}") for case in json.loads(text)]


@pytest.mark.parametrize("case", cases("extract.json"))
def test_extraction(case: dict[str, Any]) -> None:
    note = parse_note("note.md", case["text"])
    found = [tag.name for tag in note.tags] if case["kind"] == "tags" else [link.target for link in note.links]
    assert found == case["expect"]


@pytest.mark.parametrize("case", cases("resolve.json"))
def test_resolution(case: dict[str, Any]) -> None:
    (link,) = parse_note(case["source"], case["link"]).links
    resolution = resolve(link.target, case["source"], Names(case["files"]))
    assert resolution.path == case["expect"]
    winner = [resolution.path] if resolution.path else []
    assert (list(resolution.candidates) or winner) == case["candidates"]
    assert subpath_outcome(link.subpath, resolution.path, case["meta"] or {}) == case["subpath"]


def subpath_outcome(subpath: str | None, path: str | None, meta: dict[str, Any]) -> str | None:
    """Return what becomes of a sub-path in the words of the cases; ids as the link has them, as the cases do."""
    if subpath is None or path is None:
        return None
    if not path.endswith(".md"):
        return "not-checkable"
    note = Note(
        path,
        headings=tuple(Heading(level, text, START) for level, text in meta.get("headings", ())),
        blocks=tuple(BlockId(id, START) for id in meta.get("blocks", ())),
    )
    status, found = Subpaths(note).resolve(subpath)
    return f"{status}:{found}" if found else str(status)
