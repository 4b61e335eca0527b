"""Engines by their names: a library is imported when its engine is chosen."""

from importlib.util import find_spec

from vault_tools.search.engines import Engine

DEFAULT, FAST = "whoosh", "tantivy"
"""The engine that is always there, and the one of the extra `fast`. Each has the name of the library that it uses."""
ENGINES = (DEFAULT, FAST)


def is_installed(name: str) -> bool:
    """Whether the library of an engine is there."""
    return find_spec(name) is not None


def engine_called(name: str) -> Engine:
    """Return an engine. Raises ImportError where its library is not installed, or not for this system."""
    if name == FAST:
        from vault_tools.search.engines.tantivy import TantivyEngine

        return TantivyEngine()
    from vault_tools.search.engines.whoosh import WhooshEngine

    return WhooshEngine()
