"""What a misspelt word was probably meant to be."""

from collections.abc import Iterable


def closest(word: str, known: Iterable[str]) -> str:
    """Return the known word that `word` is probably a misspelling of, or an empty string."""
    from difflib import get_close_matches  # imported where something is misspelt

    return next(iter(get_close_matches(word, list(known), 1, 0.6)), "")
