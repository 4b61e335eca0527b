"""English words to their stems, lightly: plurals, -ed and -ing, nothing that changes what a word means.

After D. Harman's S-stemmer ("How effective is suffixing?", JASIS 42, 1991) and step 1b of M. Porter's algorithm
("An algorithm for suffix stripping", Program 14, 1980).
"""

import re
from functools import lru_cache

_WORD = re.compile(r"[a-z]{4,}")
_VOWEL = re.compile(r"[aeiouy]")
_DOUBLED = re.compile(r"(?:bb|dd|gg|mm|nn|pp|rr|tt)\Z")
_LOST_E = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]|[a-z]{2,3}(?:[cvz]|[lnr]s|[dlr]g)")
"""What a short word with a silent e looks like without it: mak(ing), us(ed), pars(ing), merg(ed)."""
_EXCEPTIONS = {"cach": "cache", "caching": "cache", "cached": "cache", "imaging": "image", "imaged": "image"}
_PLURALS_OF_IE = frozenset(("calories", "cookies", "hoodies", "movies", "pixies", "rookies", "selfies", "zombies"))
_LONG = 5  # letters: in a longer word the e is left out everywhere


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of a lower-case word; a word that is not English letters, or is short, is its own stem."""
    if not _WORD.fullmatch(word):
        return word
    singular = _singular(word)
    if singular in _EXCEPTIONS:
        return _EXCEPTIONS[singular]
    for ending in ("ing", "ed"):
        base = singular.removesuffix(ending)
        if base != singular and len(base) > 1 and _VOWEL.search(base) and not singular.endswith("eed"):
            return _whole(base)
    return singular.removesuffix("e") if len(singular) > _LONG else singular


def _singular(word: str) -> str:
    if word in _PLURALS_OF_IE:
        return word[:-1]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "sis", "xis")):
        return word[:-1]
    return word


def _whole(base: str) -> str:
    """Return the word that -ed or -ing was put to: `runn` is `run`, `mak` is `make`."""
    if _DOUBLED.search(base):
        return base[:-1]
    return base + "e" if _LOST_E.fullmatch(base) else base
