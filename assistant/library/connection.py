"""The way to a Chroma server, and what is said when it is closed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from assistant.errors import IndexUnreachable

if TYPE_CHECKING:
    import httpx
    from chromadb.api.client import Client

TIMEOUT = 60.0
"""Seconds a server may take for one request."""
GREETING = 5.0
"""Seconds a server may take to say that it is there."""


class Gone(Exception):
    """A collection in use has been deleted by another process: there is a newer state to read."""


@contextlib.contextmanager
def reaching(location: str) -> Iterator[None]:
    """Turns a failed connection to a server into IndexUnreachable, and a vanished collection into Gone."""
    import httpx
    from chromadb.errors import NotFoundError

    try:
        yield
    except NotFoundError as error:
        raise Gone(str(error)) from error
    except httpx.TransportError as error:
        raise unreachable(location, error) from error


def unreachable(location: str, error: Exception) -> IndexUnreachable:
    return IndexUnreachable(
        f"The Chroma server at {location} does not answer ({error}). Start it with `chroma run --path FOLDER`, or set "
        "ASSISTANT_INDEX to a folder."
    )


def connect(location: str) -> Client:
    """A client of the server at the URL. Raises IndexUnreachable."""
    import chromadb
    import httpx
    from chromadb.config import Settings

    url = httpx.URL(location)
    try:
        # Chroma's own client waits for ever for a server that takes the call and says nothing.
        httpx.get(url.copy_with(path="/api/v2/heartbeat"), timeout=GREETING, trust_env=False).raise_for_status()
        secure = url.scheme == "https"
        client = chromadb.HttpClient(
            host=url.host,
            port=url.port or (443 if secure else 8000),
            ssl=secure,
            settings=Settings(anonymized_telemetry=False),
        )
    except (httpx.HTTPError, ValueError) as error:
        raise unreachable(location, error) from error
    for session in _sessions_of(cast("Client", client)):
        session.timeout = httpx.Timeout(TIMEOUT)
    return cast("Client", client)


def disconnect(client: Client) -> None:
    """Close a client with its connections, which Chroma's own `close` leaves open."""
    sessions = _sessions_of(client)
    client.close()
    for session in sessions:
        session.close()


def _sessions_of(client: Client) -> list[httpx.Client]:
    """The connections of a client of a server. Chroma offers no way to them, nor to set a timeout."""
    import httpx

    servers = [getattr(holder, "_server", None) for holder in (client, getattr(client, "_admin_client", None))]
    sessions = [getattr(server, "_session", None) for server in servers]
    return [session for session in sessions if isinstance(session, httpx.Client)]
