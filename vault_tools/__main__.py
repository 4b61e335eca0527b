"""`python -m vault_tools`: the same as the command `vault`."""

from vault_tools.cli import main

if __name__ == "__main__":
    main()
