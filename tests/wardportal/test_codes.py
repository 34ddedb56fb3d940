"""Codes and secrets as people type and tell them."""

import hashlib
import hmac

import pytest

from wardportal.codes import numbered_code, read_code, read_secret, show_secret
from wardportal.sealing import MARK, seal, seal_text, secret_of, unseal, unseal_text


@pytest.mark.parametrize(
    "typed",
    [
        "KN-2026-000123",
        "kn2026000123",
        "KN 2026 123",
        "kn-2026-123",
        " 2026/123 ",
        "KN–2026–OOO123",
        "ＫＮ２０２６１２３",
        "đơn KN-2026-000123",
        "Mã đơn số: KN-2026-000123",
        "số KN-2026-000123",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert read_code(typed, "KN") == "KN-2026-000123"


@pytest.mark.parametrize("typed", ["", "KN", "2026", "KN-2026-000000", "DT-2026-000012", "kn-2026-1234567890", "'; --"])
def test_what_can_be_no_code_is_none(typed):
    assert read_code(typed, "KN") is None


@pytest.mark.parametrize("typed", ["000112", "KN-000112", "KN-26-000112", "KN 26 112", "554680"])
def test_a_number_without_its_year_is_no_code_of_another_year(typed):
    assert read_code(typed, "KN") is None


def test_each_kind_of_code_is_read_by_its_own_prefix():
    assert read_code("dt 2026 12", "DT") == "DT-2026-000012"
    assert read_code("2026/12", "DT") == "DT-2026-000012"
    assert read_code("kn-2026-000012", "DT") is None
    for typed in (
        "ĐT-2026-000012",
        "đt202612",
        "Mã DT-2026-000012",
        "mã đăng ký: dt 2026 12",
        "Mã đăng ký\nDT-2026-000012",
    ):
        assert read_code(typed, "DT") == "DT-2026-000012"


@pytest.mark.parametrize("typed", ["48-2915", "482915", " 48 29 15 ", "４８２９１５"])
def test_a_secret_is_its_digits(typed):
    assert read_secret(typed) == "482915"


def test_the_number_of_a_code_has_six_digits_until_it_needs_more():
    assert numbered_code("KN", 2026, 7) == "KN-2026-000007"
    assert read_code(numbered_code("KN", 2026, 1_234_567), "KN") == "KN-2026-1234567"


def test_a_secret_belongs_to_its_nonce_and_all_digits_come_first_equally_often():
    secrets = [secret_of(number.to_bytes(16, "big")) for number in range(2000)]
    assert secrets[0] == secret_of(bytes(16))
    assert show_secret("482915") == "48-2915"
    assert {len(secret) for secret in secrets} == {6}
    firsts = [secret[0] for secret in secrets]
    assert all(120 < firsts.count(digit) < 280 for digit in "0123456789")


def test_a_secret_printed_by_an_earlier_version_stays_valid(settings):
    settings.CASE_KEYS = ["khoa-cu"]
    digest = hmac.new(b"khoa-cu", b"petition secret" + bytes(16), hashlib.sha256).digest()
    assert secret_of(bytes(16)) == f"{int(int.from_bytes(digest, 'big') * 10**6 // 2**256):06d}"


def test_a_new_key_opens_what_the_old_one_sealed_and_keeps_printed_secrets(settings):
    settings.CASE_KEYS = ["old"]
    sealed, secret = seal(b"loi khai"), secret_of(b"nonce")
    settings.CASE_KEYS = ["new", "old"]
    assert unseal(sealed) == b"loi khai"
    assert secret_of(b"nonce") == secret


def test_sealed_text_shows_nothing_and_plain_text_passes_through():
    sealed = seal_text("ông A nhận tiền")
    assert sealed.startswith(MARK)
    assert "ông" not in sealed
    assert unseal_text(sealed) == "ông A nhận tiền"
    assert unseal_text("như cũ") == "như cũ"
    assert seal_text("") == ""
