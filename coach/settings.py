"""Every setting, in one class, read once from the environment (COACH_*) and passed in."""

from __future__ import annotations

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_ADDRESS: Final = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+")


class Settings(BaseSettings):
    """How this installation runs. Every field is an environment variable with the prefix COACH_."""

    model_config = SettingsConfigDict(env_prefix="COACH_", extra="forbid", frozen=True)

    home: Path = Field(
        default_factory=lambda: Path.home() / ".local" / "share" / "repertoire",
        description="Folder of all data: database, key, index, logs.",
    )
    models_dir: Path = Field(
        default_factory=lambda: Path.home() / ".cache" / "repertoire" / "models",
        description="Folder of model weights; they hold no data and can be shared.",
    )
    database_url: str = Field(
        default="", description="SQLAlchemy URL; empty means SQLite in COACH_HOME."
    )
    key: SecretStr = Field(
        default=SecretStr(""),
        description="Base64 of 32 bytes that encrypt private text; empty: the file COACH_HOME/key.",
    )
    address: str = Field(default="127.0.0.1", description="Address that the app listens on.")
    port: int = Field(default=8501, ge=1, le=65535, description="Port that the app listens on.")
    public_url: str = Field(
        default="", description="Address as people type it; https makes the cookie Secure."
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses of proxies whose X-Forwarded-For is believed, with commas between.",
    )
    session_days: int = Field(default=14, ge=1, le=90, description="Days that a sign-in lasts.")

    llm: Literal["embedded", "endpoint", "none", "scripted"] = Field(
        default="embedded",
        description="Which model words the coach's replies; a base URL implies endpoint.",
    )
    llm_base_url: str = Field(default="", description="Any OpenAI-compatible base URL.")
    llm_model: str = Field(default="", description="Model at the endpoint, or in the catalogue.")
    llm_api_key: SecretStr = Field(default=SecretStr(""), description="Key of the endpoint.")
    llm_timeout_s: float = Field(
        default=20.0, gt=0, le=600, description="Seconds that one reply may take in all."
    )
    llm_scripted_delay_s: float = Field(
        default=0.02, ge=0, le=10, description="Seconds per word of the scripted model."
    )
    llm_threads: int = Field(
        default=0, ge=0, le=256, description="Threads of the embedded model; 0 means all cores."
    )
    embed: Literal["onnx", "endpoint", "none", "scripted"] = Field(
        default="onnx",
        description="Which model embeds the repertoire; a base URL implies endpoint, none leaves "
        "search to words alone.",
    )
    embed_base_url: str = Field(
        default="", description="Any OpenAI-compatible base URL that has /embeddings."
    )
    embed_model: str = Field(
        default="", description="Embedding model at the endpoint, or in the catalogue."
    )
    embed_api_key: SecretStr = Field(
        default=SecretStr(""), description="Key of the embedding endpoint."
    )
    embed_threads: int = Field(
        default=0, ge=0, le=256, description="Threads that embed; 0 means all cores."
    )
    embed_window: int = Field(
        default=256,
        ge=32,
        le=8192,
        description="Tokens of one passage that the embedding model reads.",
    )
    chroma_url: str = Field(
        default="", description="A Chroma server; empty means an index in COACH_HOME."
    )
    crisis_file: Path | None = Field(
        default=None, description="The organisation's own crisis texts instead of the shipped ones."
    )
    smtp_host: str = Field(
        default="", description="The mail server that sends reminders; empty: no mail is sent."
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Port of the mail server.")
    smtp_user: str = Field(default="", description="Account at the mail server, if it wants one.")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="Its password.")
    smtp_from: str = Field(
        default="",
        validate_default=True,
        description="Address that mails come from; the mail server needs one.",
    )
    smtp_tls: Literal["none", "starttls", "tls"] = Field(
        default="starttls",
        description="How the way to the mail server is encrypted; none is for one on this machine.",
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _names_proxies(cls, value: str) -> str:
        """Refuse "*" and the like: whoever trusts everybody believes made-up addresses."""
        for part in filter(None, map(str.strip, value.split(","))):
            if ip_network(part).prefixlen == 0:
                raise ValueError(f"{part!r} is everybody")
        return value

    @field_validator("smtp_from")
    @classmethod
    def _is_an_address(cls, value: str, info: ValidationInfo) -> str:
        """Refuse to be without a sender where there is a mail server."""
        if (value or info.data.get("smtp_host")) and not _ADDRESS.fullmatch(value):
            raise ValueError("a mail server needs the bare address of the sender")
        return value

    @property
    def llm_mode(self) -> Literal["embedded", "endpoint", "none", "scripted"]:
        """The model in use: a base URL wins over the default."""
        return "endpoint" if self.llm_base_url else self.llm

    @property
    def embed_mode(self) -> Literal["onnx", "endpoint", "none", "scripted"]:
        """The embedding model in use: a base URL wins over the default."""
        return "endpoint" if self.embed_base_url else self.embed

    @property
    def sqlalchemy_url(self) -> str:
        """The database as SQLAlchemy wants it."""
        return self.database_url or f"sqlite:///{self.home / 'coach.db'}"

    @property
    def own_url(self) -> str:
        """Where links lead, as somebody on this machine types it; no slash at the end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = "localhost" if self.address in {"0.0.0.0", "::"} else self.address  # noqa: S104
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def secure_cookie(self) -> bool:
        """Whether the session cookie carries Secure."""
        return self.public_url.startswith("https://")
