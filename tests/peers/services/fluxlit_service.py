"""An API of FluxLit behind its own gateway, at /api.

In .env: FLUXLIT_JWT_ISSUER, FLUXLIT_JWT_AUDIENCE, FLUXLIT_JWT_HS256_SECRET, and PEER_PREVIOUS_SECRET: FluxLit itself knows one
secret, and whoever wants two puts two of its bearers behind each other, as is done here. POST /api/token?sub= issues a token
with FluxLit's own function, GET /api/me says the claims of the one that comes with the request.
"""

import os
from typing import Annotated

import serving  # reads .env
from fastapi import Depends, HTTPException, Request
from fluxlit import FluxLit
from fluxlit.auth.jwt import JWTAuthConfig, JWTBearer, StandardClaims, issue_hs256_access_token
from fluxlit.gateway import build_gateway

ISSUER, AUDIENCE, SECRET = (os.environ[f"FLUXLIT_JWT_{name}"] for name in ("ISSUER", "AUDIENCE", "HS256_SECRET"))
app = FluxLit(title="FluxLit")
bearer = current = app.make_jwt_bearer()

if before := os.environ.get("PEER_PREVIOUS_SECRET"):
    previous = JWTBearer(JWTAuthConfig(ISSUER, AUDIENCE, ["HS256"], hs256_secret=before))

    async def bearer(request: Request) -> StandardClaims:
        try:
            return await current(request)
        except HTTPException as refused:
            if refused.detail != "Invalid token":  # also "Token expired", which no other secret mends
                raise
            return await previous(request)


@app.api.post("/token")
def token(sub: str):
    return {"access_token": issue_hs256_access_token(
        subject=sub, issuer=ISSUER, audience=AUDIENCE, secret=SECRET, ttl_seconds=900)}


@app.api.get("/me")
def me(claims: Annotated[StandardClaims, Depends(bearer)]):
    return claims.model_dump(exclude_none=True)


serving.serve(build_gateway(app.api, ""))
