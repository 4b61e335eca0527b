"""Requests that cannot be carried out. One place turns them into exit code 2: `cli.main`."""

from vault_tools.messages import Words


class VaultError(Exception):
    """The request is wrong or impossible. `key` and `values` name the message in the catalogue."""

    def __init__(self, key: str, **values: Words) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    @property
    def excerpt(self) -> tuple[str, int] | None:
        """The text that is wrong, on one line, and the offset in it at which; None where there is none to show."""
        return None

    def __str__(self) -> str:
        from vault_tools import messages

        return messages.text("en", self.key, self.values)
