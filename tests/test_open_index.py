"""The public API of the search: one index for many queries in one process."""

from pathlib import Path

import pytest

import vault_tools
from support import write_vault
from vault_tools import ConfigError, Hit, Index, QueryError, VaultError
from vault_tools.search.engines.choice import ENGINES, is_installed

FILES: dict[str, str | bytes] = {"a.md": "---\ntitle: 双链\n---\n把笔记连起来。\n", "b.md": "标签与双链。\n"}


@pytest.fixture(autouse=True, params=ENGINES)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test with every engine that is installed."""
    if not is_installed(request.param):
        pytest.skip("needs the extra `fast`")
    monkeypatch.setenv("VAULT_TOOLS_ENGINE", request.param)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_vault(tmp_path / "vault", FILES)


def paths(index: Index, query: str, **options: int) -> list[str]:
    return [hit.path for hit in index.search(query, **options).hits]


def test_results_are_records(root: Path) -> None:
    with vault_tools.open_index(root) as index:
        results = index.search("标签")
        assert results.total == 1
        (hit,) = results.hits
        assert isinstance(hit, Hit)
        assert (hit.path, hit.title, hit.line, hit.snippet) == ("b.md", "b", 1, "标签与双链。")
        assert [hit.snippet[start:end] for start, end in hit.highlights] == ["标签"]
        assert hit.score > 0
        assert results.hits is results.hits
        assert index.root == str(root)


def test_pages_and_orders(root: Path) -> None:
    with vault_tools.open_index(str(root)) as index:
        assert paths(index, "双链") == ["a.md", "b.md"]
        assert paths(index, "双链", limit=1, offset=1) == ["b.md"]
        assert index.search("双链", limit=1).total == 2
        assert [hit.path for hit in index.search("-x", sort="path").hits] == ["a.md", "b.md"]


def test_thousands_of_queries_in_one_process(root: Path) -> None:
    with vault_tools.open_index(root) as index:
        expected = {
            "双链": ["a.md", "b.md"],
            "标签": ["b.md"],
            "没有": [],
            "title:双链": ["a.md"],
            "line:(标签 双链)": ["b.md"],
        }
        for number in range(2_000):
            query = list(expected)[number % len(expected)]
            assert paths(index, query) == expected[query]


def test_an_index_answers_from_one_state_until_it_is_refreshed(root: Path) -> None:
    with vault_tools.open_index(root) as index:
        write_vault(root, {"c.md": "双链"})
        assert paths(index, "双链") == ["a.md", "b.md"]
    with vault_tools.open_index(root) as index:
        assert sorted(paths(index, "双链")) == ["a.md", "b.md", "c.md"]


@pytest.mark.parametrize(
    ("query", "column"),
    [
        pytest.param("", "1", id="empty"),
        pytest.param("双链 (", "4", id="a bracket"),
        pytest.param("/(/", "1", id="a regular expression"),
    ],
)
def test_a_query_that_cannot_be_read(root: Path, query: str, column: str) -> None:
    with vault_tools.open_index(root) as index:
        with pytest.raises(QueryError) as caught:
            index.search(query)
        assert isinstance(caught.value, VaultError)
        assert caught.value.values.get("column") == column
        assert paths(index, "标签") == ["b.md"]


def test_what_is_no_vault(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(VaultError):
        vault_tools.open_index(tmp_path / "nowhere")
    monkeypatch.setenv("VAULT_TOOLS_CACHE_DIR", str(root / "kept"))
    with pytest.raises(VaultError):
        vault_tools.open_index(root)
    monkeypatch.undo()
    write_vault(root, {"vault.toml": "[valt]"})
    with pytest.raises(ConfigError):
        vault_tools.open_index(root)
