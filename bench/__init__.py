"""Measurements that others can repeat: `python -m bench COMMAND`. Not shipped."""
