from django.db import DatabaseError

from buron.kernel import ratelimit
from buron.kernel.models import RateWindow


def test_the_limit_holds_within_a_window_and_opens_with_the_next(db):
    answers = [ratelimit.allow("login:1.2.3.4", limit=3, per_seconds=60, now=1000) for _ in range(5)]
    assert answers == [True, True, True, False, False]
    assert ratelimit.allow("login:5.6.7.8", limit=3, per_seconds=60, now=1000)
    assert ratelimit.allow("login:1.2.3.4", limit=3, per_seconds=60, now=1061)
    assert ratelimit.purge() == 3


def test_a_database_that_fails_refuses(db, monkeypatch):
    def broken(*args):
        raise DatabaseError("disk full")

    monkeypatch.setattr(ratelimit, "_count", broken)
    assert not ratelimit.allow("x", limit=3, per_seconds=60)
    assert not RateWindow.objects.exists()
