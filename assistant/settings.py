"""Where things are kept and which models are used. Precedence: argument, environment, `.env`, default."""

import datetime as dt
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Read once at each entry point; below it, functions take values."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    index: str = str(ROOT / "data" / "index")
    """Folder of the embedded index, or `http://host:port` of a Chroma server."""
    sessions: str = f"sqlite:///{ROOT / 'data' / 'sessions.db'}"
    """SQLAlchemy-style URL of the conversations."""
    embedding: str | None = None
    """Hub id or folder of a sentence-transformers model; unset, the embedded encoder."""
    reranker: str | None = None
    """Hub id or folder of a cross-encoder; unset, none."""
    model: str | None = None
    """Chat model as LangChain's `init_chat_model` names it (`openai:gpt-…`, `deepseek-chat`); unset, none: answers are quotations."""
    model_base_url: str | None = None
    """Address of an OpenAI-compatible endpoint (`http://127.0.0.1:11434/v1`)."""
    model_api_key: SecretStr | None = None
    model_limit: Annotated[float, Field(gt=0, le=600)] = 20.0
    """Seconds that the model may take for an answer; then the quotation stands."""
    model_budget: Annotated[int, Field(ge=500, le=200_000)] = 6000
    """Tokens that a prompt may hold besides its rules: evidence, the turns before and what is known of the client."""
    model_price: str | None = None
    """Price of a million tokens sent and received, and the currency: `2,8,CNY`; unset, costs are not shown."""
    staff: bool = False
    """The page is for the firm's own people: it also shows how the model does and what a conversation has used of it."""
    trace_text: bool = False
    """Spans also hold what people write and are answered; only where tracing is on (`assistant.tracing`)."""
    today: dt.date | None = None
    """The day that answers speak of (YYYY-MM-DD); unset, today. Editions and reviews of facts depend on it."""
