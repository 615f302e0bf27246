"""What can go wrong, said as a sentence to the person who has to act."""

from __future__ import annotations

from core.language import tr


class OfficeError(Exception):
    """A sentence for a clerk or an IT officer, with a stable code and what to do next.

    `code` is stable ("VT-2107"), `sentence` and `hint` are Vietnamese templates whose `{facts}` are
    filled from keyword arguments; both are translated when they are shown, not when they are raised.
    """

    def __init__(self, code: str, sentence: str, *, hint: str = "", **facts: object) -> None:
        super().__init__(code, sentence)
        self.code = code
        self.sentence = sentence
        self.hint_template = hint
        self.facts = facts

    @property
    def message(self) -> str:
        """The sentence in the language of the reader."""
        return tr(self.sentence, **self.facts)

    @property
    def hint(self) -> str:
        """What to do next, in the language of the reader; empty when nothing is left to say."""
        return tr(self.hint_template, **self.facts) if self.hint_template else ""

    def __str__(self) -> str:
        return f"{self.code} {self.message}"

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.code, self.sentence, self.hint_template, self.facts)


class Refused(OfficeError):
    """What was asked is not lawful or not allowed; asking again changes nothing."""


class WrongState(Refused):
    """The document is not in a state from which this step may be taken."""


class Forbidden(Refused):
    """This person may not do this."""


class Missing(OfficeError):
    """What was named does not exist, or not for this person."""


class Trouble(OfficeError):
    """It did not work this time; the same request may succeed later."""


class Misconfigured(OfficeError):
    """The configuration cannot be used as it stands."""


def _again(
    kind: type[OfficeError], code: str, sentence: str, hint: str, facts: dict[str, object]
) -> OfficeError:
    return kind(code, sentence, hint=hint, **facts)
