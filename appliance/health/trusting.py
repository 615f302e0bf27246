"""Trust: are the lists of revocations fresh, and do certificates last?"""

from __future__ import annotations

from appliance.health.patient import Patient
from core.language import mark
from core.trust import ailments
from core.values import Issue

SLUG, TITLE = "trust", mark("Độ tin cậy")


def run(patient: Patient) -> list[Issue]:
    """Tell of lists that are too old, and of certificates that end soon or wait to be confirmed."""
    if patient.store is None:
        return []
    return patient.store.read_now(ailments.issues, patient.at.utc)
