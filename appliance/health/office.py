"""What the running office says of itself: plugins that hang or were left out, a configuration passed over."""

from __future__ import annotations

from appliance.ground import health
from appliance.health.patient import Patient
from core.language import mark
from core.values import Issue

SLUG, TITLE = "office", mark("Cơ quan đang chạy")


def run(patient: Patient) -> list[Issue]:
    """Return its own issues; a closed office has none."""
    return list(health(patient.home)) if patient.opened is not None else []
