"""Which lines of a text a change has made."""

from vault_tools.differences import stretches


def changed_lines(before: str, after: str) -> frozenset[int]:
    """Return the lines of `after`, from 1, that `before` does not have there. Line ends do not count."""
    changed = (range(found.new_start + 1, found.new_end + 1) for found in stretches(_lines(before), _lines(after)))
    return frozenset(line for lines in changed for line in lines)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
