"""A Dash app behind dash-auth-async, on its FastAPI backend.

--auth basic: users admin / admin (groups admin, staff), viewer / viewer123 (viewer), nogroup / nogroup. --auth oidc, whose
provider is called `idp`: in .env OIDC_ISSUER or OIDC_METADATA_URL, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_SCOPE,
OIDC_AUTH_METHOD (client_secret_post), OIDC_PKCE (S256, or nothing). --session-ttl in seconds; PEER_SESSION_KEY signs sessions. --prefix is where the app of Dash is; the routes of FastAPI beside it,
and those of its login, stay at the root.

GET /api/public; /api/whoami; /api/check/{one_of|all_of|none_of}/{groups}. POST /_dash-update-component has the callbacks `pub`
for all, `mine` for who is logged in, `admins` for that group, the websocket /_dash-ws-callback `ws-pub`, `ws-mine`, `ws-admins`.
PUT /_test/forget/{count}: the next so many websockets come without their session, as if it had ended.
"""

import os

import serving  # reads .env
from dash import Dash, Input, Output, dcc, html, set_props
from dash_auth_async import BasicAuth, OIDCAuth, check_groups, list_groups, protected_callback, public_callback
from dash_auth_async.group_protection import CheckType
from fastapi import FastAPI, HTTPException, Request

args = serving.options(auth=("basic", "oidc"), session_ttl=14 * 86400, prefix="")
env = os.environ
server = FastAPI()


@server.get("/api/public")
async def public():
    return {"message": "public"}


@server.get("/api/whoami")
async def whoami(request: Request):
    return {"user": request.session.get("user"), "groups": list_groups()}


@server.get("/api/check/{check_type}/{groups}")
async def check(check_type: CheckType, groups: str):
    passes = check_groups(groups.split(","), check_type=check_type)
    if passes is None:
        raise HTTPException(401, "not authenticated")
    if not passes:
        raise HTTPException(403, "missing group")
    return {"ok": True, "groups": list_groups()}


app = Dash(__name__, server=server, backend="fastapi", url_base_pathname=f"{args.prefix}/")
places = [html.Div(id=name) for name in ("pub", "mine", "admins", "ws-pub", "ws-mine", "ws-admins")]
app.layout = html.Div([dcc.Input(id="in"), html.A("Logout", href="/oidc/logout"), *places])

common = {
    "public_routes": ["/public", "/api/public"],
    "secret_key": env.get("PEER_SESSION_KEY", "peer-session-key-not-a-secret"),
}
if args.auth == "basic":
    BasicAuth(
        app,
        {"admin": "admin", "viewer": "viewer123", "nogroup": "nogroup"},
        user_groups={"admin": ["admin", "staff"], "viewer": ["viewer"]},
        **common,
    )
else:
    asks = {"scope": env.get("OIDC_SCOPE", "openid email profile")}
    if method := env.get("OIDC_PKCE", "S256"):
        asks["code_challenge_method"] = method
    OIDCAuth(app, log_signins=True, **common).register_provider(
        "idp",
        client_id=env["OIDC_CLIENT_ID"],
        client_secret=env["OIDC_CLIENT_SECRET"],
        server_metadata_url=env.get("OIDC_METADATA_URL")
        or env["OIDC_ISSUER"].rstrip("/") + "/.well-known/openid-configuration",
        token_endpoint_auth_method=env.get("OIDC_AUTH_METHOD", "client_secret_post"),
        client_kwargs=asks,
    )
for middleware in server.user_middleware:  # the package has no option for the age of its cookie
    if "secret_key" in middleware.kwargs:
        middleware.kwargs["max_age"] = args.session_ttl


def register(output, decorator, **options):
    @decorator(Output(output, "children"), Input("in", "value"), **options)
    def run(value):
        for step in range(3 if "websocket" in options else 0):
            set_props(output, {"title": step})  # on the socket, before the response
        return f"{output} {value} {list_groups()}"


refusals = {"unauthenticated_output": "UNAUTHENTICATED", "missing_permissions_output": "FORBIDDEN"}
for prefix, options in (("", {}), ("ws-", {"websocket": True})):
    register(f"{prefix}pub", public_callback, **options)
    register(f"{prefix}mine", protected_callback, **options, **refusals)
    register(f"{prefix}admins", protected_callback, groups=["admin"], **options, **refusals)



class Forgetful:
    def __init__(self, app):
        self.app, self.left = app, 0

    async def __call__(self, scope, receive, send):
        path = scope.get("path", "")
        if path.startswith("/_test/forget/"):
            self.left = int(path.rpartition("/")[2])
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})
            return
        if scope["type"] == "websocket" and self.left:
            self.left -= 1
            scope["headers"] = [self.without_session(*header) for header in scope["headers"]]
        await self.app(scope, receive, send)

    @staticmethod
    def without_session(name, value):
        kept = [pair for pair in value.split(b"; ") if not pair.startswith(b"session=")]
        return (name, b"; ".join(kept) if name == b"cookie" else value)


serving.serve(Forgetful(server))
