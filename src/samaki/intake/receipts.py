"""The receipt: the code that lets a reporter come back.

80 bits in groups that can be read aloud: 16 characters of 5 bits, as `7K4M-92QD-XR5T-H8VP`.
It is derived from the key file and the idempotency key, so a retry gives the same one; only a keyed digest is kept.
"""

from __future__ import annotations

import re
from uuid import UUID

from samaki.countries.dates import latin_digits
from samaki.vault import sealing as vault

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32: no I L O U; typed I and L are read as 1, O as 0."""

LENGTH = 16


def receipt_for(request_key: UUID) -> str:
    """The receipt of the report with this idempotency key: 80 bits in four groups of four."""
    raw = vault.installation_digest("receipt", request_key.bytes)
    number = int.from_bytes(raw[:10], "big")
    body = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(LENGTH)))
    return _grouped(body)


def digits_for(request_key: UUID) -> str:
    """The receipt of a report by text: 15 digits that nobody guesses and a check digit (ISO/IEC 7812-1, Luhn), in groups of four.

    Some 50 bits, for telephones that write digits best; whoever tries digits is slowed down, which the longer form does not need.
    """
    raw = vault.installation_digest("receipt", request_key.bytes)
    body = f"{int.from_bytes(raw, 'big') % 10 ** (LENGTH - 1):0{LENGTH - 1}d}"
    return _grouped(body + check_digit(body))


def check_digit(body: str) -> str:
    """The digit that follows: any one wrong digit, and most swapped neighbours, are found by it."""
    doubled = (
        int(digit) * (1 + place % 2) for place, digit in enumerate(body, start=1)
    )  # 15 digits: the last is doubled
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def is_digits(receipt: str) -> bool:
    """Whether a receipt that was read is one of the short kind, which is tried more easily."""
    return receipt.replace("-", "").isdigit()


def may_be(receipt: str) -> bool:
    """Whether such a receipt can have been made: of digits, its check digit fits."""
    plain = receipt.replace("-", "")
    return not plain.isdigit() or check_digit(plain[:-1]) == plain[-1]


def read_receipt(typed: str) -> str | None:
    """The receipt as made, from what was typed (any case, any digits, spaces, hyphens, look-alikes); None when it is none."""
    text = re.sub(r"[^0-9A-Za-z]", "", latin_digits(typed[:200])).upper().translate(str.maketrans("ILO", "110"))
    if len(text) != LENGTH or any(char not in ALPHABET for char in text):
        return None
    return _grouped(text)


def digest_of(receipt: str) -> bytes:
    """What is stored of a receipt: HMAC-SHA-256 under the key file."""
    return vault.installation_digest("receipt-digest", receipt.encode())


def _grouped(text: str) -> str:
    return "-".join(text[i : i + 4] for i in range(0, LENGTH, 4))
