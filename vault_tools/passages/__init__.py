"""Stretches of a note's text, by what they are: parts, sections, list items, addresses."""
