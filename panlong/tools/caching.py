"""The cache: Redis when it answers, and nothing at all when it does not.

Whatever lies in the cache can be made anew, so a Redis that is away, or that takes the call and never answers, is a
miss, here and for all: who uses the cache writes nothing about errors. The first call that fails pays one short
timeout; then nobody asks for a while, and afterwards one call at a time tries whether Redis is back.
"""

import logging
import time
from threading import Lock

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger("panlong.tools.caching")
TIMEOUT = 0.3  # seconds to connect, and for an answer: Redis on the same network takes a thousandth
PAUSE = 5.0  # seconds without a call after one that failed


class Breaker:
    """Says whether a call may be tried. One for the process, whatever the thread: all speak to the same Redis."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._silent_until = 0.0
        self._failed = False

    def may_try(self) -> bool:
        """Say whether to call now; after a failure one caller at a time, once in PAUSE seconds."""
        if not self._failed:
            return True
        with self._lock:
            if time.monotonic() < self._silent_until:
                return False
            self._silent_until = time.monotonic() + PAUSE
            return True

    def note_failure(self, error: Exception) -> None:
        with self._lock:
            if not self._failed:
                log.warning("Redis does not answer, the portal goes on without its cache: %r", error)
            self._failed, self._silent_until = True, time.monotonic() + PAUSE

    def note_success(self) -> None:
        if self._failed:
            log.warning("Redis answers again")
            self._failed = False


_breaker = Breaker()


class Client(RedisCacheClient):
    """Django's client, with the breaker before each call."""

    def add(self, *args, **kwargs):
        return self._try(super().add, False, *args, **kwargs)

    def get(self, key, default):
        return self._try(super().get, default, key, default)

    def set(self, *args, **kwargs):
        return self._try(super().set, None, *args, **kwargs)

    def touch(self, *args, **kwargs):
        return self._try(super().touch, False, *args, **kwargs)

    def delete(self, key):
        return self._try(super().delete, False, key)

    def get_many(self, keys):
        return self._try(super().get_many, {}, keys)

    def has_key(self, key):
        return self._try(super().has_key, False, key)

    def incr(self, key, delta):
        """Raises ValueError when the key is not there, and when Redis is not."""
        counted = self._try(super().incr, None, key, delta)
        if counted is None:
            raise ValueError("Redis does not answer")
        return counted

    def set_many(self, *args, **kwargs):
        return self._try(super().set_many, None, *args, **kwargs)

    def delete_many(self, keys):
        return self._try(super().delete_many, None, keys)

    def clear(self):
        return self._try(super().clear, False)

    def answers(self) -> bool:
        """Say whether Redis is there."""
        return self._try(lambda: self.get_client().ping(), False)

    def _try(self, call, missed, *args, **kwargs):
        """Return what `call` returns, `missed` when Redis is away or was a moment ago."""
        if not _breaker.may_try():
            return missed
        try:
            result = call(*args, **kwargs)
        except (RedisError, OSError) as error:
            _breaker.note_failure(error)
            return missed
        _breaker.note_success()
        return result


class Cache(RedisCache):
    """The portal's cache backend."""

    def __init__(self, server, params):
        once = Retry(NoBackoff(), 0)  # redis-py would try three more times, a timeout each
        options = {"socket_connect_timeout": TIMEOUT, "socket_timeout": TIMEOUT, "retry": once}
        super().__init__(server, {**params, "OPTIONS": options | params.get("OPTIONS", {})})
        self._class = Client

    def answers(self) -> bool:
        """Say whether Redis is there, for the health pages."""
        assert isinstance(self._cache, Client)
        return self._cache.answers()
