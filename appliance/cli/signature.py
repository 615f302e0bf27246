"""`vanthu signature`: what the signatures of a PDF are worth, and signing what waits for a signature."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from appliance.cli import exits
from appliance.cli.answers import Answer, Sheet, Told, sheet
from appliance.cli.asked import Asked
from appliance.cli.console import at_console
from appliance.cli.grammar import Noun, option
from appliance.cli.progress import waiting
from core.clock import VIETNAM, wall
from core.errors import OfficeError
from core.language import mark, tr
from core.sandbox.limits import Limits
from core.sandbox.pool import Sandbox
from signing.values import Holder, Inspection, Judged, Reason, Role, Verdict

if TYPE_CHECKING:
    from signing.trust import Trust

command = Noun("signature", help=mark("Chữ ký số: kiểm tra tệp PDF, ký văn bản."))
WORTH = {
    Verdict.VALID: mark("hợp lệ"),
    Verdict.INVALID: mark("không hợp lệ"),
    Verdict.INDETERMINATE: mark("không xác định"),
}
ROLES = {
    Role.LEADER: mark("người có thẩm quyền"),
    Role.ORGANISATION: mark("cơ quan, tổ chức"),
    Role.OFFICER: mark("cán bộ"),
    Role.UNKNOWN: mark("chưa biết"),
}
MOMENTS = ("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z")
LIMITS = Limits(seconds=180.0, cpu_seconds=120)
"""For one file, however large."""
_CODES = {
    Verdict.VALID: exits.OK,
    Verdict.INDETERMINATE: exits.WARNINGS_FOUND,
    Verdict.INVALID: exits.ERRORS_FOUND,
}


@command.command(
    "verify",
    help=mark(
        "Kiểm tra mọi chữ ký trong từng tệp; mã thoát 0 nếu đều hợp lệ, 4 nếu có chữ ký không xác định, 5 nếu"
        " có chữ ký không hợp lệ. Không có cơ quan và không có --roots thì chưa tin được chứng thư nào."
    ),
)
@option(
    "--roots",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help=mark("Tệp PEM có chứng thư gốc được tin, kèm chứng thư trung gian và danh sách thu hồi nếu có."),
)
@option(
    "--at", "moment", type=click.DateTime(MOMENTS), help=mark("Phán xét tại thời điểm này; mặc định bây giờ.")
)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.pass_obj
def verify(
    asked: Asked, /, files: tuple[Path, ...], roots: tuple[Path, ...], moment: datetime | None
) -> Answer:
    """Judge every signature of every file."""
    at = wall() if moment is None else moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
    trust, directory = _belief(asked, roots, at)
    judged: list[tuple[Path, Inspection]] = []
    with Sandbox(1, preload=("signing.inspect",)) as sandbox, waiting(tr("Kiểm tra chữ ký")):
        for file in files:
            judged.append((file, _inspected(sandbox, file, trust, directory)))
    facts = [
        {
            "file": str(file),
            "verdict": found.verdict,
            "signatures": [_facts(each) for each in found.signatures],
        }
        for file, found in judged
    ]
    problems = tuple(told for file, found in judged for told in _problems(file, found))
    worst = max((_CODES[found.verdict] for _, found in judged), default=exits.OK)
    shown = tuple(piece for file, found in judged for piece in _shown(file, found))
    return Answer({"files": facts}, shown, worst, problems, problems_shown=True)


@command.command(
    "sign",
    help=mark(
        "Ký một văn bản đang chờ chữ ký của tài khoản này: lãnh đạo ký, văn thư ký số cơ quan, hoặc ký nháy."
        " Mã PIN gõ khi được hỏi hoặc đưa qua đường ống."
    ),
)
@option("--seen", required=True, help=mark("Mã băm SHA-256 của tệp đã xem: chỉ đúng tệp ấy được ký."))
@click.argument("number", metavar="ID", type=click.IntRange(1))
@click.pass_obj
def sign(asked: Asked, /, number: int, seen: str) -> Answer:
    """Sign one document, in the running office or in one opened for it."""
    from appliance.cli.signing import signed

    told = signed(asked.initialised, number, seen.strip().lower())
    sentence = tr(
        "Đã ký văn bản số {id} bằng chứng thư của {holder}, mức {level}; tệp mới có mã băm {sha256}.", **told
    )
    return Answer(told, (sentence,))


def _belief(asked: Asked, roots: Sequence[Path], at: datetime) -> tuple[Trust, tuple[Holder, ...]]:
    """Return what is believed: what was named on the line, else what the office believes, else nothing."""
    from signing.trust import Trust

    if roots:
        return _named(roots, at), ()
    if not asked.home.site_file.exists():
        return Trust(at), ()
    from core import trust

    with at_console(asked.home) as console:
        return console.see(trust.current, at), console.see(trust.directory)


def _named(roots: Sequence[Path], at: datetime) -> Trust:
    """Return the trust in what stands in files; where no certificate is signed by itself, all are roots."""
    from core.trust import material
    from signing.trust import Trust

    pieces = [piece for file in roots for piece in material.read(file.read_bytes())]
    kinds = {
        kind: tuple(piece.der for piece in pieces if piece.kind == kind)
        for kind in (material.CANDIDATE, material.INTERMEDIATE, material.CRL, material.OCSP)
    }
    own, above = kinds[material.CANDIDATE], kinds[material.INTERMEDIATE]
    return Trust(
        at,
        roots=own or above,
        intermediates=above if own else (),
        crls=kinds[material.CRL],
        ocsps=kinds[material.OCSP],
    )


def _inspected(sandbox: Sandbox, file: Path, trust: Trust, directory: tuple[Holder, ...]) -> Inspection:
    from signing.inspect import inspect

    try:
        return sandbox.call_now(inspect, file, trust, directory, limits=LIMITS, reads=[file])
    except OfficeError as wrong:
        facts = {name: str(fact) for name, fact in wrong.facts.items()}
        return Inspection(Verdict.INDETERMINATE, Reason(wrong.code, wrong.sentence, facts))


def _facts(found: Judged) -> dict[str, Any]:
    return {
        "field": found.field,
        "integrity": found.integrity,
        "coverage": found.coverage,
        "changes": found.changes,
        "chain": found.chain,
        "revocation": found.revocation,
        "time": found.stamped or found.claimed,
        "role": found.role,
        "verdict": found.verdict,
        "reason": said(found.reason),
    }


def said(reason: Reason) -> str:
    """Return the sentence of a reason in the reader's language; a fact may be a sentence of its own."""
    return tr(reason.sentence, **{name: tr(str(fact)) for name, fact in reason.facts.items()})


def _problems(file: Path, found: Inspection) -> list[Told]:
    doubted = [each for each in found.signatures if each.verdict != Verdict.VALID]
    if not doubted and found.verdict != Verdict.VALID:
        return [Told(found.reason.code, f"{file}: {said(found.reason)}")]
    return [Told(each.reason.code, f"{file}, {each.field}: {said(each.reason)}") for each in doubted]


def _shown(file: Path, found: Inspection) -> list[Sheet | str]:
    line = tr("{file}: {worth}", file=file, worth=tr(WORTH[found.verdict]))
    if not found.signatures:
        return [f"{line}. {said(found.reason)}"]
    columns = {
        "field": tr("Chữ ký"),
        "name": tr("Người ký"),
        "role": tr("Vai trò"),
        "time": tr("Lúc"),
        "verdict": tr("Kết luận"),
        "reason": tr("Lý do"),
    }
    rows = [
        {
            "field": each.field,
            "name": each.certificate.subject if each.certificate else "",
            "role": tr(ROLES[each.role]),
            "time": each.stamped or each.claimed,
            "verdict": tr(WORTH[each.verdict]),
            "reason": said(each.reason),
        }
        for each in found.signatures
    ]
    return [line, sheet(rows, columns)]
