"""An API of FluxLit behind its own gateway, at --path (/api), with no pages behind it.

In .env: FLUXLIT_JWT_ISSUER, FLUXLIT_JWT_AUDIENCE, FLUXLIT_JWT_LEEWAY_SECONDS, FLUXLIT_JWT_HS256_SECRET or else
FLUXLIT_JWT_JWKS_URL (RS256, nothing is issued here), FLUXLIT_SERVICE_API_KEY, and PEER_PREVIOUS_SECRET: FluxLit itself knows one
secret, and whoever wants two puts two of its bearers behind each other, as is done here. With OIDC_ISSUER, OIDC_CLIENT_ID and
OIDC_CLIENT_SECRET also /auth/login, /auth/callback and /auth/exchange (FLUXLIT_OIDC_BFF_SECRET where it is another secret).
--ttl of tokens in seconds.

GET /public; /me says the claims of the bearer; /reports/summary and /reports/export want scopes, POST /admin/purge a role;
/etl/status an API key, /proxy/me a proxy that is trusted. POST /dev/issue-token?sub=&ttl=&scope=&roles= issues a token with
FluxLit's own function, POST /auth/session with a cookie too, for which POST /auth/refresh gives another: the recipe of FluxLit
for both is that the author writes them.
"""

import os
import secrets
from typing import Annotated

import serving  # reads .env
from fastapi import Cookie, Depends, Header, HTTPException, Request, Response
from fluxlit import FluxLit, GenericOIDCClient, GenericOIDCClientConfig
from fluxlit.auth import TrustedProxyUser, TrustedProxyUserConfig
from fluxlit.auth.jwt import (
    JWTAuthConfig,
    JWTBearer,
    RequireRoles,
    RequireScopes,
    StandardClaims,
    issue_hs256_access_token,
)
from fluxlit.gateway import build_gateway

args = serving.options(ttl=900, path="/api")
ISSUER = os.environ.setdefault("FLUXLIT_JWT_ISSUER", "https://peer.test/auth")
AUDIENCE = os.environ.setdefault("FLUXLIT_JWT_AUDIENCE", "fluxlit-peer-api")
if not os.environ.get("FLUXLIT_JWT_JWKS_URL"):
    os.environ.setdefault("FLUXLIT_JWT_HS256_SECRET", "5e" * 32)
SECRET = os.environ.get("FLUXLIT_JWT_HS256_SECRET", "")
API_KEY = os.environ.get("FLUXLIT_SERVICE_API_KEY", "peer-api-key")

app = FluxLit(title="FluxLit")
api = app.api
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


def says_claims(verb, path, check):
    def claims(claims: Annotated[StandardClaims, Depends(check)]):
        return claims.model_dump(exclude_none=True)

    api.add_api_route(path, claims, methods=[verb])


says_claims("GET", "/me", bearer)
says_claims("GET", "/reports/summary", RequireScopes(bearer, "reports.read"))
says_claims("GET", "/reports/export", RequireScopes(bearer, "reports.read", "reports.export"))
says_claims("POST", "/admin/purge", RequireRoles(bearer, "admin", "owner"))


def issue(sub, ttl, scope, roles):
    extra = {"scope": scope} if scope else {}
    if roles:
        extra["roles"] = roles.split(",")
    token = issue_hs256_access_token(
        subject=sub, issuer=ISSUER, audience=AUDIENCE, secret=SECRET, ttl_seconds=ttl, extra_claims=extra
    )
    return {"access_token": token, "token_type": "bearer", "expires_in": ttl}


@api.post("/dev/issue-token")
def issue_token(sub: str = "user-123", ttl: int = args.ttl, scope: str = "read write", roles: str = ""):
    return issue(sub, ttl, scope, roles)


sessions = {}


@api.post("/auth/session")
def session(response: Response, sub: str = "user-123", scope: str = "read", roles: str = ""):
    number = secrets.token_urlsafe(24)
    sessions[number] = (sub, args.ttl, scope, roles)
    response.set_cookie("peer_session", number, httponly=True, samesite="lax", path="/api/auth")
    return issue(*sessions[number])


@api.post("/auth/refresh")
def refresh(peer_session: Annotated[str | None, Cookie()] = None):
    if peer_session not in sessions:
        raise HTTPException(401, "No session")
    return issue(*sessions[peer_session])


@api.post("/_test/end-sessions")
def end_sessions():
    sessions.clear()


@api.get("/etl/status")
def status(x_api_key: Annotated[str | None, Header()] = None):
    if x_api_key != API_KEY:
        raise HTTPException(401, "Invalid API key")
    return {"status": "idle"}


@api.get("/public")
def public():
    return {"message": "public"}


proxy = TrustedProxyUser(
    TrustedProxyUserConfig(require_https=True, trusted_client_hosts=frozenset({"127.0.0.1"}))
)


@api.get("/proxy/me")
def proxy_me(user: Annotated[str, Depends(proxy)]):
    return {"user": user}


if issuer := os.environ.get("OIDC_ISSUER"):
    client = GenericOIDCClientConfig(
        issuer.rstrip("/"), os.environ["OIDC_CLIENT_ID"], os.environ["OIDC_CLIENT_SECRET"]
    )
    oidc = GenericOIDCClient(client)
    oidc.load_discovery_sync()
    app.attach_oidc_login(
        oidc,
        first_party_secret=os.environ.get("FLUXLIT_OIDC_BFF_SECRET") or SECRET,
        token_issuer=ISSUER,
        token_audience=AUDIENCE,
        access_token_ttl_seconds=args.ttl,
    )

serving.serve(build_gateway(api, "", api_prefix=args.path))
