"""The version of this package, as packaging and reports have it."""

__version__ = "0.1.0"
