"""`python -m bench COMMAND`: a command is a module with `main(arguments)`, imported when it is called."""

import sys
from importlib import import_module

_COMMANDS = {
    "peers": "measure `vault` beside its peers, and write RESULTS.md",
    "profile": "say where the time of a check and of a search goes",
    "search": "measure how well search finds what people look for",
    "copies": "write a vault of numbered copies of another",
}
_MODULES = {"profile": "profiling", "search": "search_quality"}


def main() -> int:
    """Run a command; 2 where there is none of that name."""
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command not in _COMMANDS:
        lines = (f"  {name:9} {words}" for name, words in _COMMANDS.items())
        print("usage: python -m bench COMMAND ...", *lines, sep="\n", file=sys.stderr)
        return 0 if command in ("-h", "--help") else 2
    sys.argv[:2] = [f"{sys.argv[0]} {command}"]
    module = import_module(f"bench.{_MODULES.get(command, command)}")
    return int(module.main())


if __name__ == "__main__":
    sys.exit(main())
