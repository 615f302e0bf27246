"""The same office for programs: JSON under /api/v1, described by what the code itself says."""
