"""The dashboard of fastapi-taskflow behind its login, at /tasks. Users: alice / alice-pw.

In .env: TASKFLOW_SECRET, and TASKFLOW_TOKEN_EXPIRY in seconds. GET /whoami says whose session it is.
"""

import os

import serving  # reads .env
from fastapi import FastAPI, Request
from fastapi_taskflow import TaskAdmin, TaskManager
from fastapi_taskflow.auth import COOKIE_NAME, decode_token, make_api_guard

SECRET = os.environ["TASKFLOW_SECRET"]
app = FastAPI()
TaskAdmin(
    app,
    TaskManager(),
    auth=[("alice", "alice-pw")],
    secret_key=SECRET,
    token_expiry=int(os.environ.get("TASKFLOW_TOKEN_EXPIRY", 86400)),
)


@app.get("/whoami", dependencies=[make_api_guard(SECRET)])
def whoami(request: Request):
    return {"user": decode_token(request.cookies[COOKIE_NAME])}


serving.serve(app)
