"""A real mail server on 127.0.0.1 that keeps what it is given, and can be as unhelpful as real ones are."""

import asyncio
import email
import email.policy
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage

from aiosmtpd.controller import Controller

from bin.lib.processes import free_port

LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Received:
    """One message as it arrived."""

    to: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def text(self) -> str:
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self) -> str:
        return self.message.get_body(("html",)).get_content()

    @property
    def link(self) -> str:
        """The address that the mail asks to open."""
        return LINK.findall(self.text)[0]

    def attachment(self, mime: str) -> bytes:
        """The first attachment of this type. Raises StopIteration when there is none."""
        return next(
            part.get_payload(decode=True) for part in self.message.iter_attachments() if part.get_content_type() == mime
        )

    def everything(self) -> str:
        """Headers, both bodies and every attachment, decoded, to look for what must not be there."""
        parts = [f"{name}: {value}" for name, value in self.message.items()]
        for part in self.message.walk():
            if not part.is_multipart():
                parts.append((part.get_payload(decode=True) or b"").decode(errors="replace"))
        return "\n".join(parts)


class Mailbox:
    """What came, newest last. `refuse` and `hold` make it misbehave until `behave`."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.refusals: dict[str, str] = {}
        self.tried: list[str] = []
        self.senders: set[object] = set()
        self.pause = 0.0
        self.holds_at = 0
        self.holding = threading.Event()
        self.held = threading.Event()
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=10)
        self.controller.start()

    def stop(self) -> None:
        self.behave()
        self.controller.stop()

    # ---- how it behaves --------------------------------------------------------------------------------------------
    def refuse(self, address: str, answer: str) -> None:
        """Answer this recipient with e.g. "451 busy" or "550 unknown"."""
        self.refusals[address.lower()] = answer

    def hold(self, *, after: int = 0) -> None:
        """Take the next message, or that after some more, keep it, and never say so: the sender waits."""
        self.held.clear()
        self.holds_at = len(self.received) + after
        self.holding.set()

    @contextmanager
    def slow(self, seconds: float) -> Iterator[None]:
        """Let each message take its time, so that two senders meet."""
        self.pause = seconds
        try:
            yield
        finally:
            self.pause = 0.0

    def behave(self) -> None:
        self.refusals.clear()
        self.holding.clear()

    def empty(self) -> None:
        self.behave()
        self.received.clear()
        self.tried.clear()
        self.senders.clear()

    # ---- what came -------------------------------------------------------------------------------------------------
    def to(self, address: str) -> list[Received]:
        return [one for one in self.received if one.to == address.lower()]

    def latest(self, address: str, about: str = "") -> Received:
        """The newest message to `address` with `about` in its subject."""
        found = [one for one in self.to(address) if about.lower() in one.subject.lower()]
        assert found, f"no mail to {address} about {about!r}; there are {[(m.to, m.subject) for m in self.received]}"
        return found[-1]

    def wait_for(self, true: Callable[[], bool], seconds: float = 15) -> None:
        """Wait until something has come. Raises AssertionError when it does not."""
        ends = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < ends, f"it did not come; there are {[(m.to, m.subject) for m in self.received]}"
            time.sleep(0.02)

    # ---- what aiosmtpd calls ---------------------------------------------------------------------------------------
    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        self.tried.append(address.lower())
        if answer := self.refusals.get(address.lower()):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.received += [Received(to=address.lower(), message=message) for address in envelope.rcpt_tos]
        self.senders.add(session.peer)
        await asyncio.sleep(self.pause)
        if self.holding.is_set() and len(self.received) > self.holds_at:
            self.held.set()
            while self.holding.is_set():
                await asyncio.sleep(0.02)
        return "250 OK"
