"""A mail server on 127.0.0.1 that says yes to everything and keeps nothing: `python -m bench.sink PORT`."""

import asyncio
import signal
import sys

from aiosmtpd.smtp import SMTP


class Nothing:
    """What aiosmtpd hands each message to."""

    async def handle_DATA(self, server, session, envelope) -> str:
        return "250 OK"


async def serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    loop.add_signal_handler(signal.SIGTERM, done.set_result, None)
    server = await loop.create_server(lambda: SMTP(Nothing(), hostname="localhost"), "127.0.0.1", port)
    async with server:
        await done


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
