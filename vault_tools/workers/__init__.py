"""Processes that parse notes for the one that checks them: `crew` feeds them, `process` is one, `worker` what it runs."""
