"""
Requests that may be repeated: done once, answered alike.
"""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from crm_core import CrmWork
from crm_core.shared import StoredAnswer

from .problems import Refused
from .replies import Reply

_KEY: Final = re.compile(rb"[\x21-\x7e]{1,255}")


def read_key(given: bytes | None, path: str) -> str | None:
    """
    What a client calls its request to *path*, if anything; a key belongs to one
    person and one path.

    Raises:
        Refused: It is not 1 to 255 visible ASCII characters.
    """
    if given is None:
        return None
    if not _KEY.fullmatch(given):
        message = "Idempotency-Key is 1 to 255 visible ASCII characters."
        raise Refused("malformed", message)
    return f"POST {path} {given.decode()}"


def answered_once(
    work: CrmWork,
    key: str,
    asked: tuple[bytes, ...],
    answer: Callable[[CrmWork], Reply],
) -> Reply:
    """
    The answer that was given to *key* before, else that of *answer*, which is kept
    in the same transaction. What raises is not kept, so that it can be tried again.

    Raises:
        Refused: The key was used for something else than what is *asked* now.
    """
    earlier = answered_earlier(work, key, asked)
    return earlier or _kept(work, key, asked, answer(work))


def answered_at_once(
    work: CrmWork,
    key: str,
    asked: tuple[bytes, ...],
    answer: Callable[[CrmWork], Reply],
) -> Reply:
    """
    What ``answered_once`` does, without a look at what was answered before: whatever
    it raises then may only mean that there is an answer already.
    """
    work.idempotency_keys.queue(key)
    return _kept(work, key, asked, answer(work))


def answered_earlier(work: CrmWork, key: str, asked: tuple[bytes, ...]) -> Reply | None:
    """
    The answer that was given to *key* before, if any.

    Raises:
        Refused: The key was used for something else than what is *asked* now.
    """
    stored = work.idempotency_keys.claim(key)
    if stored is None:
        return None
    if stored.fingerprint != _fingerprint(asked):
        message = "This Idempotency-Key was sent before, with another body."
        raise Refused("idempotency-key-reused", message)
    return _replayed(stored)


def _fingerprint(asked: tuple[bytes, ...]) -> str:
    return sha256(b"\0".join(asked)).hexdigest()


def _kept(work: CrmWork, key: str, asked: tuple[bytes, ...], reply: Reply) -> Reply:
    work.idempotency_keys.store(key, _stored(reply, _fingerprint(asked)))
    return reply


def _stored(reply: Reply, fingerprint: str) -> StoredAnswer:
    return StoredAnswer(
        fingerprint=fingerprint,
        status=reply.status,
        headers={name.decode(): value.decode() for name, value in reply.headers},
        body=reply.body,
    )


def _replayed(stored: StoredAnswer) -> Reply:
    headers = tuple(
        (name.encode(), value.encode()) for name, value in stored.headers.items()
    )
    replayed = (b"idempotency-replayed", b"true")
    return Reply(stored.status, stored.body, (*headers, replayed))
