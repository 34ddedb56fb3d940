import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardportal.text import fold, normalize, normalize_line, replace_name, slugify_vi, sort_key


def test_text_is_composed_and_loses_invisible_characters():
    typed = unicodedata.normalize("NFD", "\ufeffĐường\u200b hỏng\u00ad\x00")
    assert normalize(typed) == "Đường hỏng"


def test_no_break_and_wide_spaces_become_plain_ones():
    assert normalize("Quỳnh\u00a0Xuân\u3000\u2009An") == "Quỳnh Xuân  An"
    assert normalize_line(" Quỳnh\u00a0 Xuân\n\tAn ") == "Quỳnh Xuân An"


def test_long_text_keeps_its_lines_and_tabs_but_no_heap_of_empty_ones():
    assert normalize("một  \r\nhai\tba\r\r\r\rbốn\u2028năm\n") == "một\nhai\tba\n\nbốn\nnăm"


def test_a_lone_surrogate_is_dropped_since_no_database_can_keep_it():
    assert normalize("a\ud800b") == "ab"


@given(st.text(max_size=60))
def test_normalizing_twice_changes_nothing_and_always_encodes(text):
    once = normalize(text)
    once.encode("utf-8")
    assert normalize(once) == once
    assert normalize_line(normalize_line(text)) == normalize_line(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kỹ thuật", "kĩ thuật"),
        ("Lý", "lí"),
        ("quý", "quí"),
        ("hoà", "hòa"),
        ("ủy ban", "uỷ ban"),
        ("ĐƯỜNG  HỎNG", "duong hong"),
        ("Ðường", "đường"),
        ("Mỹ Tâm", "mi tam"),
    ],
)
def test_spellings_that_mean_the_same_fold_the_same(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("mây", "mai"), ("tay", "tai"), ("thúy", "thúi"), ("yên", "iên")])
def test_a_y_beside_another_vowel_stays_a_y(one, other):
    assert fold(one) != fold(other)


def test_an_address_keeps_the_y_and_folds_the_rest():
    assert slugify_vi("Kỹ năng Dân vận khéo: Đường 36") == "ky-nang-dan-van-kheo-duong-36"


@pytest.mark.parametrize(
    "in_order",
    [
        ["Hà Tĩnh", "Hải Dương", "Hải Phòng", "Hạ Long"],
        ["anh", "áo", "ba", "cả", "cá", "cắt"],
        ["Điện Biên", "Hà Giang", "Hà Nam", "Hà Nội"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "o", "ô", "ơ", "u", "ư", "v", "y"],
        ["Dũng", "Đạt", "Em"],
        ["Tổ dân phố 2", "Tổ dân phố 10", "Tổ dân phố An"],
        ["An", "An Bình", "Anh"],
    ],
)
def test_texts_sort_as_vietnamese_syllable_by_syllable(in_order):
    assert sorted(reversed(in_order), key=sort_key) == in_order


def test_the_place_of_the_tone_mark_does_not_change_the_order():
    assert sort_key("Hòa Thúy loè") == sort_key("Hoà Thuý lòe")


@pytest.mark.parametrize(
    "name",
    [
        "Lê Thị Ánh Đào",
        "Lê Thị Ánh Đào (tổ 5)",
        "lê  thị-ánh đào",
        "Bà Lê Thị Ánh Đào",
        "ĐỒNG CHÍ Lê Thị Ánh Đào (Ba), tổ 5",
        "Lê Thị Ánh Đào, Chi hội trưởng",
        "Lê Thị Ánh Đào - tổ 5",
    ],
)
@pytest.mark.parametrize(
    "written", ["Lê Thị Ánh Đào", "LÊ THỊ\nÁNH ĐÀO", "le thy anh dao", unicodedata.normalize("NFD", "Lê Thị Ánh Đào")]
)
def test_a_name_is_found_however_it_is_written(name, written):
    assert replace_name(f"Bà {written}, tổ 5.", name, "ai đó") == "Bà ai đó, tổ 5."


@pytest.mark.parametrize("written", ["Bà Đào", "bà Ánh Đào", "BÀ ĐÀO", "đồng chí Đào", "Co Dao"])
def test_who_was_named_once_is_called_by_the_last_words(written):
    told = replace_name(f"{written} làm mỗi sáng.", "Lê Thị Ánh Đào", "ai đó")
    assert told.endswith(" ai đó làm mỗi sáng.") and "ào" not in told.lower()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Trồng hoa trước nhà văn hóa", "Trồng hoa trước nhà văn hóa"),
        ("Bà Hoa trồng hoa, Hoa tưới.", "Bà ai đó trồng hoa, ai đó tưới."),
        ("Hóa đơn có Hòa ký", "Hóa đơn có Hòa ký"),
    ],
)
def test_a_name_of_one_word_is_not_taken_out_of_other_words(text, told):
    assert replace_name(text, "Hoa", "ai đó") == told


@pytest.mark.parametrize("name", ["Chu Thị Lành", "Chu Thi Lanh", "Ông Văn Ích", "Chu An"])
def test_a_family_name_like_a_word_of_address_is_hidden_with_the_name(name):
    assert replace_name(f"An tâm có bà {name} quét ngõ.", name, "ai đó") == "An tâm có bà ai đó quét ngõ."


@pytest.mark.parametrize("name", ["Bà Lê Thị Đào", "ba Le Thi Dao (tổ 5)", "đồng chí Lê Thị Đào - tổ trưởng"])
def test_a_name_stored_with_an_address_is_hidden_without_it(name):
    assert replace_name("Lê Thị Đào quét, bà Đào tưới.", name, "ai đó") == "ai đó quét, bà ai đó tưới."


@pytest.mark.parametrize("text", ["Lê Thị Ánh", "Lê Thị Ánh Đàong", "Lê Thị Ánh và Đào", "cô đào, hoa Đào", ""])
def test_what_is_no_such_name_stays(text):
    assert replace_name(text, "Lê Thị Ánh Đào", "ai đó") == text
    assert replace_name(text, "", "ai đó") == text


@given(st.text(max_size=40))
def test_a_sort_key_has_only_digits_and_small_letters(text):
    assert all(character in "0123456789abcdefghijklmnopqrstuvwxyz" for character in sort_key(text))


@pytest.mark.django_db
def test_the_database_sorts_the_keys_as_we_do():
    from django.db import connection

    words = ["Hà Tĩnh", "Hải Dương", "Hạ Long", "Điện Biên", "Em", "Dũng", "Tổ 2", "Tổ 10", "an", "Ân", "An Bình"]
    keys = [sort_key(word) for word in words]
    with connection.cursor() as cursor:
        cursor.execute('SELECT key FROM unnest(%s::text[]) AS key ORDER BY key COLLATE "C"', [keys])
        assert [key for (key,) in cursor.fetchall()] == sorted(keys)
        cursor.execute("SELECT key FROM unnest(%s::text[]) AS key ORDER BY key", [keys])
        assert [key for (key,) in cursor.fetchall()] == sorted(keys)
