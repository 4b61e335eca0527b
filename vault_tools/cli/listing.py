"""How commands that list links print them."""

from typing import TYPE_CHECKING

from vault_tools.report.gate import terminal

if TYPE_CHECKING:  # the names of notes are completed without these
    from vault_tools.model import Link
    from vault_tools.positions import Lines
    from vault_tools.report.machine import Json
    from vault_tools.resolve import Resolution
    from vault_tools.vault import Vault

FORMATS = ("text", "json")


class LinkLister:
    """Describes the links of one note after another, with their lines and columns."""

    def __init__(self, vault: "Vault") -> None:
        self.vault = vault
        self._lines: dict[str, Lines] = {}

    def lines(self, path: str) -> "Lines":
        """Return the lines of the file at `path`; it is read once."""
        from vault_tools.positions import Lines

        if path not in self._lines:
            self._lines[path] = Lines(self.vault.read(path))
        return self._lines[path]

    def place(self, path: str, link: "Link") -> tuple[int, int]:
        """Return line and column of a link in the file at `path`."""
        return self.lines(path).position(link.span.start)

    def raw(self, path: str, link: "Link") -> str:
        """Return a link as it stands in the file at `path`, a property's without its quotes."""
        return self.lines(path).text[link.span.start : link.span.end]

    def describe(self, path: str, link: "Link", resolution: "Resolution") -> "dict[str, Json]":
        """Return the JSON object of a link; its shape is in the README."""
        line, column = self.place(path, link)
        return {
            "raw": self.raw(path, link),
            "kind": str(link.kind),
            "target": link.target,
            "path": resolution.path,
            "candidates": list(resolution.candidates),
            "subpath": link.subpath,
            "subpath_status": str(self.vault.subpath(link, resolution)[0]),
            "line": line,
            "column": column,
        }


def written(link: "Link") -> str:
    """Return target and sub-path of a link, as a terminal may show them."""
    return terminal(link.target + (link.subpath or ""))
