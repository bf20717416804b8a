"""How the services here run: settings from `.env` in their folder, a port of the system's choice, and no longer than the test."""

import os
import socket
import threading

import uvicorn
from dotenv import load_dotenv

load_dotenv(".env")


class Announcing(uvicorn.Server):
    """Prints the port once it listens."""

    async def startup(self, sockets=None):
        await super().startup(sockets)
        if self.started:
            print(sockets[0].getsockname()[1], flush=True)


def serve(app):
    threading.Thread(target=end_with_the_test, daemon=True).start()
    listener = socket.create_server(("127.0.0.1", 0))
    Announcing(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


def end_with_the_test():
    with open("alive", "rb") as test:  # a pipe that the test holds open
        test.read()
    os._exit(0)
