"""The lookups of a vault that rules share."""

import pytest

from support import memory_vault
from vault_tools.config import Config


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        pytest.param("标题: 甲\ntitle: 乙", "标题", id="the first that says something"),
        pytest.param("标题:\ntitle: 乙", "title", id="an empty one before it is passed over"),
        pytest.param('标题: " "\ntitle: []', "标题", id="the first of those that are empty"),
        pytest.param("Title: 甲", "Title", id="in any case"),
        pytest.param("别名: 甲", None, id="none of them"),
    ],
)
def test_a_property_is_found_by_any_of_its_names(properties: str, expected: str | None) -> None:
    config = Config(property_aliases={"title": ["标题"]})
    vault = memory_vault({"a.md": f"---\n{properties}\n---\n"}, config)
    note = vault.note("a.md")
    assert note is not None
    found = vault.find_property(note, "title")
    assert (found.key if found else None) == expected
