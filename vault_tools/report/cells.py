"""How wide a text is on a terminal: CJK characters take two cells, combining marks none."""


def width(text: str) -> int:
    """Return the number of cells that `text` takes; it must have passed `gate.terminal`."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # 25 ms to import: only for lines that are shown

    return max(wcswidth(text), 0)


def crop_start(text: str, cells: int) -> str:
    """Return the end of `text` that fits into `cells`, with an ellipsis where something is missing."""
    if width(text) <= cells:
        return text
    kept = 0
    for index in range(len(text) - 1, -1, -1):
        kept += width(text[index])
        if kept > cells - 1:
            return "…" + text[index + 1 :]
    return text


def crop_end(text: str, cells: int) -> str:
    """Return the beginning of `text` that fits into `cells`, with an ellipsis where something is missing."""
    if width(text) <= cells:
        return text
    kept = 0
    for index, char in enumerate(text):
        kept += width(char)
        if kept > cells - 1:
            return text[:index] + "…"
    return text
