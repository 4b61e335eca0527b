"""Days and times as people write them, and as Obsidian reads them: `2026年2月27日` and `2026-02-27`."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache

RELATIVE_DAY = re.compile(r"today(?:([+-])([0-9]{1,5})d)?")
"""A day as a limit may name it: `today`, `today+1d`, `today-30d`."""

_MAX_CHARACTERS = 40  # no date is longer
# The year comes first in all of these, so that day and month cannot be mixed up.
_DAY = r"([0-9]{4}) ?(?:年 ?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?[日号]?|([-/.])([0-9]{1,2})\4([0-9]{1,2}))"
_WRITTEN_DAY = re.compile(_DAY)
_WRITTEN_TIME = re.compile(_DAY + r"(?: ?T ?| ?)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")


def iso_day(text: str) -> str:
    """Return a day in Chinese, with slashes, dots or dashes as `YYYY-MM-DD`; empty where the text is no such day."""
    found = _match(_WRITTEN_DAY, text)
    return _day(found) if found else ""


def iso_time(text: str) -> str:
    """Return a day with a time as `YYYY-MM-DDTHH:mm[:ss]`; empty where the text is no such time."""
    found = _match(_WRITTEN_TIME, text)
    day = _day(found) if found else ""
    if not found or not day:
        return ""
    parts = [found[part] for part in (7, 8, 9) if found[part]]
    written = f"{day}T" + ":".join(part.zfill(2) for part in parts)
    try:
        datetime.fromisoformat(written)
    except ValueError:
        return ""
    return written


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    if len(text) > _MAX_CHARACTERS:
        return None
    return pattern.fullmatch(unicodedata.normalize("NFKC", text).strip())


def _day(found: re.Match[str]) -> str:
    year, month, day = int(found[1]), int(found[2] or found[5]), int(found[3] or found[6])
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


@lru_cache(100)
def resolve_day(limit: str, today: str) -> str:
    """Return the day `YYYY-MM-DD` that a limit such as `today+1d` means."""
    relative = RELATIVE_DAY.fullmatch(limit)
    if relative is None:
        return limit
    days = int(relative[2] or 0) * (-1 if relative[1] == "-" else 1)
    return (date.fromisoformat(today) + timedelta(days=days)).isoformat()
