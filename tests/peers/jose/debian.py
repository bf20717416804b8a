"""José of Debian's package `jose`, a process a request, asked in lines of JSON as README.md says."""

import concurrent.futures
import functools
import json
import os
import subprocess
import sys
import tempfile

KNOWN = {kind + bits for kind in ("HS", "RS", "PS", "ES") for bits in ("256", "384", "512")}
folder = tempfile.TemporaryDirectory()


def jose(*words, stdin=""):
    return subprocess.run(["jose", *words], input=stdin.encode(), capture_output=True)


def make(alg):
    if alg not in KNOWN:
        return {"unknown": alg}
    jwk = json.loads(jose("jwk", "gen", "-i", json.dumps({"alg": alg})).stdout)
    return {"jwk": {name: value for name, value in jwk.items() if name != "key_ops"}}


@functools.lru_cache(maxsize=None)
def file_of(text):
    """The key in a file that only its owner reads; José has no other place for the algorithm than the key."""
    handle, path = tempfile.mkstemp(dir=folder.name)
    os.write(handle, text.encode())
    os.close(handle)
    return path


def of(key, algs):
    known = [alg for alg in algs if alg in KNOWN]
    return file_of(json.dumps({"alg": known[0], **key})) if known and isinstance(key, dict) else None


def sign(key, algs, header, claims):
    path = of(key, algs)
    if path is None:
        return {"unknown": algs}
    template = json.dumps({"protected": {"alg": algs[0], **header}})
    done = jose("jws", "sig", "-I", "-", "-k", path, "-s", template, "-c", stdin=json.dumps(claims))
    return {"token": done.stdout.decode().strip()}


def verify(key, algs, token, check=None):
    path = of(key, algs)
    if path is None:
        return {"unknown": algs}
    done = jose("jws", "ver", "-i", "-", "-k", path, stdin=token)
    if done.returncode == 0:
        return {"valid": True}
    return {"valid": False, "why": done.stderr.decode(errors="replace").strip()[:200] or str(done.returncode)}


def answer(line):
    request = json.loads(line)
    return json.dumps({"make": make, "sign": sign, "verify": verify}[request.pop("do")](**request))


with folder, concurrent.futures.ThreadPoolExecutor(4) as threads:
    for told in threads.map(answer, sys.stdin):
        print(told, flush=True)
