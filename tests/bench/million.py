"""An office with a million documents: lists, filters, searches and the next number."""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from core.documents import incoming, lists, registers, search
from core.documents.lists import Filter
from core.store.database import Store
from core.store.schema import migrate
from core.text import code_key, fold, tone_key
from core.values import Arrival, Blob, Finding
from tests.bench.figures import Figure, p95, tell
from tests.parts.office import Desk, furnish, letter

MANY, FEW = 1_000_000, 1_000
LOOKS = 40
TURNS = 100
COMMON = "ban hành kế hoạch triển khai thực hiện nghị quyết về công tác cải cách hành chính năm"
WORDS = (
    "đất đai môi trường giáo dục y tế nông nghiệp thủy lợi giao thông xây dựng tài chính ngân sách đầu tư "
    "thanh tra khiếu nại tố cáo cán bộ công chức viên chức tiền lương bảo hiểm dân tộc tôn giáo văn hóa "
    "thể thao du lịch thông tin chuyển đổi số an ninh quốc phòng phòng cháy chữa cháy thiên tai dịch bệnh "
    "người có công giảm nghèo nông thôn mới hộ tịch chứng thực điều động đường thủy hòa giải"
)
AGENCIES = (
    "UBND thành phố Cần Thơ",
    "Sở Nội vụ",
    "Sở Y tế",
    "Sở Nông nghiệp và Môi trường",
    "Công an thành phố",
)
SEARCHES = (
    ("common words with diacritics", "kế hoạch triển khai"),
    ("common words without diacritics", "ke hoach trien khai"),
    ("a rare pair with diacritics", "điều động giáo dục"),
    ("a rare pair without diacritics", "dieu dong giao duc"),
    ("a prefix", "nghi*"),
    ("number and symbol", "512/UBND-VP"),
    ("nothing to be found", "xyzzy"),
)


def run() -> None:
    """Measure with FEW and with MANY documents and tell every figure."""
    with tempfile.TemporaryDirectory(prefix="vanthu-bench-") as name:
        small, large = _office(Path(name) / "small.db", FEW), _office(Path(name) / "large.db", MANY)
        try:
            _tell_reading(large, MANY)
            _tell_registering(small, large)
        finally:
            small.store.close()
            large.store.close()


def _office(place: Path, count: int) -> Desk:
    migrate(str(place))
    store = Store(place)
    store.open()
    desk = furnish(store)
    _fill(place, count, desk)
    return desk


def _tell_registering(small: Desk, large: Desk) -> None:
    """Register in turn here and there, so that a disk that slows down slows both."""
    pairs = [(_register(small, number), _register(large, number)) for number in range(TURNS)]
    few, many = (statistics.median(seconds) for seconds in zip(*pairs, strict=True))
    tell(
        Figure(
            "registering with 1,000,000 documents",
            many * 1000,
            "ms (median)",
            goal=few * 1000 * 1.3,
            peer=few * 1000,
            ratio=many / few,
            conditions="peer: the same with 1,000 documents, in turn; goal: at most 1.3 times",
        )
    )


