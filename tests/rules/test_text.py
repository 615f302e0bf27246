"""One Vietnamese word has one key, however it was typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import clean_line, clean_text, code_key, fold, nfc, tone_key

WORDS = st.text(st.sampled_from("aàáảãạăằắâấeèêếoòóôốơớuùưứyýỳdđDĐHhqtn ỦÝ"), max_size=30)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Quyết định", "quyet dinh"),
        ("ĐIỀU ĐỘNG", "dieu dong"),
        ("đường Nguyễn Huệ", "duong nguyen hue"),
        (unicodedata.normalize("NFD", "Thủy lợi"), "thuy loi"),
        ("Straße ﬁle", "strasse file"),
    ],
)
def test_folded_text_has_no_marks(written: str, key: str) -> None:
    assert fold(written) == key


@pytest.mark.parametrize(
    ("old", "new"),
    [("hòa", "hoà"), ("Khỏe", "Khoẻ"), ("THỦY", "THUỶ"), ("lũy", "luỹ"), ("tòa án", "toà án"), ("ủy", "uỷ")],
)
def test_old_and_new_tone_places_are_one_key(old: str, new: str) -> None:
    assert tone_key(old) == tone_key(new) == nfc(new.casefold())


@pytest.mark.parametrize(
    "word", ["quý", "của", "mùa", "hoàn", "hoặc", "xoắn", "người", "ợa", "nghĩa", "khuỷu"]
)
def test_words_with_one_spelling_keep_it(word: str) -> None:
    assert tone_key(word) == word


@given(WORDS)
def test_keys_are_stable_and_blind_to_the_form_of_composition(text: str) -> None:
    for key in (fold, tone_key, clean_line):
        once = key(text)
        assert key(once) == once
        assert key(unicodedata.normalize("NFD", text)) == once == nfc(once)


@given(WORDS)
def test_a_marked_word_is_found_by_its_bare_form(text: str) -> None:
    assert fold(tone_key(text)) == fold(text)


@given(st.text(max_size=60))
def test_a_clean_line_holds_nothing_unseen(text: str) -> None:
    line = clean_line(text)
    assert line == line.strip() and "  " not in line
    assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in line)
    assert clean_line(line) == line


def test_control_characters_leave_and_spaces_collapse() -> None:
    assert clean_line(" Về\tviệc\r\nrà \u202esoát\x00  cán\u200b bộ ") == "Về việc rà soát cán bộ"
    assert clean_text(" một \n\n hai\x07 \n") == "một\n\nhai"


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("123/UBND-VP", "123|ubnd|vp"),
        ("07/QĐ-UBND", "7|qd|ubnd"),
        (" 123 ubnd vp ", "123|ubnd|vp"),
        ("1007/QĐ-UBND", "1007|qd|ubnd"),
        ("", ""),
    ],
)
def test_a_number_and_symbol_have_one_key(code: str, key: str) -> None:
    assert code_key(code) == key
