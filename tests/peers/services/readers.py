"""python-dotenv, PyYAML and itsdangerous, asked in lines of JSON as README.md says."""

import base64
import json
import logging
import sys

import yaml
from dotenv.main import DotEnv
from dotenv.parser import parse_stream
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner

logging.disable()  # of lines that python-dotenv passes over


def env(path):
    with open(path, encoding="utf-8") as stream:
        parts = [[part.key, part.error, part.original.string] for part in parse_stream(stream)]
    plain = DotEnv(path, interpolate=False, override=True).dict()
    return {"values": list(DotEnv(path, override=True).dict().items()), "plain": list(plain.items()), "parts": parts}


def read_yaml(text):
    return {"document": yaml.safe_load(text)}


def starlette(secret, session):
    value = base64.b64encode(json.dumps(session).encode())
    return {"cookie": TimestampSigner(secret).sign(value).decode()}


def flask(secret, session):
    app = Flask("app")
    app.secret_key = secret
    return {"cookie": SecureCookieSessionInterface().get_signing_serializer(app).dumps(session)}


for line in sys.stdin:
    request = json.loads(line)
    answer = {"env": env, "yaml": read_yaml, "starlette": starlette, "flask": flask}[request.pop("do")](**request)
    print(json.dumps(answer), flush=True)
