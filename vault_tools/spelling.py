"""What a misspelt word was probably meant to be, and how a long one is shown."""

from collections.abc import Iterable

_MAX_CHARACTERS = 100


def closest(word: str, known: Iterable[str]) -> str:
    """Return the known word that `word` is probably a misspelling of, or an empty string."""
    from difflib import get_close_matches  # imported where something is misspelt

    least = 0.6 if len(word) > 3 else 0.5  # of a Chinese word's two characters one may be wrong
    return next(iter(get_close_matches(word[:_MAX_CHARACTERS].lower(), list(known), 1, least)), "")


def shortened(text: str, characters: int = 60) -> str:
    """Return a text on one line, cut where it is longer than so many characters."""
    text = " ".join(text[: 4 * characters].split())
    return text if len(text) <= characters else text[: characters - 1] + "…"
