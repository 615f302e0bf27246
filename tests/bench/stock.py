"""Scans for the benchmarks, made once and kept, so that making them is never part of what is measured."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import count, islice
from pathlib import Path

from PIL import Image

from appliance.specimens.letters import letter
from appliance.specimens.scans import SUFFIX, Kind, make_scan


@dataclass(frozen=True)
class Paper:
    """A kind of scan that is measured: every one a single page of A4, no two the same."""

    name: str
    kind: Kind
    dpi: int


BILEVEL = Paper("A4 G4 300 dpi", "tiff", 300)
COLOUR = Paper("A4 colour 200 dpi", "jpeg", 200)


def scans(paper: Paper, wanted: int) -> list[Path]:
    """Return `wanted` scans of a kind; those of an earlier run are used again."""
    shelf = Path(tempfile.gettempdir()) / "vanthu-bench-scans" / f"{paper.kind}-{paper.dpi}"
    shelf.mkdir(parents=True, exist_ok=True)
    there = sorted(shelf.glob(f"*{SUFFIX[paper.kind]}"))
    if len(there) < wanted:
        with ProcessPoolExecutor(os.cpu_count()) as hands:
            there = sorted(islice(_one_page(hands, paper, shelf, wanted), wanted))
    return there[:wanted]


def _one_page(hands: ProcessPoolExecutor, paper: Paper, shelf: Path, wanted: int) -> Iterator[Path]:
    """Make letters in order and pass over those of several pages."""
    for start in count(0, wanted):
        for made in hands.map(partial(_make, paper, shelf), range(start, start + wanted)):
            if made is not None:
                yield made


def _make(paper: Paper, shelf: Path, number: int) -> Path | None:
    target = shelf / f"quet-{number + 1:05d}{SUFFIX[paper.kind]}"
    if target.exists():
        return target
    draft = make_scan(letter(number), paper.kind, target.with_suffix(".part"), dpi=paper.dpi)
    with Image.open(draft) as picture:
        pages = getattr(picture, "n_frames", 1)
    if pages > 1:
        draft.unlink()
        return None
    return draft.replace(target)
