"""Fixes: what rules propose is applied, compared with what the note said before, and written."""
