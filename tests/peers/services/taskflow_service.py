"""The dashboard of fastapi-taskflow behind its login. Users: admin / admin-pw, alice / alice-pw.

--secret and --expiry in seconds, or in .env: TASKFLOW_SECRET, TASKFLOW_TOKEN_EXPIRY; --path where it is (/tasks); --open is
without any login, as the product is by itself. GET /whoami says whose session it is, POST /run?fail= makes a task,
POST /_test/mint?user=&seconds= a token of any lifetime, also of one that is over.
"""

import os

import serving  # reads .env
from fastapi import BackgroundTasks, FastAPI, Request
from fastapi_taskflow import TaskAdmin, TaskManager
from fastapi_taskflow.auth import COOKIE_NAME, create_token, decode_token, make_api_guard

args = serving.options(
    secret=os.environ.get("TASKFLOW_SECRET", "taskflow-peer-secret-0123456789abcdef"),
    expiry=int(os.environ.get("TASKFLOW_TOKEN_EXPIRY", 86400)),
    path="/tasks",
    open=False,
)
app = FastAPI()
tasks = TaskManager()
TaskAdmin(
    app,
    tasks,
    path=args.path,
    auto_install=True,
    auth=None if args.open else [("admin", "admin-pw"), ("alice", "alice-pw")],
    secret_key=args.secret,
    token_expiry=args.expiry,
)


@tasks.task(retries=0)
def job(fail):
    if fail:
        raise RuntimeError("asked to fail")


@app.get("/whoami", dependencies=[] if args.open else [make_api_guard(args.secret)])
def whoami(request: Request):
    return {"user": decode_token(request.cookies.get(COOKIE_NAME, ""))}


@app.post("/run")
def run(background: BackgroundTasks, fail: bool = False):
    return {"task_id": background.add_task(job, fail)}


@app.post("/_test/mint")
def mint(user: str = "alice", seconds: int = 60):
    return {"token": create_token(args.secret, seconds, username=user)}


serving.serve(app)
