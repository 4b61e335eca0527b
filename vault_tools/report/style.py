"""How human formats are printed: language, colour, folding."""

from typing import NamedTuple

from vault_tools import messages
from vault_tools.model import Severity

_COLOURS = {Severity.ERROR: "31;1", Severity.WARNING: "33;1", Severity.INFO: "36;1"}


class Style(NamedTuple):
    """`lang` of the messages, whether to use colour, and above how many findings a rule's are folded (0: never)."""

    lang: str = "en"
    colour: bool = False
    fold_above: int = 0

    def text(self, key: str, **values: str) -> str:
        """Return a message of the catalogue in this style's language."""
        return messages.text(self.lang, key, values)

    def counted(self, key: str, count: int) -> str:
        """Return a counted noun: `1 note`, `3,249 notes`."""
        return self.text(f"{key}.one" if count == 1 else key, count=f"{count:,}")

    def paint(self, text: str, codes: str) -> str:
        """Return `text` in a colour, if colour is wanted."""
        return f"\x1b[{codes}m{text}\x1b[0m" if self.colour and text else text

    def severity(self, severity: Severity, text: str) -> str:
        """Return `text` in the colour of a severity."""
        return self.paint(text, _COLOURS.get(severity, "0"))
