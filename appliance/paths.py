"""Where an office lives: one folder, or the three places of a box."""

from __future__ import annotations

import os
from pathlib import Path

from core.errors import Misconfigured
from core.office import Home

BOX = Home(Path("/etc/vanthu"), Path("/var/lib/vanthu"), Path("/run/vanthu"))


def home_at(folder: Path | None) -> Home:
    """Return the home in `folder`, else in VANTHU_HOME, else that of a box."""
    named = folder or (Path(os.environ["VANTHU_HOME"]) if os.environ.get("VANTHU_HOME") else None)
    if named is None:
        return BOX
    place = named.expanduser().absolute()
    return Home(place, place / "data", place / "run")


def demand_initialised(home: Home) -> None:
    """Raise Misconfigured (VT-1001) unless `vanthu init` was run for this home."""
    if not home.site_file.exists():
        raise Misconfigured(
            "VT-1001",
            "Chưa khởi tạo cơ quan tại {place}.",
            hint='Gõ: vanthu init --code <mã định danh> --name "<tên cơ quan>"',
            place=home.settings,
        )


def database_address(home: Home, configured: str) -> str:
    """Return the database's address: what site.toml says, or SQLite in the home."""
    return configured or str(home.data / "office.db")
