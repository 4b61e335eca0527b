"""Write the configuration file of a vault: the old file or the new one, whole."""

import contextlib
import os

from vault_tools.config.find import config_file
from vault_tools.discover import CONFIG_FILE
from vault_tools.errors import VaultError
from vault_tools.trees import Disk


def refuse_existing(root: str, *, replaces: bool) -> None:
    """Raise VaultError where the vault at `root` has a configuration that may not be replaced.

    A link or a folder in its place never may; neither is anything but `vault.toml` ever written to.
    """
    file = os.path.join(root, CONFIG_FILE)
    if os.path.islink(file) or (os.path.lexists(file) and not os.path.isfile(file)):
        raise VaultError("init.no-file", file=file)
    if not replaces and (existing := config_file(Disk(root))):
        raise VaultError("init.exists", file=os.path.join(root, existing))


def write_config(root: str, text: str, *, replaces: bool) -> str:
    """Write `vault.toml` in the folder `root` and return its path. Raises VaultError."""
    refuse_existing(root, replaces=replaces)
    file = os.path.join(root, CONFIG_FILE)
    temporary = os.path.join(root, f".{CONFIG_FILE}.{os.getpid()}.tmp")
    try:
        try:
            _write(temporary, text.encode("utf-8"))
            if os.path.exists(file):
                os.chmod(temporary, os.stat(file).st_mode & 0o777)
            _put(temporary, file, replaces=replaces)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.remove(temporary)
    except FileExistsError:
        raise VaultError("init.exists", file=file) from None
    except OSError as error:
        raise VaultError("init.unwritable", file=file, reason=(error.strerror or str(error)).lower()) from None
    return file


def _write(temporary: str, content: bytes) -> None:
    with open(temporary, "xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _put(temporary: str, file: str, *, replaces: bool) -> None:
    """Give a file its name; unless it `replaces`, not where somebody has made one of this name in the meantime."""
    if not replaces:
        try:
            os.link(temporary, file)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            if os.path.lexists(file):
                raise FileExistsError(file) from None
        else:
            return
    os.replace(temporary, file)
