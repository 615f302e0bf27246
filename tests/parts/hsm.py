"""Real SoftHSM2: tokens of a test's own, with the keys and certificates of the authority in them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from plugins.tokens.recipes import TokenRecipe, recipe_of
from plugins.tokens.settings import Token
from tests.parts.pki import Authority

MODULE: Final = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN: Final = "123456"
GUARD: Final = "87654321"
"""The PIN of the security officer."""
LEADER: Final = "TOKEN-LANHDAO"
ORGANISATION: Final = "TOKEN-COQUAN"
CURVED: Final = "TOKEN-EC"


@dataclass(frozen=True)
class Hsm:
    """A folder with tokens; nothing of it reaches the environment of the tests."""

    folder: Path
    module: Path = MODULE

    @property
    def config(self) -> Path:
        """The file SOFTHSM2_CONF must name."""
        return self.folder / "softhsm2.conf"

    @property
    def environment(self) -> Mapping[str, str]:
        """What a process needs to find these tokens."""
        return {"SOFTHSM2_CONF": str(self.config)}

    def token(self, label: str, pin: str, authority: Authority, names: tuple[str, ...], *habits: str) -> None:
        """Make a token with the keys, certificates and chain of `names`; `habits` are options of its keys."""
        self._run(
            "softhsm2-util", "--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", GUARD
        )
        tool = (
            "pkcs11-tool", "--module", str(self.module), "--token-label", label, "--login", "--pin", pin,
            "--write-object",
        )  # fmt: skip
        above = {each for name in names for each in authority.above(name)}
        for number, name in enumerate((*names, *sorted(above)), 1):
            known = ("--id", f"{number:02x}", "--label", name)
            certificate = self.folder / f"{name}.der"
            certificate.write_bytes(authority.der(name))
            self._run(*tool, str(certificate), "--type", "cert", *known)
            if name in names:
                key = str(authority.key(name))
                self._run(*tool, key, "--type", "privkey", "--usage-sign", *known, *habits)

    def drop(self, label: str) -> None:
        """Take a token out of the folder for good."""
        self._run("softhsm2-util", "--delete-token", "--token", label)

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            command,
            env=os.environ | self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        assert done.returncode == 0, done.stdout.decode()


def opened(folder: Path) -> Hsm:
    """Return a SoftHSM without tokens in `folder`."""
    made = Hsm(folder)
    (folder / "tokens").mkdir(parents=True)
    made.config.write_text(
        f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nslots.removable = true\n"
        "log.level = ERROR\n"
    )
    return made


def settled(made: Hsm, label: str, **more: Any) -> Token:
    """Return how site.toml names a token of `made`; the organisation's, unless `more` says otherwise."""
    given: dict[str, Any] = {
        "module": made.module,
        "label": label,
        "organisation": "user" not in more,
        "environment": dict(made.environment),
        "writes": (made.folder / "tokens",),
    }
    return Token(**(given | more))


def reached(made: Hsm, label: str, **more: Any) -> TokenRecipe:
    """Return how a token of `made` is reached; `more` are settings of its table."""
    recipe = recipe_of(label.lower(), settled(made, label, **more))
    assert isinstance(recipe, TokenRecipe)
    return recipe
