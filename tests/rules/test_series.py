"""Symbols and series are as the decree and the office want them."""

from __future__ import annotations

from datetime import date

import pytest

from core.config import site as configuration
from core.config.site import Site
from core.documents import series
from core.documents.abbreviations import ND30, TT01
from core.documents.series import Matter
from core.errors import Misconfigured, Refused

TODAY = date(2026, 11, 20)
OFFICE = '[office]\ncode = "H51.10.05"\nname = "UBND xã Long Phú"\n'
COMMON = '[outgoing.series.VBD]\nname = "Sổ chung"\n[outgoing.series.SAO]\nname = "Bản sao"\ncopies = true\n'


def office(text: str = "") -> Site:
    return configuration.parse(OFFICE + text, {})


@pytest.mark.parametrize(
    ("told", "symbol", "book"),
    [
        (Matter("Quyết định", "VP"), "QĐ-UBND", "QD"),
        (Matter("Quy định", "VP"), "QyĐ-UBND", "VBD"),
        (Matter("Công văn", "VP"), "UBND-VP", "VBD"),
        (Matter("Công văn", "VHXH"), "UBND-VHXH", "VBD"),
        (Matter("Thư công", "VP"), "UBND-VP", "VBD"),
        (Matter("Công điện", "VP"), "CĐ-UBND", "VBD"),
        (Matter("Tờ trình", "KT"), "TTr-UBND", "VBD"),
        (Matter("Chương trình", "KT"), "CTr-UBND", "VBD"),
        (Matter("Giấy ủy quyền", "KT"), "GUQ-UBND", "VBD"),
        (Matter("Quyết định quy phạm pháp luật", "VP"), "2026/QĐ-UBND", "QDQP"),
        (Matter("Nghị quyết quy phạm pháp luật", "VP"), "2026/NQ-UBND", "NQQP"),
        (Matter("Bản sao y", copy_form="SY"), "SY-UBND", "SAO"),
        (Matter("Bản trích sao", copy_form="TrS"), "TrS-UBND", "SAO"),
        (Matter("Bản sao lục", copy_form="SL"), "SL-UBND", "SAO"),
    ],
)
def test_a_fresh_office_numbers_lawfully(told: Matter, symbol: str, book: str) -> None:
    """Decisions and copies have series of their own, the rest has one (Decree 30/2020, Annex I and III)."""
    site = office()
    assert series.symbol(site, told, TODAY) == symbol
    assert series.of(site, told, TODAY) == book
    assert series.name_of(site, book, TODAY).startswith("Sổ đăng ký")


def test_the_law_knows_29_types_and_knew_32() -> None:
    """Decree 30/2020, art. 7; Decree 09/2010 before it."""
    assert (len(ND30), len(TT01)) == (29, 32)
    assert sum(bool(kind.short) for kind in ND30) == 27


@pytest.mark.parametrize(
    ("type_name", "new", "old"),
    [
        ("Bản ghi nhớ", "BGN-UBND", "GN-UBND"),
        ("Bản thỏa thuận", "BTT-UBND", "TTh-UBND"),
        ("Giấy ủy quyền", "GUQ-UBND", "UQ-UBND"),
        ("Giấy giới thiệu", "GGT-UBND", "GT-UBND"),
        ("Giấy nghỉ phép", "GNP-UBND", "NP-UBND"),
        ("Quyết định", "QĐ-UBND", "QĐ-UBND"),
    ],
)
def test_abbreviations_follow_the_profile_and_the_day(type_name: str, new: str, old: str) -> None:
    """The list of 2011 holds in profile tt01, and held everywhere before Decree 30/2020 was in force."""
    told = Matter(type_name, "VP")
    assert series.symbol(office(), told, TODAY) == new
    assert series.symbol(office('profile = "tt01"\n'), told, TODAY) == old
    assert series.symbol(office(), told, date(2020, 3, 4)) == old
    extract = Matter("Bản trích sao", copy_form="TrS")
    assert series.symbol(office('profile = "tt01"\n'), extract, TODAY) == "TS-UBND"


