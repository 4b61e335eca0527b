"""What all tests share: the vaults and cases that lie beside the checkout, where there are any."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from support import SHARED

# How long one example takes says more about the machine than about the code. A change is judged by the examples that the
# change before was judged by; to look for new ones, run `pytest --hypothesis-profile new`.
settings.register_profile("new", deadline=None)
settings.register_profile("same", deadline=None, derandomize=True)
settings.load_profile("same")


def pytest_configure(config: pytest.Config) -> None:
    """Let nothing that the tests start, in this process or another, touch what the person at this machine keeps."""
    folder = tempfile.TemporaryDirectory(prefix="vault-tools-tests-")
    config.add_cleanup(folder.cleanup)
    os.environ["VAULT_TOOLS_CACHE_DIR"] = os.path.realpath(folder.name)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        os.environ.pop(name, None)  # what is printed depends on them


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder that `VAULT_TOOLS_SHARED` names; skips where it is not set, fails where it does not exist."""
    if not SHARED:
        pytest.skip("needs the shared vaults: set VAULT_TOOLS_SHARED")
    folder = Path(SHARED).resolve()
    assert (folder / "vaults").is_dir(), f"VAULT_TOOLS_SHARED={SHARED} has no folder vaults"
    return folder
