"""The box's clock is believed only when enough sound time servers agree with it and with each other."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import ntplib
import pytest

from core.clock import wall
from core.errors import Misconfigured, Trouble
from core.values import ClockReading
from plugins.timesync.ntp import Sample, Unsound, address_of, ask
from plugins.timesync.plugin import self_test
from plugins.timesync.settings import Settings
from plugins.timesync.survey import Witness, agreeing, judge, survey
from tests.parts.ntp import TimeServer, Twist, lying_server, running_chronyd


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[TimeServer]]:
    """Three servers that tell the same time as the box."""
    folder = tmp_path_factory.mktemp("right")
    with (
        running_chronyd(folder / "1") as first,
        running_chronyd(folder / "2", stratum=3) as second,
        running_chronyd(folder / "3", stratum=15) as third,
    ):
        yield [first, second, third]


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeServer]:
    """A server that is a quarter of a minute ahead."""
    with running_chronyd(tmp_path_factory.mktemp("wrong"), offset=15.0) as server:
        yield server


def question(server: object, now: Callable[[], datetime] = wall) -> Sample | Unsound:
    return ask(str(server), now, 0.5, 1.5)


def measure(*servers: object, now: Callable[[], datetime] = wall, **other: float) -> ClockReading:
    wanted = replace(Settings(tuple(str(server) for server in servers), timeout=0.5), **other)  # type: ignore[arg-type]
    return judge(survey(wanted, now), wanted, now())


# One server.


def test_tells_how_far_the_box_is_from_a_server(right: list[TimeServer], wrong: TimeServer) -> None:
    sample, ahead = question(right[1]), question(wrong)
    assert isinstance(sample, Sample) and isinstance(ahead, Sample)
    assert sample.offset == pytest.approx(0, abs=0.5)
    assert sample.stratum == 3
    assert ahead.offset == pytest.approx(15, abs=0.5)


def test_a_box_that_is_behind_sees_the_same_server_ahead(right: list[TimeServer]) -> None:
    behind = question(right[0], lambda: wall() - timedelta(days=400))
    assert isinstance(behind, Sample)
    assert behind.offset == pytest.approx(400 * 86400, abs=0.5)


def test_a_server_that_is_not_synchronised_itself_is_unsound(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with running_chronyd(tmp_path_factory.mktemp("lost"), stratum=16) as server:
        assert question(server) == Unsound("chính nó chưa được đồng bộ")


def test_an_honest_answer_of_the_lying_server_is_believed() -> None:
    with lying_server(lambda packet: packet.to_data()) as server:
        assert isinstance(question(server), Sample)


def twisted(**fields: float) -> Twist:
    """Return a twist that sets fields of the answer."""

    def twist(packet: ntplib.NTPPacket) -> bytes:
        for name, value in fields.items():
            setattr(packet, name, value)
        return bytes(packet.to_data())

    return twist


def shifted(**fields: float) -> Twist:
    """Return a twist that adds to fields of the answer."""

    def twist(packet: ntplib.NTPPacket) -> bytes:
        for name, value in fields.items():
            setattr(packet, name, getattr(packet, name) + value)
        return bytes(packet.to_data())

    return twist


@pytest.mark.parametrize(
    ("twist", "reason"),
    [
        (twisted(stratum=16), "chưa được đồng bộ"),
        (twisted(stratum=255), "chưa được đồng bộ"),
        (twisted(leap=3), "chưa được đồng bộ"),
        (twisted(stratum=0), "chưa được đồng bộ"),
        (twisted(stratum=0, leap=3, ref_id=int.from_bytes(b"RATE", "big")), "từ chối phục vụ (mã RATE)"),
        (twisted(stratum=0, ref_id=int.from_bytes(b"DENY", "big")), "từ chối phục vụ (mã DENY)"),
        (twisted(mode=3), "không trả lời với tư cách máy chủ"),
        (twisted(mode=5), "không trả lời với tư cách máy chủ"),
        (twisted(mode=6), "không trả lời với tư cách máy chủ"),
        (twisted(root_dispersion=16.0), "sai số tới 16.0 giây"),
        (twisted(root_delay=4.0), "sai số tới 2.0 giây"),
        (twisted(recv_timestamp=0.0), "vô lý"),
        (shifted(tx_timestamp=-1.0), "vô lý"),
        (shifted(recv_timestamp=-1.0), "vô lý"),
        (shifted(ref_timestamp=3600.0), "vô lý"),
        (shifted(orig_timestamp=1.0), "giả mạo"),
        (twisted(orig_timestamp=0.0), "giả mạo"),
        (lambda packet: b"", "giả mạo"),
        (lambda packet: bytes(packet.to_data()[:47]), "giả mạo"),
    ],
)
def test_no_unsound_answer_is_believed(twist: Twist, reason: str) -> None:
    with lying_server(twist) as server:
        answer = question(server)
    assert isinstance(answer, Unsound)
    assert reason in answer.reason


def test_a_forged_answer_before_the_true_one_does_no_harm() -> None:
    """Who forges without hearing the question only wastes a datagram: the true answer is still awaited."""
    forged = shifted(orig_timestamp=7.0, tx_timestamp=900.0)
    with lying_server(lambda packet: packet.to_data(), before=forged) as server:
        answer = question(server)
    assert isinstance(answer, Sample)
    assert answer.offset == pytest.approx(0, abs=0.5)


def test_an_answer_from_another_address_is_not_heard() -> None:
    with lying_server(lambda packet: packet.to_data(), elsewhere=True) as server:
        assert question(server) == Unsound("không trả lời")


def test_silence_and_absence_have_reasons() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mute:
        mute.bind(("127.0.0.1", 0))
        port = mute.getsockname()[1]
        assert question(f"127.0.0.1:{port}") == Unsound("không trả lời")
    for server in (f"127.0.0.1:{port}", "khong-co.invalid", "may-chu:hai", ":123", "x:99999"):
        answer = question(server)
        assert isinstance(answer, Unsound)
        assert "không liên lạc được" in answer.reason


def test_the_end_of_the_era_in_2036_is_no_jump() -> None:
    eve = datetime(2036, 2, 7, 6, 28, 15, 500000, tzinfo=UTC)

    def after_midnight(packet: ntplib.NTPPacket) -> bytes:
        packet.ref_timestamp, packet.recv_timestamp, packet.tx_timestamp = 2.0**32 - 64, 0.25, 0.25
        return bytes(packet.to_data())

    with lying_server(after_midnight) as server:
        answer = question(server, lambda: eve)
    assert isinstance(answer, Sample)
    assert answer.offset == pytest.approx(0.75, abs=0.25)


@pytest.mark.parametrize(
    ("server", "address"),
    [
        ("ntp.local", ("ntp.local", 123)),
        ("10.0.0.1:1123", ("10.0.0.1", 1123)),
        ("fd00::1", ("fd00::1", 123)),
        ("[fd00::1]", ("fd00::1", 123)),
        ("[fd00::1]:1123", ("fd00::1", 1123)),
    ],
)
def test_a_server_is_named_as_people_name_it(server: str, address: tuple[str, int]) -> None:
    assert address_of(server) == address


# Several servers.


def test_three_right_servers_make_a_right_clock_trusted(right: list[TimeServer]) -> None:
    reading = measure(*right)
    assert reading.trusted and not reading.reason
    assert reading.servers == 3
    assert reading.spread < 0.5


def test_a_wrong_clock_is_found_out(right: list[TimeServer]) -> None:
    reading = measure(*right, now=lambda: wall() + timedelta(seconds=90))
    assert not reading.trusted
    assert reading.offset == pytest.approx(-90, abs=0.5)
    assert "+90.0 giây" in reading.reason


def test_one_wrong_server_is_outvoted(right: list[TimeServer], wrong: TimeServer) -> None:
    reading = measure(*right[:2], wrong)
    assert reading.trusted
    assert reading.servers == 2
    assert reading.offset == pytest.approx(0, abs=0.5)


def test_two_servers_that_contradict_each_other_prove_nothing(
    right: list[TimeServer], wrong: TimeServer
) -> None:
    reading = measure(right[0], wrong)
    assert not reading.trusted
    assert "Chỉ 0 trên 2" in reading.reason


def test_servers_that_lie_or_are_silent_do_not_count(right: list[TimeServer]) -> None:
    with lying_server(twisted(stratum=16)) as liar:
        assert measure(*right[:2], liar).trusted
        reading = measure(right[0], liar, liar)
        assert not reading.trusted
        assert "Chỉ 1 trên 3" in reading.reason
        assert measure(right[0], liar, liar, quorum=1).trusted


def test_without_servers_nothing_is_trusted() -> None:
    reading = measure()
    assert not reading.trusted
    assert "Chưa khai" in reading.reason


def test_a_server_that_asks_to_be_left_alone_is_asked_once() -> None:
    asked = []

    def rate(packet: ntplib.NTPPacket) -> bytes:
        asked.append(packet)
        return twisted(stratum=0, ref_id=int.from_bytes(b"RATE", "big"))(packet)

    with lying_server(rate) as server:
        survey(Settings((str(server),), samples=5), wall)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("offsets", "agreed"),
    [
        ([0.0], 1),
        ([0.0, 0.1, 0.2], 3),
        ([0.0, 0.1, 100.0], 2),
        ([0.0, 100.0], 0),
        ([0.0, 0.1, 100.0, 200.0], 0),
        ([0.0, 0.1, 0.2, -50.0], 3),
        ([], 0),
    ],
)
def test_servers_agree_when_more_than_half_stand_together(offsets: list[float], agreed: int) -> None:
    witnesses = [Witness(f"s{n}", offset) for n, offset in enumerate(offsets)]
    assert len(agreeing([*witnesses, Witness("mute", reason="không trả lời")], 0.5)) == agreed


def test_enabling_needs_servers_that_answer(right: list[TimeServer]) -> None:
    self_test(Settings((str(right[0]),)))
    with pytest.raises(Misconfigured, match="VT-3401"):
        self_test(Settings())
    with pytest.raises(Trouble, match="khong-co"):
        self_test(Settings(("khong-co.invalid",)))
