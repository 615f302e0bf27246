"""How each source stands, shown to pages, command line and health check, also while the office is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from core.language import mark, tr
from plugins.scanner.sources import Source

WATCHING, DISCONNECTED, PAUSED, TROUBLED, SILENT, STOPPED = (
    "watching",
    "disconnected",
    "paused",
    "troubled",
    "silent",
    "stopped",
)
LABELS = {
    WATCHING: mark("Đang theo dõi"),
    DISCONNECTED: mark("Mất kết nối"),
    PAUSED: mark("Tạm dừng"),
    TROUBLED: mark("Có tệp chưa lấy được"),
    SILENT: mark("Không phản hồi"),
    STOPPED: mark("Không chạy"),
}
SILENCE = timedelta(seconds=90)
"""After so long without a look a source that says it is watching is believed no more."""


@dataclass(frozen=True)
class SourceState:
    """How one source stands."""

    name: str
    folder: str
    mode: str
    """local or share: how the folder is looked at."""
    state: str
    """One of LABELS."""
    code: str = ""
    reason: str = ""
    """What is wrong, as a template; `sentence` fills it in."""
    hint: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    last_scan_at: datetime | None = None
    """When the folder was last looked through."""
    last_file_at: datetime | None = None
    """When a file last came; None when none ever did."""
    waiting: int = 0
    """Files that are settling or could not be taken yet."""
    oldest_at: datetime | None = None
    """Since when the file waits that has waited longest."""
    hinted: bool = False
    """Whether the kernel hints at changes; otherwise they are found by looking."""

    @property
    def label(self) -> str:
        """The state in words."""
        return tr(LABELS[self.state])

    @property
    def sentence(self) -> str:
        """What is wrong, in the language of the reader; empty when nothing is."""
        return tr(self.reason, **self.facts)


def show(run: Path, state: SourceState) -> None:
    """Write down how a source stands; readers see the old or the new, never half."""
    place = _place(run, state.name)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(".tmp")
    draft.write_bytes(msgspec.json.encode(state))
    draft.replace(place)


def source_states(sources: Mapping[str, Source], run: Path, now: datetime) -> list[SourceState]:
    """Return how the configured sources stand at `now`, by name; works while the office is closed, too."""
    return [_state(name, sources[name], run, now) for name in sorted(sources)]


def _state(name: str, source: Source, run: Path, now: datetime) -> SourceState:
    try:
        state = msgspec.json.decode(_place(run, name).read_bytes(), type=SourceState)
    except (FileNotFoundError, msgspec.DecodeError):
        return SourceState(name, str(source.folder), source.mode, STOPPED)
    patience = SILENCE + timedelta(seconds=source.poll * 3)
    quiet = state.last_scan_at is None or now - state.last_scan_at > patience
    if state.state in (WATCHING, TROUBLED) and quiet:
        return _silent(state)
    return state


def _silent(state: SourceState) -> SourceState:
    return replace(
        state,
        state=SILENT,
        code="VT-3631",
        reason=mark("Thư mục {folder} của nguồn quét “{source}” đã lâu không được xem đến."),
        hint=mark("Kiểm tra dịch vụ vanthu và thư mục mạng; khởi động lại dịch vụ nếu cần."),
        facts={"folder": state.folder, "source": state.name},
    )


def _place(run: Path, name: str) -> Path:
    return run / "sources" / f"{name}.json"
