"""What is read of the vault's own settings, and what of them is not trusted."""

from pathlib import Path

import pytest

from support import write_vault
from vault_tools.obsidian import ObsidianSettings, read_settings, unusable_filters
from vault_tools.trees import Disk

SETTINGS = (
    '{"newLinkFormat":"relative","useMarkdownLinks":true,"attachmentFolderPath":"附件","userIgnoreFilters":["x/"]}'
)
TYPES = '{"types":{"Date":"date","x":"nonsense","y":["text"]}}'


def test_settings_and_types(tmp_path: Path) -> None:
    settings = read_settings(
        Disk(str(write_vault(tmp_path, {".obsidian/app.json": SETTINGS, ".obsidian/types.json": TYPES})))
    )
    assert settings == ObsidianSettings("relative", True, "附件", ("x/",), {"date": "date"}, {})


@pytest.mark.parametrize(
    ("app", "is_unread"),
    [
        pytest.param('{"newLinkFormat":"odd","useMarkdownLinks":1,"userIgnoreFilters":"x"}', False, id="other types"),
        pytest.param("[]", False, id="a list"),
        pytest.param("{", True, id="no JSON"),
        pytest.param(b'{"a":"\xff"}', True, id="not UTF-8"),
        pytest.param("[" * 100_000, True, id="too deep"),
        pytest.param(" " * 1_000_001, True, id="too large"),
    ],
)
def test_what_is_not_as_expected_counts_as_not_set(tmp_path: Path, app: str | bytes, is_unread: bool) -> None:
    settings = read_settings(Disk(str(write_vault(tmp_path, {".obsidian/app.json": app}))))
    assert settings == ObsidianSettings(unread=settings.unread)
    assert list(settings.unread) == ([".obsidian/app.json"] if is_unread else [])


def test_a_folder_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    write_vault(tmp_path, {"elsewhere/app.json": SETTINGS, "vault/a.md": ""})
    (tmp_path / "vault" / ".obsidian").symlink_to("../elsewhere")
    assert read_settings(Disk(str(tmp_path / "vault"))) == ObsidianSettings()


@pytest.mark.parametrize(
    ("pattern", "path", "hides"),
    [
        pytest.param("x/", "x/a.md", True, id="a folder"),
        pytest.param("X/", "x/a.md", True, id="in any case"),
        pytest.param("x", "xy.md", True, id="a beginning"),
        pytest.param("x/", "y/x/a.md", False, id="not in the middle"),
        pytest.param("/draft$/", "a/Draft", True, id="an expression"),
        pytest.param("/^a/", "b/a", False, id="an expression that does not match"),
        pytest.param("/(?=a)/", "a", False, id="an expression that RE2 does not take"),
        pytest.param("/", "a", False, id="a lone slash"),
    ],
)
def test_excluded_files(pattern: str, path: str, hides: bool) -> None:
    settings = ObsidianSettings(excluded=(pattern,))
    assert settings.excludes(path) is hides
    assert unusable_filters(settings) == ([pattern] if pattern == "/(?=a)/" else [])
