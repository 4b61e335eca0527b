"""A query that cannot be understood: what is wrong with it, and where."""

from vault_tools.errors import VaultError
from vault_tools.messages import Words

_AROUND = 24  # characters on either side of the place


class QueryError(VaultError):
    """A query cannot be understood. `position` is an offset into `query`, in characters from 0, at most its length.

    All its messages may name the `column`, from 1.
    """

    def __init__(self, key: str, query: str, position: int, **values: Words) -> None:
        super().__init__(key, column=str(position + 1), **values)
        self.query = query
        self.position = position

    @property
    def excerpt(self) -> tuple[str, int]:
        """The query around the place, on one line, and the place in it: where a caret belongs."""
        start, end = max(self.position - _AROUND, 0), self.position + _AROUND
        before = "…" if start else ""
        shown = "".join(" " if char.isspace() else char for char in self.query[start:end])
        return before + shown + ("…" if end < len(self.query) else ""), self.position - start + len(before)
