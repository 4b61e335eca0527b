"""The index of the small vault, on every engine; and the engines, for tests that make their own indexes."""

from collections.abc import Iterator

import pytest

from search.shelf import ENGINES, EVERY_ENGINE, SHELF, built, use
from support import write_vault
from vault_tools.search.engines import Engine
from vault_tools.search.index import Index


@pytest.fixture(scope="session", params=EVERY_ENGINE)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("shelf")
    return built(write_vault(folder / "vault", SHELF), folder / "cache", request.param)


@pytest.fixture(scope="module", params=ENGINES)
def each_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Run a test with each engine that people use: `built` and `index_of` take it."""
    before = use(request.param)
    yield request.param
    use(before)
