"""Sets a form in type, in a child process that gives its memory back when the page is made."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

from core.documents.lettering import FONTS, font_folders
from core.errors import Trouble

ROOT = Path(__file__).resolve().parents[2]  # Where `core` is imported from, in a wheel and in a checkout.
PATIENCE = 120.0  # Seconds; a thousand rows take about two.


def typeset(form: str, content: dict[str, Any], made_at: datetime.datetime) -> tuple[bytes, Any]:
    """Return the PDF/A-2b of `forms/<form>.typ` filled with `content`, and what the form measured of itself.

    The content goes in as JSON and is never read as markup. The same content gives the same bytes.
    Raises Trouble when the page cannot be made.
    """
    order = {
        "form": form,
        "content": {**content, "fonts": FONTS},
        "made_at": made_at.replace(microsecond=0).isoformat(),
    }
    try:
        child = subprocess.run(
            [sys.executable, "-m", __name__],
            input=json.dumps(order, ensure_ascii=False).encode(),
            capture_output=True,
            cwd=ROOT,
            env={"PYTHONUTF8": "1"},
            timeout=PATIENCE,
            check=True,
        )
    except subprocess.SubprocessError as trouble:
        said = (getattr(trouble, "stderr", None) or b"").decode(errors="replace").strip()
        raise Trouble(
            "VT-4601",
            "Không dàn được trang in “{form}”: {reason}.",
            hint="Việc cần làm tiếp: thử in lại; nếu vẫn không được, báo cán bộ công nghệ thông tin.",
            form=form,
            reason=said.splitlines()[-1] if said else str(trouble),
        ) from trouble
    measure, _, page = child.stdout.partition(b"\n")
    return page, json.loads(measure)


def _obey(order: dict[str, Any]) -> tuple[bytes, Any]:
    """What the child does: `typst` is imported here alone, so that the office never carries it."""
    import typst

    with resources.as_file(resources.files("core.documents") / "forms" / f"{order['form']}.typ") as form:
        compiler = typst.Compiler(
            form,
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[*font_folders()]),
            sys_inputs={"content": json.dumps(order["content"], ensure_ascii=False)},
        )
        page = compiler.compile(
            format="pdf",
            pdf_standards="a-2b",
            pdf_tags=False,
            timestamp=datetime.datetime.fromisoformat(order["made_at"]),
        )
        if not isinstance(page, bytes):
            raise TypeError(f"Typst gave {type(page).__name__} in place of a page")
        return page, json.loads(compiler.query("<measure>", "value", one=True))


if __name__ == "__main__":
    made, measured = _obey(json.loads(sys.stdin.buffer.read()))
    sys.stdout.buffer.write(json.dumps(measured).encode() + b"\n" + made)
