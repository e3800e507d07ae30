"""The environment of each process: what the machine gives, and what we make once and keep to ourselves."""

import hashlib
import os
import secrets
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from .places import DATA, read_json, write_json

KEYS = {
    "SECRET_KEY": 50,
    "IDENTITY_KEY": 32,
    "WEB_PASSWORD": 24,
    "WORKER_PASSWORD": 24,
    "REPORT_PASSWORD": 24,
    "POSTGRES_PASSWORD": 24,
    "VALKEY_PASSWORD": 24,
}  # bytes of chance in each


def own_keys(data: Path = DATA) -> dict[str, str]:
    """The keys and passwords of this place, made once. What the environment gives is used and not kept."""
    kept = read_json(data / "secrets.json")
    missing = {name: secrets.token_hex(size) for name, size in KEYS.items() if not kept.get(name)}
    if missing:
        kept |= missing
        write_json(data / "secrets.json", kept)
    return {name: os.environ.get(name) or kept[name] for name in KEYS}


def fingerprint(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def as_login(url: str, name: str, password: str) -> str:
    """The same database for another login."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(name)}:{quote(password)}@{place}"))


def is_real() -> bool:
    """Whether this is a product for real people: somebody said under which address, or said so outright."""
    if given := os.environ.get("DEVELOPMENT"):
        return given.lower() in ("0", "false", "no", "off")
    return bool(os.environ.get("SITE_URL"))


def base_environment(*, port: int, keys: dict[str, str], redis_url: str = "", data: Path = DATA) -> dict[str, str]:
    """What all processes of the product share; what the machine already says comes first."""
    defaults = {
        "SECRET_KEY": keys["SECRET_KEY"],
        "IDENTITY_KEY": keys["IDENTITY_KEY"],
        "DATA_DIR": str(data),
        "PORT": str(port),
        "REDIS_URL": redis_url,
        "DJANGO_SETTINGS_MODULE": "coaching.settings",
    }
    if not is_real():
        defaults |= {
            "DEVELOPMENT": "1",
            "SITE_URL": f"http://127.0.0.1:{port}",
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
        }
        if not os.environ.get("EMAIL_URL"):
            defaults |= {"EMAIL_URL": f"filemail://{data / 'mail'}", "MAIL_DIR": str(data / "mail")}
    given = {name: value for name, value in os.environ.items() if value or name not in defaults}
    given.pop("PYTHONDONTWRITEBYTECODE", None)  # the next start reads what this one compiled
    return defaults | given | {"PATH": os.environ.get("PATH", os.defpath), "PYTHONUNBUFFERED": "1"}


def for_login(base: dict[str, str], database_url: str, name: str, password: str) -> dict[str, str]:
    """The environment of a process that connects as one of the product's own logins, without the other passwords."""
    mine = {key: value for key, value in base.items() if not key.endswith("_PASSWORD") or key == "SEAL_PASSWORD"}
    return mine | {"DATABASE_URL": as_login(database_url, name, password)}
