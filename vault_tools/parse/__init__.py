"""Text to facts: pure functions, no input or output."""
