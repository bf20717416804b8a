"""FastPluggy with its plugin fastpluggy-auth-user: sessions in a cookie, personal access tokens, TOTP, or Basic.

Users: admin / admin-pw (fp_admin), alice / alice-pw; with --empty nobody, and POST /setup/ makes the first admin. --lifetime of
sessions in seconds, --backend session|basic, --no-tokens, --attempts to log in that may fail in a minute, --raw as the two come
together today. --prefix mounts it all below another app. GET /api/whoami answers 401 by itself; /api/guarded wants a user and /api/admin a role by the product's own
checks. POST /_test/expire-sessions, /_test/expire-tokens, /_test/totp/{username} (turns it on and says the secret),
PUT /_test/lifetime/{seconds}.
"""

import os
from datetime import datetime

import serving
from fastapi.templating import Jinja2Templates

args = serving.options(
    lifetime=3600, backend=("session", "basic"), empty=False, no_tokens=False, attempts=5, raw=False, prefix=""
)
os.environ.update(  # read when the product is imported
    DATABASE_URL="sqlite:///users.db",
    SESSION_SECRET_KEY="fastpluggy-peer-0123456789",
    AUTH_BACKEND=args.backend,
    SESSION_LIFETIME=str(args.lifetime),
    ALLOW_SELF_REGISTRATION="true",
    ALLOW_API_TOKENS=str(not args.no_tokens).lower(),
    LOGIN_RATE_LIMIT_PER_USER=str(args.attempts),
    LOGIN_RATE_LIMIT_PER_IP="1000",
    INSTALL_MODULE_REQUIREMENT_AT_START="false",
    LOGURU_LEVEL="WARNING",
)

import pyotp  # noqa: E402
from fastapi import Depends, FastAPI, Request  # noqa: E402
from fastapi.responses import JSONResponse  # noqa: E402
from fastpluggy.core.auth import require_authentication, require_role  # noqa: E402
from fastpluggy.core.database import session_scope  # noqa: E402
from fastpluggy.fastpluggy import FastPluggy  # noqa: E402
from fastpluggy_plugin.auth_user.models import FastPluggyBaseUser, Session, Token, TwoFactorSecret  # noqa: E402
from fastpluggy_plugin.auth_user.repository import create_admin_user, create_user  # noqa: E402

if not args.raw:
    # auth-user 0.2.3 names the template first, which starlette no longer takes: its pages are 500, that of a bad password too
    render = Jinja2Templates.TemplateResponse

    def in_order(self, *words, **named):
        if isinstance(words[0], str):
            words = (words[1]["request"], *words)
        return render(self, *words, **named)

    Jinja2Templates.TemplateResponse = in_order

app = FastAPI()
FastPluggy(app)
with session_scope() as database:
    if not args.empty and not database.query(FastPluggyBaseUser).count():  # unless it is a restart
        create_admin_user(database, "admin", "admin-pw")
        create_user(database, "alice", "alice-pw")


def me(request: Request):
    user = request.state.current_user
    return {
        "user": user.display_name,
        "authenticated": user.is_authenticated,
        "admin": bool(user.is_admin),
        "scopes": list(request.auth.scopes),
    }


@app.get("/api/whoami")
async def whoami(request: Request):
    known = request.state.current_user.is_authenticated
    return me(request) if known else JSONResponse({"detail": "Not authenticated"}, 401)


app.get("/api/guarded", dependencies=[Depends(require_authentication)])(me)
app.get("/api/admin", dependencies=[Depends(require_role("fp_admin"))])(me)


def expire(model, column):
    with session_scope() as database:
        return {"expired": database.query(model).update({column: datetime(2000, 1, 1)})}


app.post("/_test/expire-sessions")(lambda: expire(Session, "session_lifetime"))
app.post("/_test/expire-tokens")(lambda: expire(Token, "expires_at"))


@app.put("/_test/lifetime/{seconds}")
async def lifetime(seconds: int):
    os.environ["SESSION_LIFETIME"] = str(seconds)


@app.post("/_test/totp/{username}")
async def totp(username: str):
    secret = pyotp.random_base32()
    with session_scope() as database:
        user = database.query(FastPluggyBaseUser).filter_by(username=username).one()
        database.add(TwoFactorSecret(user_id=user.id, secret=secret, enabled=True, backup_codes=[]))
    return {"secret": secret}


if args.prefix:
    outer = FastAPI()
    outer.mount(args.prefix, app)
    app = outer
serving.serve(app)
