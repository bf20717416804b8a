"""The core of FastPluggy with a backend written by hand: HS256 bearers whose claim `roles` is a list.

POST /token with {"username", "password"} (alice / alice-pw, admin / admin-pw with the role fp_admin) issues one; its claims are
sub, roles, iat, exp and iss "fp-peer". --secret, --lifetime in seconds, --on-error none|redirect|raise is what the backend does
where a guarded route is asked for without a token, --no-auth is without any backend. GET /api/whoami answers 401 by itself;
/api/guarded wants a user and /api/admin a role by the product's own checks. PUT /_test/lifetime/{seconds}.
"""

import os
import time

import serving

args = serving.options(
    secret="fastpluggy-custom-secret-0123456789",
    on_error=("none", "redirect", "raise"),
    lifetime=3600,
    no_auth=False,
)
os.environ.update(  # read when the product is imported
    DATABASE_URL="sqlite:///users.db",
    FP_PLUGINS="none",
    SESSION_SECRET_KEY="x" * 32,
    INSTALL_MODULE_REQUIREMENT_AT_START="false",
    LOGURU_LEVEL="WARNING",
)

from fastapi import Body, Depends, FastAPI, HTTPException, Request  # noqa: E402
from fastapi.responses import JSONResponse, RedirectResponse  # noqa: E402
from fastpluggy.core.auth import require_authentication, require_role  # noqa: E402
from fastpluggy.core.auth.auth_interface import AuthInterface  # noqa: E402
from fastpluggy.fastpluggy import FastPluggy  # noqa: E402
from jose import JWTError, jwt  # noqa: E402
from starlette.authentication import AuthCredentials, SimpleUser  # noqa: E402


class Backend(AuthInterface):
    user_model = SimpleUser

    async def authenticate(self, conn):
        scheme, _, token = conn.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        try:
            claims = jwt.decode(token, args.secret, algorithms=["HS256"], issuer="fp-peer")
        except JWTError:
            return None
        user, roles = SimpleUser(claims["sub"]), claims.get("roles", [])
        user.is_admin = "fp_admin" in roles
        return AuthCredentials(["authenticated", *roles]), user

    async def on_authenticate_error(self, request):
        if args.on_error == "redirect":
            return RedirectResponse("/login", status_code=302)
        if args.on_error == "raise":
            raise HTTPException(401, "Bearer token needed", headers={"WWW-Authenticate": "Bearer"})


app = FastAPI()
FastPluggy(app, auth_manager=None if args.no_auth else Backend())


def me(request: Request):
    user = request.state.current_user
    return {"user": user.display_name, "authenticated": user.is_authenticated, "scopes": list(request.auth.scopes)}


@app.post("/token")
async def token(username: str = Body(), password: str = Body()):
    if username not in ("alice", "admin") or password != f"{username}-pw":
        return JSONResponse({"error": "invalid_grant"}, 400)
    now = int(time.time())
    roles = ["fp_admin"] if username == "admin" else []
    claims = {"sub": username, "roles": roles, "iat": now, "exp": now + args.lifetime, "iss": "fp-peer"}
    bearer = jwt.encode(claims, args.secret, "HS256")
    return {"access_token": bearer, "token_type": "bearer", "expires_in": args.lifetime}


@app.get("/api/whoami")
async def whoami(request: Request):
    if request.state.current_user.is_authenticated:
        return me(request)
    return JSONResponse({"detail": "Not authenticated"}, 401, {"WWW-Authenticate": 'Bearer realm="fp"'})


app.get("/api/guarded", dependencies=[Depends(require_authentication)])(me)
app.get("/api/admin", dependencies=[Depends(require_role("fp_admin"))])(me)


@app.put("/_test/lifetime/{seconds}")
async def lifetime(seconds: int):
    args.lifetime = seconds
    return {"lifetime": seconds}


serving.serve(app)
