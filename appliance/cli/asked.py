"""What was asked of the command line as a whole: of which office, in which form, in which language."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.language import LANGUAGES

if TYPE_CHECKING:
    from core.office import Home


@dataclass
class Asked:
    """One call of `vanthu`; filled in while the words are read from left to right."""

    json: bool = False
    """One envelope on standard output instead of tables."""
    path: str = "vanthu"
    """The words of the command that were understood so far."""
    at: Home | None = None

    @property
    def home(self) -> Home:
        """The home the command works on."""
        from appliance.paths import home_at

        return self.at or home_at(None)

    @property
    def initialised(self) -> Home:
        """The home, once it is known that an office was made there; raises Misconfigured (VT-1001)."""
        from appliance.paths import demand_initialised

        demand_initialised(self.home)
        return self.home

    @property
    def schema(self) -> str:
        """How the envelope names what it holds: `vanthu.plugin.list/1`."""
        return f"{self.path.replace(' ', '.')}/1"


def wants_json(typed: Sequence[str]) -> bool:
    """Tell whether `--json` was typed anywhere: a mistake in another word must not hide it."""
    return "--json" in _before_dashes(typed)


def language(typed: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """Return the language to answer in: as typed after `--lang`, else the locale's, else Vietnamese."""
    words = _before_dashes(typed)
    for place, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name == "--lang":
            value = value if equals else "".join(words[place + 1 : place + 2])
            return value if value in LANGUAGES else LANGUAGES[0]
    locale = next(
        (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), ""
    )
    return "en" if locale.startswith("en") else "vi"


def _before_dashes(typed: Sequence[str]) -> list[str]:
    words = list(typed)
    return words[: words.index("--")] if "--" in words else words
