"""How often files are read: with house rules, which look at texts, not again; without, nothing is held for nobody."""

from collections import Counter
from pathlib import Path

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
