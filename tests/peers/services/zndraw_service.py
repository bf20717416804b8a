"""zndraw-auth, mounted as in its own example: bearers by password, by a code that somebody approves, for others by an admin.

Users: admin@example.com / admin-pw (superuser), alice@example.com / alice-pw, bob@example.com / bob-pw; with --dev nobody, and
whoever registers is a superuser. --lifetime of tokens in seconds, --secret, --prefix of all its routes. GET /protected wants a
user, GET /superuser-only a superuser. PUT /_test/lifetime/{seconds} and POST /_test/rotate-secret?secret= count from now on;
GET /_test/challenge/{code} says its secret, POST /_test/challenge/{code}/expire and POST /_test/deactivate/{user_id} end one.
"""

import uuid
from contextlib import asynccontextmanager
from datetime import datetime

import serving
from fastapi import Depends, FastAPI
from fastapi_users.password import PasswordHelper
from pydantic import SecretStr
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import async_sessionmaker
from zndraw_auth import (
    AuthSettings,
    Base,
    CLILoginChallenge,
    SessionDep,
    User,
    UserCreate,
    UserRead,
    UserUpdate,
    admin_token_router,
    auth_backend,
    cli_login_router,
    create_engine_for_url,
    current_active_user,
    current_superuser,
    ensure_default_admin,
    fastapi_users,
)

args = serving.options(dev=False, lifetime=3600, secret="zndraw-peer-secret-0123456789-abcdef", prefix="")
settings = AuthSettings(
    secret_key=SecretStr(args.secret),
    token_lifetime_seconds=args.lifetime,
    default_admin_email=None if args.dev else "admin@example.com",
    default_admin_password=None if args.dev else SecretStr("admin-pw"),
)


@asynccontextmanager
async def lifespan(app):
    engine = create_engine_for_url("sqlite+aiosqlite:///users.db")
    app.state.engine, app.state.auth_settings = engine, settings
    app.state.session_maker = async_sessionmaker(engine, expire_on_commit=False)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with app.state.session_maker() as session:
        await ensure_default_admin(session, settings)
        for name in () if args.dev else ("alice", "bob"):
            await ensure_user(session, name)
        await session.commit()
    yield
    await engine.dispose()


async def ensure_user(session, name):
    email = f"{name}@example.com"
    if await session.scalar(select(User).where(User.email == email)) is None:  # unless it is a restart
        session.add(User(email=email, hashed_password=PasswordHelper().hash(f"{name}-pw")))


async def change(session, statement):
    rows = (await session.execute(statement)).rowcount
    await session.commit()
    return {"changed": rows}


app = FastAPI(lifespan=lifespan)
for path, router in {
    "/auth/jwt": fastapi_users.get_auth_router(auth_backend),
    "/auth": fastapi_users.get_register_router(UserRead, UserCreate),
    "/users": fastapi_users.get_users_router(UserRead, UserUpdate),
    "/auth/cli-login": cli_login_router,
    "/admin": admin_token_router,
}.items():
    app.include_router(router, prefix=args.prefix + path)


@app.get("/protected")
async def protected(user: User = Depends(current_active_user)):
    return {"id": str(user.id), "email": user.email, "is_superuser": user.is_superuser}


@app.get("/superuser-only")
async def superuser_only(user: User = Depends(current_superuser)):
    return {"ok": True, "email": user.email}


@app.put("/_test/lifetime/{seconds}")
async def lifetime(seconds: int):
    settings.token_lifetime_seconds = seconds


@app.post("/_test/rotate-secret")
async def rotate_secret(secret: str):
    settings.secret_key = SecretStr(secret)


@app.get("/_test/challenge/{code}")
async def challenge(code: str, session: SessionDep):
    found = await session.execute(select(CLILoginChallenge).where(CLILoginChallenge.code == code))
    return {"secret": found.scalar_one().secret}


@app.post("/_test/challenge/{code}/expire")
async def expire(code: str, session: SessionDep):
    challenge = update(CLILoginChallenge).where(CLILoginChallenge.code == code)
    return await change(session, challenge.values(expires_at=datetime(2000, 1, 1)))


@app.post("/_test/deactivate/{user_id}")
async def deactivate(user_id: uuid.UUID, session: SessionDep):
    return await change(session, update(User).where(User.id == user_id).values(is_active=False))


serving.serve(app)
