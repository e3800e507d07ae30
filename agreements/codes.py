"""Short codes that people read off paper and type: letters and digits that cannot be taken for one another."""

import hashlib
import secrets
from base64 import b32encode

READ_AS = str.maketrans("018", "OIB")  # digits that the alphabet does not have


def new_code() -> str:
    """A code for verification, 16 characters that nobody can guess (80 bits)."""
    return b32encode(secrets.token_bytes(10)).decode()


def paper_code(digest: str) -> str:
    """The code on a printed copy: 8 characters that belong to one text, whose SHA-256 is `digest`."""
    return b32encode(hashlib.sha256(b"printed copy " + digest.encode()).digest()[:5]).decode()


def typed(text: str) -> str:
    """A code as somebody typed it, with or without the dashes, in the form in which it is kept."""
    return "".join(one for one in text.upper().translate(READ_AS) if one.isalnum())


def in_fours(code: str) -> str:
    """As it is printed: ABCD-EFGH."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))
