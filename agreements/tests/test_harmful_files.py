"""Files made to do harm are told or refused in short time (fault 51)."""

import zlib

import pytest

from agreements import sealing
from agreements.sealing import (
    FileRefused,
    Trust,
    Verdict,
    verify,
)

# ---- files made to do harm (fault 51) ----------------------------------------------------------------------------


def with_our_trace(content: bytes, trust: Trust) -> bytes:
    return content + b"\n% " + trust.certificates[0].hex().encode()


def bomb(kind: bytes) -> bytes:
    """A small file with a stream that unfolds to 80 megabytes."""
    packer = zlib.compressobj(1)
    data = b"".join(packer.compress(bytes(1 << 20)) for _ in range(80)) + packer.flush()
    head = (
        b"%PDF-1.7\n1 0 obj\n<< /Type /" + kind + b" /Size 9 /W [1 2 1] /Index [0 99999999] /Root 1 0 R /N 9 /First 9"
    )
    return (
        head
        + b" /Filter /FlateDecode /Length %d >>\nstream\n" % len(data)
        + data
        + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"
    )


END = b"startxref\n9\n%%EOF\n"
HARMFUL = {
    "an xref that unfolds": lambda: bomb(b"XRef"),
    "objects that unfold": lambda: bomb(b"ObjStm"),
    "brackets without end": lambda: b"%PDF-1.7\n" + b"[" * 2_000_000 + END,
    "a billion objects": lambda: b"%PDF-1.7\nxref\n0 999999999\n" + b"0000000000 65535 f \n" * 100_000 + END,
    "an xref before itself": lambda: (
        b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Prev 9 /Root 1 0 R >>\n" + END
    ),
}


@pytest.mark.parametrize("harmful", HARMFUL.values(), ids=HARMFUL)
def test_a_harmful_file_is_told_or_refused_in_short_time(harmful, trust):
    try:
        verdict = verify(with_our_trace(harmful(), trust), trust=trust)
    except FileRefused:
        return
    assert verdict is Verdict.ALTERED


def test_a_file_that_takes_too_long_is_refused(sealed, trust, monkeypatch):
    monkeypatch.setattr(sealing, "JUDGE_SECONDS", 0.01)
    with pytest.raises(FileRefused, match="too long"):
        verify(sealed, trust=trust)


def test_a_file_that_takes_too_much_memory_is_refused(sealed, trust, monkeypatch):
    monkeypatch.setattr(
        sealing, "JUDGE", ["-c", "import resource, agreements.pades as p; p.JUDGE_MEMORY = 1; p.main()"]
    )
    with pytest.raises(FileRefused, match="too long"):
        verify(sealed, trust=trust)


def test_a_file_beyond_the_limit_is_refused_before_it_is_looked_at(trust):
    with pytest.raises(FileRefused, match="20 MB"):
        verify(b"%PDF-1.7\n" + bytes(sealing.LARGEST_FILE), trust=trust)
