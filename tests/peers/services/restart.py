"""Starts a service in its folder, and ends the one before it once the new one listens: `restart.py SERVICE FOLDER [OPTION]...`.

A service that does not come up leaves the one before it as it is, and fails with what it said. `running` in the folder is the
port and the process of the one that runs.
"""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

service, folder, options = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
running = folder / "running"
before = running.read_text().split() if running.exists() else []

with open(folder / "log", "wb") as log:
    new = subprocess.Popen(
        [sys.executable, "-B", Path(__file__).with_name(f"{service}_service.py"), *options],
        cwd=folder, env={"PATH": os.defpath}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
    )
port = new.stdout.readline().decode().strip()
if not port:
    lines = (folder / "log").read_text().splitlines()
    sys.exit("\n".join(lines[-1:]) or f"{service} does not start")

if before:
    process = os.pidfd_open(int(before[1]))
    signal.pidfd_send_signal(process, signal.SIGTERM)
    ended = select.poll()
    ended.register(process, select.POLLIN)
    ended.poll()
(folder / "running.part").write_text(f"{port} {new.pid}")
(folder / "running.part").rename(running)
