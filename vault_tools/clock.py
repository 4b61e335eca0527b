"""The date that rules go by."""

from datetime import UTC, datetime, timedelta


def today() -> str:
    """Return the latest date anywhere on Earth (UTC+14), `YYYY-MM-DD`: what lies behind it is future for everybody."""
    return (datetime.now(UTC) + timedelta(hours=14)).date().isoformat()
