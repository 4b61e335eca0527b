"""Days and times as people write them."""

import pytest

from vault_tools.dates import iso_day, iso_time, resolve_day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026年2月27日", "2026-02-27"), ("2026年02月07号", "2026-02-07"), ("2026 年 2 月 7 日", "2026-02-07"),
        ("2026年2月7", "2026-02-07"), ("2026/2/27", "2026-02-27"), ("2026.2.27", "2026-02-27"), ("2026-2-7", "2026-02-07"),
        ("２０２６年２月７日", "2026-02-07"), ("2026／2／7", "2026-02-07"), (" 2026-02-27 ", "2026-02-27"),
        ("2024-2-29", "2024-02-29"),
        ("2026-2-29", ""), ("2026/13/1", ""), ("2026/2-7", ""), ("27/2/2026", ""), ("2/27/2026", ""), ("26/2/27", ""),
        ("20260227", ""), ("2026年2月", ""), ("约2026年2月7日", ""), ("2026-2-7 10:00", ""), ("0000-1-1", ""), ("", ""),
        ("2" * 5_000, ""),
    ],
)  # fmt: skip
def test_iso_day(text: str, expected: str) -> None:
    assert iso_day(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-02-27 10:30", "2026-02-27T10:30"), ("2026/2/7 9:05:30", "2026-02-07T09:05:30"),
        ("2026年2月7日 9：05", "2026-02-07T09:05"), ("2026-2-7T10:00", "2026-02-07T10:00"),
        ("2026-2-7 24:30", ""), ("2026-2-7 9:5", ""), ("2026-2-7", ""), ("2026-2-30 10:00", ""), ("10:30", ""),
    ],
)  # fmt: skip
def test_iso_time(text: str, expected: str) -> None:
    assert iso_time(text) == expected


@pytest.mark.parametrize(
    ("limit", "expected"),
    [("today", "2024-03-01"), ("today+1d", "2024-03-02"), ("today-1d", "2024-02-29"), ("1990-01-01", "1990-01-01")],
)
def test_resolve_day(limit: str, expected: str) -> None:
    assert resolve_day(limit, "2024-03-01") == expected
