"""The certificates by which our own seals are told. Nothing in here is secret or needs pyHanko or Django."""

import hashlib
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding


@dataclass(frozen=True)
class Trust:
    """The certificates, as DER, that sealed here at any time, and those of the authorities that stamped the time."""

    certificates: tuple[bytes, ...]
    authorities: tuple[bytes, ...] = ()

    def marks(self, seal: bytes) -> bool:
        """True where the bytes of a seal hold one of our certificates or its SHA-256: ours hold both."""
        return any(trace in seal for trace in self._traces())

    def may_have_sealed(self, file: bytes) -> bool:
        """True where a file has such a trace anywhere; without one it bears no seal of ours and need not be opened."""
        digits = file.lower()
        return any(trace.hex().encode() in digits or trace in file for trace in self._traces())

    def as_line(self) -> bytes:
        """One line of text for another process, which reads it by `from_line`."""
        lists = {"certificates": self.certificates, "authorities": self.authorities}
        return json.dumps({name: [b64encode(one).decode() for one in each] for name, each in lists.items()}).encode()

    @classmethod
    def from_line(cls, line: bytes) -> "Trust":
        return cls(**{name: tuple(b64decode(one) for one in each) for name, each in json.loads(line).items()})

    def _traces(self) -> Iterator[bytes]:
        for certificate in self.certificates:
            yield certificate
            yield hashlib.sha256(certificate).digest()


def load_trust(data_dir: Path | str) -> Trust:
    """Return the certificates of all seals made with this DATA_DIR, and of the authorities that stamped them."""
    folder = Path(data_dir) / "seal"
    return Trust(certificates=_kept_in(folder / "certificates"), authorities=_kept_in(folder / "authorities"))


def remember(data_dir: Path | str, *, certificates: Iterable[bytes] = (), authorities: Iterable[bytes] = ()) -> None:
    """Keep certificates, as DER, among those that `load_trust` returns; each is one file, whole or not there."""
    for name, each in (("certificates", certificates), ("authorities", authorities)):
        folder = Path(data_dir) / "seal" / name
        for one in each:
            kept = folder / f"{hashlib.sha256(one).hexdigest()}.pem"
            if kept.exists():
                continue
            folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=folder, delete=False) as new:
                new.write(x509.load_der_x509_certificate(one).public_bytes(Encoding.PEM))
            os.chmod(new.name, 0o644)
            os.replace(new.name, kept)


def _kept_in(folder: Path) -> tuple[bytes, ...]:
    return tuple(
        x509.load_pem_x509_certificate(kept.read_bytes()).public_bytes(Encoding.DER)
        for kept in sorted(folder.glob("*.pem"))
    )
