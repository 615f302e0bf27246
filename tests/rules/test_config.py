"""What site.toml may say, and how the office tells its officer what is wrong in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Annotated

import pytest

from core.config import site
from core.config.editing import edited
from core.config.keys import locate, spell, split
from core.config.sample import docs, sample
from core.config.schema import Within
from core.config.sections import Accounts, Identity, PasswordProfile, Profile
from core.config.site import Site
from core.errors import Misconfigured, Missing, Refused

OFFICE = '[office]\ncode = "H51.10.05"\nname = "UBND xã Long Phú"\n'


@dataclass(frozen=True)
class Source:
    """Một nguồn quét."""

    folder: Path
    """Thư mục mà máy quét ghi vào."""
    settle: Annotated[float, Within(0.5, 600)] = 3.0
    """Số giây tệp phải yên."""
    opens: time = time(7, 30)
    """Giờ bắt đầu nhìn."""
    tags: tuple[str, ...] = ()
    """Nhãn."""
    owner: str | None = None
    """Người trông coi."""


@dataclass(frozen=True)
class Scanner:
    """Máy quét."""

    sources: dict[str, Source] = field(default_factory=dict)
    """Các nguồn."""
    depth: int = 1
    """Độ sâu."""

    def __post_init__(self) -> None:
        if self.depth == 13:
            raise Refused("VT-0001", "Độ sâu này không lành.")


KINDS: dict[str, type] = {"scanner": Scanner}


def read(text: str, kinds: dict[str, type] | None = None) -> Site:
    return site.parse(OFFICE + text, KINDS if kinds is None else kinds, Path("site.toml"))


def wrong(text: str) -> list[tuple[str, object]]:
    """Return code and line of every problem of a text."""
    with pytest.raises(Misconfigured) as caught:
        site.parse(text, KINDS)
    problems = caught.value.facts["problems"]
    assert isinstance(problems, tuple)
    return [(problem.code, problem.facts["line"]) for problem in problems]


def test_what_is_not_given_has_its_default() -> None:
    found = read("")
    assert (found.web.port, found.web.host, found.web.secure) == (8080, "127.0.0.1", False)
    assert found.accounts == Accounts(PasswordProfile.QCVN12)
    assert found.office == Identity("H51.10.05", "UBND xã Long Phú", profile=Profile.ND30)
    assert found.intake.keep_days == 30


def test_nested_tables_become_nested_values() -> None:
    text = """