def _tell_reading(desk: Desk, count: int) -> None:
    raw = sqlite3.connect(desk.store.address)
    one = "SELECT * FROM document WHERE id = ?"
    seek = [
        _once(lambda: raw.execute(one, (random.randint(1, count),)).fetchall())  # the machine's own limit
        for _ in range(200)
    ]
    limit = p95(seek)

    def say(what: str, look: Callable[[], Any]) -> None:
        seconds = [_once(look) for _ in range(LOOKS)]
        tell(
            Figure(
                what, p95(seconds) * 1000, "ms (p95)", goal=60,
                limit=limit * 1000, ratio=p95(seconds) / limit,
                conditions=f"{count:,} documents, one reader; limit: one row by its key in plain sqlite3",
            )
        )  # fmt: skip

    everyone = Filter()
    narrow = Filter(states=("working",), unit_id=desk.unit)
    say("first page of the incoming list", lambda: desk.see(lists.page, everyone, desk.clerk))
    say(
        "a page deep in the list",
        lambda: desk.see(lists.page, everyone, desk.clerk, lists.Key(0, count // 2)),
    )
    say("filter by unit and state", lambda: desk.see(lists.page, narrow, desk.clerk))
    say("count of a filter, capped", lambda: desk.see(lists.count, narrow, desk.clerk))
    say("first page of an officer", lambda: desk.see(lists.page, everyone, desk.officer))
    for what, words in SEARCHES:
        say(f"search: {what}", partial(desk.see, search.find, words, desk.clerk))
        say(f"count: {what}", partial(desk.see, search.count, words, desk.clerk))
    say("search of an officer: common words", lambda: desk.see(search.find, "ke hoach", desk.officer))


def _register(desk: Desk, number: int) -> float:
    """Return the seconds one registration takes; how its scan came in is not counted."""
    arrival = Arrival("bench", f"b{number}", "b.pdf")
    document = desk.do(incoming.receive, arrival, _blob(number), desk.at)
    desk.do(incoming.settle, document, [Finding("bench")], None, desk.at)
    return _once(partial(desk.do, registers.register, document, letter(), desk.clerk, desk.at))


def _blob(number: int) -> Blob:
    return Blob(f"{number:064x}", 1, Path("/nonexistent"), "b.pdf")


def _once(look: Callable[[], Any]) -> float:
    started = time.perf_counter()
    look()
    return time.perf_counter() - started


COLUMNS = (
    "life", "state", "state_at", "source", "external_id", "received_at", "received_verified", "name",
    "source_unit", "owner", "proposed_register", "trouble", "trouble_code", "type_name", "code_number",
    "code_notation", "code_key", "issued_date", "organ_id", "organ_name", "organ_key", "subject", "language",
    "description", "signer_position", "signer_name", "priority", "to_places", "due_date", "paper",
    "legal_value", "register_id", "arrival_number", "arrival_suffix", "arrival_date", "lead_unit_id",
)  # fmt: skip
STATES = ("finished",) * 92 + ("working",) * 4 + ("assigned", "directed", "presented", "registered")
TASK = "INSERT INTO task(document_id, unit_id, role, given_at, words, result) VALUES (?,?,'lead',?,'','')"


def _fill(place: Path, count: int, desk: Desk) -> None:
    raw = sqlite3.connect(place)
    raw.executescript("PRAGMA synchronous=OFF; PRAGMA journal_mode=WAL; PRAGMA cache_size=-200000;")
    (book,) = raw.execute("SELECT id FROM register").fetchone()
    put = f"INSERT INTO document({','.join(COLUMNS)}) VALUES ({','.join('?' * len(COLUMNS))})"
    mine = range(7, count, max(1, count // 300))
    rows: list[dict[str, Any]] = []
    for number, row in enumerate(_rows(count, book, desk), 1):
        rows.append(row | {"id": number})
        if len(rows) == 20_000 or number == count:
            raw.executemany(put, [[each[column] for column in COLUMNS] for each in rows])
            raw.executemany("INSERT INTO search(rowid, exact, fold, seen) VALUES (?,?,?,?)",
                            [_words(each, each["id"] in mine, desk) for each in rows])  # fmt: skip
            raw.executemany(TASK, [(each["id"], each["lead_unit_id"], each["state_at"]) for each in rows])
            raw.commit()
            rows = []
    officers = [(desk.officer.user_id, number) for number in mine]
    raw.executemany("UPDATE task SET user_id = ? WHERE document_id = ?", officers)
    raw.commit()
    raw.close()


def _words(row: dict[str, Any], mine: bool, desk: Desk) -> tuple[int, str, str, str]:
    said = f"{row['subject']}\n{row['organ_name']}\n{row['code_number']}/{row['code_notation']}"
    seen = f"unit{row['lead_unit_id']}" + (f" user{desk.officer.user_id}" if mine else "")
    return row["id"], tone_key(said), fold(said), seen


def _rows(count: int, book: int, desk: Desk) -> Iterator[dict[str, Any]]:
    chance = random.Random(20261122)
    first = datetime(2020, 1, 1, tzinfo=UTC)
    plain: dict[str, Any] = dict.fromkeys(COLUMNS, "") | {
        "life": "incoming", "source": "bench", "received_verified": 1, "type_name": "Công văn",
        "language": "Tiếng Việt", "paper": 0, "legal_value": "copy", "register_id": book,
    }  # fmt: skip
    words = WORDS.split()
    for number in range(1, count + 1):
        at = (first + timedelta(minutes=3 * number)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        agency, about = chance.choice(AGENCIES), " ".join(chance.choices(words, k=8))
        code, notation = str(number % 3000), chance.choice(("UBND-VP", "SNV-CCVC", "QĐ-UBND", "KH-UBND"))
        yield plain | {
            "state": chance.choice(STATES), "state_at": at, "external_id": f"n{number}", "received_at": at,
            "name": f"{number}.pdf", "code_number": code, "code_notation": notation,
            "code_key": code_key(f"{code}/{notation}"), "issued_date": at[:10], "organ_name": agency,
            "organ_key": fold(agency), "subject": f"V/v {COMMON if number % 3 else ''} {about} {number}",
            "priority": 1 if number % 97 == 0 else 0, "due_date": at[:10], "arrival_number": 1000 + number,
            "arrival_date": at[:10], "lead_unit_id": desk.unit if number % 2 else desk.other_unit,
        }  # fmt: skip
