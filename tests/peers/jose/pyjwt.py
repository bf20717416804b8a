"""PyJWT, asked in lines of JSON as README.md says."""

import datetime
import functools
import json
import sys
import warnings

import jwt
import jwt.api_jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

warnings.simplefilter("ignore")  # of secrets that are short
KNOWN = jwt.algorithms.get_default_algorithms()
CURVES = {"ES256": ec.SECP256R1, "ES384": ec.SECP384R1, "ES512": ec.SECP521R1, "ES256K": ec.SECP256K1}


class Clock(datetime.datetime):
    """PyJWT asks the system for the time; here it gets that of the request."""

    seconds = 0

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(cls.seconds, tz)


jwt.api_jwt.datetime = Clock


def make(alg):
    if alg not in KNOWN or alg.startswith("HS"):
        return {"unknown": alg}
    if alg in CURVES:
        key = ec.generate_private_key(CURVES[alg]())
    elif alg.startswith("Ed"):
        key = ed25519.Ed25519PrivateKey.generate()
    else:
        key = rsa.generate_private_key(65537, 2048)
    form, public = serialization.PrivateFormat.PKCS8, serialization.PublicFormat.SubjectPublicKeyInfo
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    return {
        "jwk": KNOWN[alg].to_jwk(key, as_dict=True),
        "pem": key.private_bytes(pem, form, plain).decode(),
        "public_pem": key.public_key().public_bytes(pem, public).decode(),
    }


@functools.lru_cache(maxsize=1000)
def key_of(text, alg):
    key = json.loads(text)
    if isinstance(key, str):
        return key
    return jwt.PyJWKSet.from_dict(key) if "keys" in key else jwt.PyJWK(key, algorithm=alg)


def sign(key, algs, header, claims):
    known = [alg for alg in algs if alg in KNOWN]
    if not known:
        return {"unknown": algs}
    key = key_of(json.dumps(key), known[0])
    return {"token": jwt.encode(claims, key, algorithm=known[0], headers=header)}


def verify(key, algs, token, check=None):
    known = [alg for alg in algs if alg in KNOWN]
    if not known:
        return {"unknown": algs}
    try:
        key = key_of(json.dumps(key), known[0])
        if isinstance(key, jwt.PyJWKSet):
            key = key[jwt.get_unverified_header(token)["kid"]]
        if check is None:
            jwt.PyJWS().decode(token, key, algorithms=known)
        else:
            Clock.seconds = check["now"]
            jwt.decode(token, key, algorithms=known, issuer=check["issuer"], audience=check["audience"])
    except (Exception, RecursionError) as why:
        return {"valid": False, "why": f"{type(why).__name__}: {why}"[:200]}
    return {"valid": True}


for line in sys.stdin:
    request = json.loads(line)
    answer = {"make": make, "sign": sign, "verify": verify}[request.pop("do")](**request)
    print(json.dumps(answer), flush=True)
