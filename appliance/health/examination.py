"""The list of checks, and how they are gone through one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import structlog

from appliance.health import (
    accounts,
    books,
    chain,
    configuration,
    database,
    fence,
    files,
    folders,
    inspection,
    intake,
    jobs,
    office,
    plugins,
    space,
    timekeeping,
    trusting,
)
from appliance.health.patient import Patient, issue_of
from core.errors import OfficeError
from core.language import mark
from core.values import Issue, Severity

log = structlog.get_logger(__name__)


class Check(Protocol):
    """What each of the modules is."""

    SLUG: str
    TITLE: str
    """Vietnamese."""

    def run(self, patient: Patient) -> list[Issue]:
        """Return what is wrong; nothing when all is well."""


CHECKS: tuple[Check, ...] = (
    configuration,
    office,
    space,
    folders,
    database,
    chain,
    books,
    files,
    jobs,
    intake,
    inspection,
    timekeeping,
    trusting,
    plugins,
    accounts,
    fence,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What one check brought."""

    check: Check
    issues: tuple[Issue, ...]


def examine(patient: Patient) -> Iterator[Found]:
    """Go through all checks; one that fails itself is an issue and keeps none of the others from its turn."""
    for check in CHECKS:
        try:
            issues = check.run(patient)
        except OfficeError as error:
            issues = [issue_of(error, Severity.ERROR, check.SLUG)]
        except Exception as error:
            log.exception("check failed", check=check.SLUG)
            issues = [_unfinished(check, error)]
        yield Found(check, tuple(issues))


def mend(patient: Patient) -> list[str]:
    """Apply every fix that can do no harm; return what was done, in sentences."""
    done: list[str] = []
    for check in CHECKS:
        fix = getattr(check, "fix", None)
        if fix is not None:
            done += fix(patient)
    return done


def _unfinished(check: Check, error: Exception) -> Issue:
    return Issue(
        "VT-1800",
        Severity.ERROR,
        mark("Không kiểm tra xong: {reason}"),
        mark("Báo nhà cung cấp kèm nhật ký hệ thống."),
        check.SLUG,
        {"reason": f"{type(error).__name__}: {error}"},
    )