def test_a_council_has_its_own_series_and_name() -> None:
    """Councils and boards that use the office's seal count by themselves (Annex I, II.3.a)."""
    site = office(f'{COMMON}[outgoing.series.TDKT]\nname = "Hội đồng thi đua"\ncouncil = "HĐTĐKT"\n')
    told = Matter("Quyết định", "VP", council="TDKT")
    assert (series.of(site, told, TODAY), series.symbol(site, told, TODAY)) == ("TDKT", "QĐ-HĐTĐKT")
    letter = Matter("Công văn", "VP", council="TDKT")
    assert series.symbol(site, letter, TODAY) == "HĐTĐKT-VP"
    with pytest.raises(Refused, match="VT-2704"):
        series.of(site, Matter("Công văn", "VP", council="VBD"), TODAY)


def test_each_type_may_count_by_itself() -> None:
    """One book per type (art. 15.1.c leaves it to the head of the agency)."""
    site = office(COMMON.replace('"Sổ chung"', '"Sổ đăng ký văn bản đi"\nper_type = true'))
    assert series.of(site, Matter("Báo cáo", "VP"), TODAY) == "VBD-BC"
    assert series.of(site, Matter("Công văn", "VP"), TODAY) == "VBD-CV"
    assert series.of(site, Matter("Thư công", "VP"), TODAY) == "VBD-ThC"
    assert series.name_of(site, "VBD-BC", TODAY) == "Sổ đăng ký văn bản đi – Báo cáo"
    books = series.drawers(site, TODAY)
    assert len(books) == len(ND30) + 1 and "SAO" in books


def test_a_group_of_types_counts_together() -> None:
    site = office(f'{COMMON}[outgoing.series.NB]\nname = "Nội bộ"\ntypes = ["Giấy mời", "giấy giới thiệu"]\n')
    for type_name in ("Giấy mời", "Giấy giới thiệu"):
        assert series.of(site, Matter(type_name, "VP"), TODAY) == "NB"
    assert series.of(site, Matter("Báo cáo", "VP"), TODAY) == "VBD"


def test_a_normative_document_never_shares_a_series() -> None:
    """Each type of normative document has its own numbers (art. 15.1.a)."""
    with pytest.raises(Refused, match="VT-2706"):
        series.of(office(COMMON), Matter("Quyết định quy phạm pháp luật", "VP"), TODAY)


def test_a_type_of_the_office_itself_is_abbreviated_by_its_settings() -> None:
    site = office('[outgoing]\nabbreviations = ["Giấy xác nhận=GXN"]\nabbreviation = "HĐND"\n')
    assert series.symbol(site, Matter("Giấy xác nhận", "VP"), TODAY) == "GXN-HĐND"
    with pytest.raises(Refused, match="VT-2703"):
        series.symbol(office(), Matter("Giấy xác nhận", "VP"), TODAY)


def test_a_symbol_that_does_not_fit_is_refused() -> None:
    """Field 5 of Annex VI has 30 characters."""
    with pytest.raises(Refused, match="VT-2708"):
        series.symbol(office(), Matter("Công văn", "X" * 30), TODAY)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[outgoing.series.A]\nname = "A"\n', "VT-2726"),
        (f'{COMMON}[outgoing.series.B]\nname = "B"\n', "VT-2726"),
        (f'{COMMON}[outgoing.series."a b"]\nname = "B"\ncouncil = "X"\n', "VT-2725"),
        (
            f'{COMMON}[outgoing.series.A]\nname = "A"\ntypes = ["Báo cáo"]\n'
            '[outgoing.series.B]\nname = "B"\ntypes = ["Báo cáo"]\n',
            "VT-2727",
        ),
        (f'{COMMON}[register]\ncode = "SAO"\n', "VT-2728"),
    ],
)
def test_series_that_cannot_be_are_told_when_the_settings_are_read(text: str, code: str) -> None:
    with pytest.raises(Misconfigured) as wrong:
        office(text)
    problems = wrong.value.facts["problems"]
    assert isinstance(problems, tuple) and code in " ".join(map(str, problems))
