"""What is looked for in every text: all of it at once, since most texts hold nothing of it."""

from vault_tools.patterns import Pattern, any_of


class Lookout:
    """Signs are patterns of RE2: words, mostly. Who names some here has them looked for together with all others."""

    def __init__(self) -> None:
        self._lists: set[tuple[str, ...]] = set()
        self._signs: dict[str, None] = {}
        self._pattern: Pattern | None = None  # where there are so many signs that none is quicker
        self._is_compiled = False

    def include(self, signs: tuple[str, ...]) -> int:
        """Look for these signs, too. The number that is returned is another one once there are more."""
        if signs not in self._lists:
            self._lists.add(signs)
            self._signs.update(dict.fromkeys(signs))
            self._is_compiled = False
        return len(self._lists)

    def may_see(self, encoded: bytes) -> bool:
        """Whether a text in UTF-8 may hold one of the signs."""
        if not self._is_compiled:
            self._pattern, self._is_compiled = any_of(tuple(self._signs)), True
        return self._pattern is None or self._pattern.is_in(encoded)
