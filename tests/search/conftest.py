"""The index of the small vault, on every engine."""

import pytest

from search.fts5_engine import Fts5Engine
from search.shelf import SHELF, built
from support import write_vault
from vault_tools.search.engines.whoosh import WhooshEngine
from vault_tools.search.index import Index


@pytest.fixture(scope="session", params=[WhooshEngine(), Fts5Engine()], ids=lambda engine: engine.name)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("shelf")
    return built(write_vault(folder / "vault", SHELF), folder / "cache", request.param)
