"""What a misspelt word was probably meant to be, and how a long one is shown."""

from collections.abc import Iterable
from itertools import islice

_MAX_CHARACTERS = 100
_MAX_KNOWN = 5_000  # words that one is compared with


def closest(word: str, known: Iterable[str]) -> str:
    """Return the known word that `word` is probably a misspelling of, or an empty string."""
    from difflib import get_close_matches  # imported where something is misspelt

    least = 0.6 if len(word) > 3 else 0.5  # of a Chinese word's two characters one may be wrong
    spelt = {name.lower(): name for name in islice(known, _MAX_KNOWN)}
    found = get_close_matches(word[:_MAX_CHARACTERS].lower(), list(spelt), 1, least)
    return spelt[found[0]] if found else ""


def suggesting(key: str, word: str, known: Iterable[str]) -> tuple[str, str]:
    """Return the key of the message about an unknown word, and what it was probably meant to be, if anything."""
    suggestion = closest(word, known)
    return (f"{key}.suggestion" if suggestion else key), suggestion


def shortened(text: str, characters: int = 60) -> str:
    """Return a text on one line, cut where it is longer than so many characters."""
    text = " ".join(text[: 4 * characters].split())
    return text if len(text) <= characters else text[: characters - 1] + "…"
