"""How the services here run: settings from `.env` in their folder, a port of the system's choice, and no longer than the test."""

import argparse
import os
import socket
import threading

import uvicorn
from dotenv import load_dotenv

load_dotenv(".env")


def options(**defaults):
    """Those of the command line: with a value like the default, one of these where that is a tuple, with none where it is False."""
    parser = argparse.ArgumentParser()
    for name, default in defaults.items():
        if default is False:
            kind = {"action": "store_true"}
        elif isinstance(default, tuple):
            kind = {"choices": default, "default": default[0]}
        else:
            kind = {"type": type(default), "default": default}
        parser.add_argument(f"--{name.replace('_', '-')}", **kind)
    return parser.parse_args()


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
