"""A driver that goes wrong when it is told to, built from its C source in front of SoftHSM."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from plugins.tokens.recipes import TokenRecipe, recipe_of
from plugins.tokens.settings import Token
from tests.parts.hsm import MODULE, Hsm, settled

_SOURCE: Final = Path(__file__).parent / "faulty" / "faulty.c"
_HEADERS: Final = "/usr/include/p11-kit-1"


@dataclass(frozen=True)
class FaultyDriver:
    """Stands between a token and whoever uses it; its faults begin and end when a test says so."""

    folder: Path
    behind: Hsm

    @property
    def module(self) -> Path:
        """The shared object."""
        return self.folder / "faulty.so"

    def settings(self, label: str, **more: Any) -> Token:
        """Return how site.toml names a token behind this driver; `more` are settings of its table."""
        environment = {
            **self.behind.environment,
            "VANTHU_FAULTS": str(self.folder / "faults"),
            "VANTHU_LOGINS": str(self.folder / "logins"),
        }
        writes = (self.behind.folder / "tokens", self.folder)
        return settled(self.behind, label, module=self.module, environment=environment, writes=writes, **more)

    def recipe(self, label: str, **more: Any) -> TokenRecipe:
        """Return how a token is reached through this driver."""
        recipe = recipe_of(label.lower(), self.settings(label, **more))
        assert isinstance(recipe, TokenRecipe)
        return recipe

    def begin(self, *faults: str) -> None:
        """Go wrong from now on, as the source tells: `C_Sign returns 0x30`."""
        draft = self.folder / "faults.draft"
        draft.write_text("".join(f"{fault}\n" for fault in faults))
        draft.replace(self.folder / "faults")

    def end(self) -> None:
        """Go wrong no more."""
        self.begin()

    @property
    def logins(self) -> int:
        """How often a PIN was put before the token since `forget`."""
        log = self.folder / "logins"
        return log.read_text().count("C_Login") if log.exists() else 0

    def forget(self) -> None:
        """Count logins from zero."""
        (self.folder / "logins").unlink(missing_ok=True)


def built(folder: Path, behind: Hsm) -> FaultyDriver:
    """Compile the driver into `folder`."""
    compiler = shutil.which("cc")
    assert compiler, "a C compiler is missing: apt-get install gcc"
    assert Path(_HEADERS).is_dir(), "p11-kit's headers are missing: apt-get install libp11-kit-dev"
    folder.mkdir(parents=True, exist_ok=True)
    driver = FaultyDriver(folder, behind)
    flags = ["-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-I", _HEADERS]
    command = [compiler, *flags, f'-DBEHIND="{MODULE}"', "-o", str(driver.module), str(_SOURCE), "-ldl"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    assert done.returncode == 0, done.stdout.decode()
    driver.end()
    return driver
