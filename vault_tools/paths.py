"""The parts of a path in a vault."""


def name_of(path: str) -> str:
    """Return a file's name without its suffix."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def folder_of(path: str) -> str:
    """Return the name of the folder that a file lies in; empty at the top of the vault."""
    return path.rpartition("/")[0].rpartition("/")[2]


def suffix_of(path: str) -> str:
    """Return a file's suffix without its dot; empty where it has none."""
    return path.rpartition("/")[2].rpartition(".")[2] if "." in path.rpartition("/")[2] else ""
