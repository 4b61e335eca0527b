"""Where the program begins, as `vault` and as `python -m vault_tools`."""

import gc
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and exit."""
    gc.disable()  # as `cli.main` does; but while modules are imported, it is looked for garbage for 4 ms
    from vault_tools.cli import main

    main()


if __name__ == "__main__":
    main()
