"""How often files are read: with house rules, which look at texts, not again; without, nothing is held for nobody."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from support import write_vault
from vault_tools import api, loading
from vault_tools.config import load_config
from vault_tools.trees import Disk

NOTES = {f"{number}.md": f"---\ntitle: {number}\n---\n\n# 甲 {number}\n\n[[没有]] 乙丙丁\n" for number in range(6)}
RULES = """
[[rule]]
id = "same"
kind = "duplicates"
by = ["body"]
[[rule]]
id = "words"
kind = "text"
forbid-phrases = ["丙"]
"""


class Counting(Disk):
    """A folder that counts how often a file is read."""

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self.read_files: Counter[str] = Counter()

    def read(self, path: str, limit: int) -> bytes:
        self.read_files[path] += 1
        return super().read(path, limit)


@pytest.mark.parametrize(
    ("toml", "most", "expected"),
    [
        pytest.param(RULES, 1_000, [1, 1, 1, 1, 1, 1], id="house rules look at texts"),
        pytest.param(RULES, 110, [1, 1, 1, 2, 2, 2], id="as many are kept as there is room for"),
        pytest.param("", 1_000, [2, 2, 2, 2, 2, 2], id="without, a text is read again where a finding is shown"),
    ],
)
def test_how_often_a_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toml: str, most: int, expected: list[int]
) -> None:
    monkeypatch.setattr(loading, "MOST", most)
    root = str(write_vault(tmp_path, {**NOTES, "vault.toml": toml}))
    tree = Counting(root)
    config = load_config(root)
    report = api.check(api.load(root, config, tree=tree), config)
    assert len({finding.path for finding in report.findings}) == len(NOTES)
    assert [tree.read_files[path] for path in NOTES] == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param({}, [1, 1, 1, 1, 1, 1], id="a check of the whole vault"),
        pytest.param({"reports": "1.md".__eq__}, [1, 2, 1, 1, 1, 1], id="of one note"),
        pytest.param({"select": ["broken-link"]}, [2, 2, 2, 2, 2, 2], id="without the house rules"),
    ],
)
def test_texts_are_kept_where_a_check_looks_at_most_of_them(
    tmp_path: Path, asked: dict[str, Any], expected: list[int]
) -> None:
    root = str(write_vault(tmp_path, {**NOTES, "vault.toml": RULES.replace("body", "title")}))
    tree = Counting(root)
    config = load_config(root)
    vault = api.load(root, config, tree=tree)
    api.check(vault, config, **asked)
    assert [tree.read_files[path] for path in NOTES] == expected


def test_who_only_reads_facts_has_no_text_kept(tmp_path: Path) -> None:
    root = str(write_vault(tmp_path, {**NOTES, "vault.toml": RULES}))
    tree = Counting(root)
    vault = api.load(root, load_config(root), tree=tree)
    texts = [vault.read(note.path) for note in vault.notes]
    assert texts == list(NOTES.values())
    assert {tree.read_files[path] for path in NOTES} == {2}
