"""How human formats are printed: language, colour, folding."""

from collections.abc import Callable
from typing import NamedTuple

from vault_tools import messages
from vault_tools.findings import Severity
from vault_tools.messages import Words

_COLOURS = {Severity.ERROR: "31;1", Severity.WARNING: "33;1", Severity.INFO: "36;1"}


class Style(NamedTuple):
    """How to print: `lang` of the messages, whether to use colour, above how many findings a rule's are folded (0:
    never), and how a path of the vault is shown: people and CI runners want it from where they stand. `has_summary`
    says that there is a summary elsewhere, in which more findings are listed.
    """

    lang: str = "en"
    colour: bool = False
    fold_above: int = 0
    place: Callable[[str], str] = str
    has_summary: bool = False

    def text(self, key: str, **values: Words) -> str:
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