[plugins.scanner.sources.may-quet-1]
folder = "/srv/quet"
settle = 2
opens = 08:00:00
tags = ["a", "b"]
owner = "lan"
"""
    settings = read(text).settings(Scanner)
    assert settings.sources == {"may-quet-1": Source(Path("/srv/quet"), 2.0, time(8), ("a", "b"), "lan")}
    assert isinstance(settings.sources["may-quet-1"].settle, float)


def test_every_value_knows_where_it_was_given() -> None:
    found = read('[web]\nport = 81\n[plugins."axis.lan"]\nenabled = false\nhub = { code = "H51" }\n')
    assert str(found.origin("web.port")) == "site.toml:5"
    assert str(found.origin("web.host")) == "mặc định"
    assert str(found.origin('plugins."axis.lan".hub.code')) == "site.toml:8"
    listed = {key: value for key, value, _ in found.listing()}
    assert listed["web.port"] == 81 and listed['plugins."axis.lan".hub.code'] == "H51"


def test_enabled_plugins_come_in_the_order_of_the_file() -> None:
    found = read('[plugins.zeta]\n[plugins.alpha]\n[plugins."axis.lan"]\nenabled = false\n')
    assert found.enabled == ("zeta", "alpha")
    assert not found.plugin("axis.lan").enabled


def test_a_plugin_nobody_knows_keeps_its_raw_table() -> None:
    """Third-party plugins are not imported by most commands: their tables are passed over unjudged."""
    plugin = read("[plugins.stranger]\nlevel = 3\n").plugin("stranger")
    assert (plugin.table, plugin.settings) == ({"level": 3}, None)


def test_a_disabled_plugin_is_not_judged() -> None:
    assert read("[plugins.scanner]\nenabled = false\nnonsense = 1\n").settings(Scanner) == Scanner()


def test_a_plugin_without_a_table_has_its_defaults() -> None:
    assert read("").settings(Scanner) == Scanner()
    with pytest.raises(Missing):
        read("").settings(Source)
    with pytest.raises(Missing):
        read("").plugin("scanner")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (OFFICE + "[webb]\n", "VT-1103", 4),
        (OFFICE + "[web]\nprot = 1\n", "VT-1103", 5),
        (OFFICE + "zzzzzzzz = 1\n", "VT-1104", 4),
        ('[office]\ncode = "H51"\n', "VT-1105", 1),
        (OFFICE + '[web]\nport = "80"\n', "VT-1106", 5),
        (OFFICE + "[web]\nport = true\n", "VT-1106", 5),
        (OFFICE + "[web]\nport = 70000\n", "VT-1108", 5),
        (OFFICE + 'profile = "nd31"\n', "VT-1107", 4),
        ('[office]\nname = "x"\ncode = "h51"\n', "VT-1109", 3),
        (f'[office]\nname = "x"\ncode = "{"A" * 36}"\n', "VT-1109", 3),
        (OFFICE + "web = 3\n", "VT-1104", 4),
        ("web = 3\n" + OFFICE, "VT-1106", 1),
        (OFFICE + "[plugins]\nscanner = 1\n", "VT-1106", 5),
        (OFFICE + "[plugins.scanner]\ndepth = 13\n", "VT-1110", 4),
        (OFFICE + "[plugins.scanner.sources.a]\n", "VT-1105", 4),
        (OFFICE + '[plugins.scanner.sources.a]\nfolder = "a"\ntags = ["x", 1]\n', "VT-1106", 6),
        (OFFICE + '[plugins.scanner.sources.a]\nfolder = "a"\nsettle = inf\n', "VT-1106", 6),
        (OFFICE + "[web]\nport =\n", "VT-1102", 5),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, code: str, line: int) -> None:
    assert wrong(text) == [(code, line)]


def test_an_unknown_key_names_the_nearest() -> None:
    with pytest.raises(Misconfigured, match=r"web\.hots; có phải là web\.host\?"):
        read('[web]\nhots = "a"\n')


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = '[office]\ncode = "?"\nname = "x"\n[web]\nport = -1\nhots = 1\n[plugins.scanner]\ndepht = 1\n'
    assert [line for _, line in wrong(text)] == [2, 5, 6, 8]


def test_check_tells_without_raising(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    assert [problem.code for problem in site.check(file, {})] == ["VT-1100"]
    file.write_bytes(b"\xff\xfe")
    assert [problem.code for problem in site.check(file, {})] == ["VT-1100"]
    file.write_text(OFFICE, encoding="utf-8-sig")
    assert site.check(file, {}) == []
    assert site.load(file, {}).origin("office.code").line == 2


def test_lines_are_found_through_strings_lists_and_inline_tables() -> None:
    text = '# [no]\n[a."b.c"]\nd = """\n[not]\nx = 1\n"""\ne = [\n 1, # ]\n 2,\n]\n'
    text += "f = { g = 1 }\nh.i = 2\n[[j]]\nk = 1\n[[j]]\nk = 2\n"
    lines = locate(text)
    assert lines[("a", "b.c")] == 2
    assert lines[("a", "b.c", "d")] == 3
    assert lines[("a", "b.c", "e")] == 7
    assert lines[("a", "b.c", "f", "g")] == 11
    assert lines[("a", "b.c", "h", "i")] == 12
    assert lines[("j", "1", "k")] == 16
    assert ("not",) not in lines


def test_a_key_is_read_as_it_is_written() -> None:
    for key in [("web", "port"), ("plugins", "axis.lan", "enabled"), ("sổ", 'a"b')]:
        assert split(spell(key)) == key
    with pytest.raises(ValueError):
        split("a = 1\nb")


def test_text_is_kept_composed() -> None:
    decomposed = '[office]\ncode = "H51"\nname = "Xa\u0303"\n'
    assert site.parse(decomposed, {}).office.name == "Xã"


def test_an_edit_keeps_what_the_officer_wrote() -> None:
    text = "# Ghi chú của tôi\n[web]  # trang\nport = 80 # cũ\n\n[store]\n"
    changed = edited(text, {"web.port": 81, 'plugins."axis.lan".enabled': True, "plugins.scanner.depth": 2})
    assert changed.startswith("# Ghi chú của tôi\n[web]  # trang\nport = 81 # cũ\n\n[store]\n")
    assert '[plugins."axis.lan"]\nenabled = true' in changed
    assert "[plugins]\n" not in changed
    assert read(changed).settings(Scanner).depth == 2
    assert edited(changed, {"plugins": None}).rstrip() == text.replace("80", "81").rstrip()


def test_a_new_setting_stands_below_the_line_that_shows_its_default() -> None:
    text = sample(KINDS, {"office.code": "H51", "office.name": "UBND"})
    changed = edited(text, {"web.port": 81, "register.code": "SO-1", "plugins.scanner.depth": 2})
    for shown, given in (
        ("port = 8080", "port = 81"),
        ('code = "DEN"', 'code = "SO-1"'),
        ("depth = 1", "depth = 2"),
    ):
        assert f"\n#{shown}\n{given}\n" in changed
        changed = changed.replace(f"\n{given}\n", "\n", 1)
    assert changed == text, "nothing else moved"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_new_setting_stands_above_what_explains_the_next_table(ending: str) -> None:
    before = ["[web]", "port = 80", "", "# Kho", "# dữ liệu", "[store]"]
    after = [*before[:2], 'host = "::"', *before[2:]]
    assert edited(ending.join(before), {"web.host": "::"}) == ending.join(after)
    assert (
        edited("# Trang\n[web]\n# Kho\n[store]", {"web.port": 1})
        == "# Trang\n[web]\nport = 1\n# Kho\n[store]"
    )
    assert edited("[web]\nport = 80", {"web.host": "::"}) == '[web]\nport = 80\nhost = "::"'


def test_a_new_setting_stands_in_no_table_below_its_own() -> None:
    """Not in one that a sample only shows, nor inside a value of several lines that looks like a table."""
    text = "[plugins.scanner]\ntags = [\n'x']\n#[plugins.scanner.sources.a]\n#depth = 3\n[web]\n"
    assert "'x']\ndepth = 2\n#[plugins" in edited(text, {"plugins.scanner.depth": 2})


def test_an_edit_of_scattered_tables_is_read_back() -> None:
    text = "[plugins.a]\nx = 1\n[web]\n[plugins.b]\ny = 1\n"
    changed = edited(text, {"plugins.b.enabled": False, "plugins.c.z": 1, "plugins.a.x": None})
    found = read(changed)
    assert found.enabled == ("a", "c")
    assert (found.plugin("a").table, found.plugin("b").table) == ({}, {"y": 1})


@pytest.mark.parametrize("key", ["web port", "", "web.port.deep"])
def test_an_edit_of_what_cannot_be_is_refused(key: str) -> None:
    with pytest.raises(Refused):
        edited("[web]\nport = 80\n", {key: 1})


def test_the_sample_says_what_every_setting_is_and_can_be_used() -> None:
    values = {"office.code": "H51", "office.name": "UBND", "plugins.scanner.enabled": True}
    text = sample(KINDS, values)
    found = site.parse(text, KINDS)
    assert found.office.code == "H51" and found.enabled == ("scanner",)
    for section in (*(type(getattr(found, name)) for name in ("office", "web", "intake")), Source, Scanner):
        for name, doc in docs(section).items():
            assert name in ("sources", *Scanner.__dict__) or doc.splitlines()[0] in text


def test_the_sample_shows_the_defaults() -> None:
    """Whoever takes the comment sign away changes nothing."""
    text = sample({}, {"office.code": "H51", "office.name": "UBND"})
    bare = re.sub(r"(?m)^#(?! )", "", text)
    opened, plain = site.parse(bare, {}), site.parse(text, {})
    assert [(key, value) for key, value, _ in opened.listing()] == [
        (key, value) for key, value, _ in plain.listing()
    ]
    assert opened.origin("web.port").line > 0
