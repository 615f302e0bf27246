"""Every change of the configuration is a line of the audit: who, what, which whole; never the value."""

from __future__ import annotations

from pathlib import Path

from appliance.doorbell import ask
from core.config.generations import Generations
from core.config.record import SETTINGS, record
from core.store.memory import Audit
from tests.parts.living import living
from tests.parts.office import NOON, Desk

PLAIN = '[office]\ncode = "H51.10.05"\nname = "UBND xã"\n'


def test_each_generation_is_recorded_once_and_tells_no_value(desk: Desk, tmp_path: Path) -> None:
    made = Generations(tmp_path)
    made.write(PLAIN, "", "vanthu init", NOON)
    made.set("store.database", "postgresql:///bi-mat", "it.officer", NOON)
    assert desk.do(record, made.history(), desk.at) == 2
    assert desk.do(record, made.history(), desk.at) == 0
    made.rollback(1, "it.officer", NOON)
    assert desk.do(record, made.history(), desk.at) == 1
    lines = desk.see(lambda: list(Audit.select().where(Audit.action == SETTINGS).order_by(Audit.seq)))
    assert [line.actor for line in lines] == ["box", "it.officer", "it.officer"]
    assert "store.database" in lines[1].facts and "bi-mat" not in lines[1].facts


def test_an_office_records_what_it_opens_with_and_what_it_is_told_to_read_again(tmp_path: Path) -> None:
    """Also what was changed by hand, while it was closed or open."""

    def told() -> list[tuple[str, str]]:
        lines = Audit.select().where(Audit.action == SETTINGS).order_by(Audit.seq)
        return [(line.actor, line.facts) for line in lines]

    with living(tmp_path) as office:
        assert len(office.see(told)) == 1
        generations = Generations(office.home.settings)
        text = generations.text().replace('place = "Long Phú"', 'place = "Long Phú 2"')
        generations.write(text, "it.officer", "office.place", NOON)
        assert ask(office.home.socket, "reload") is not None
        lines = office.see(told)
        assert [actor for actor, _ in lines] == ["box", "it.officer"] and "office.place" in lines[1][1]
        generations.site_file.write_text(text.replace("Long Phú 2", "Long Phú 3"), encoding="utf-8")
        ask(office.home.socket, "reload")
        assert [actor for actor, _ in office.see(told)] == ["box", "it.officer", "box"]
