import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from buron.kernel.contributions import Schedule, schedules
from buron.kernel.jobs import JobError, enqueue, job, queue, worker
from buron.kernel.jobs.declare import declared
from buron.kernel.models import Job, Office
from buron.kernel.tenancy import current_office_id

calls: list[dict] = []


@pytest.fixture(autouse=True)
def _jobs(monkeypatch, db):
    calls.clear()
    monkeypatch.setattr(declared, "_entries", dict(declared._entries))

    @job("tests.note", title="Noter", forget_args=True)
    def note(context, **args):
        calls.append({"office": current_office_id() if context.office else None, **args})
        context.progress(1, 2, "à moitié")
        context.finish({"seen": len(calls)})

    @job("tests.fault", title="Échouer", max_attempts=2)
    def fault(context):
        calls.append({})
        raise RuntimeError("panne")

    @job("tests.refusal", title="Refuser")
    def refusal(context):
        raise JobError("Le fichier est vide.")


def test_a_job_runs_in_its_office_and_forgets_its_arguments(office, system):
    asked = enqueue(system, "tests.note", email="visiteur@example.org")
    assert queue.work_all() == 1
    asked.refresh_from_db()
    assert calls == [{"office": office.pk, "email": "visiteur@example.org"}]
    assert (asked.state, asked.args, asked.result, asked.percent) == ("done", {}, {"seen": 1}, 50)


def test_a_rolled_back_transaction_leaves_no_job(system):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue(system, "tests.note")
        1 / 0  # noqa: B018
    assert not Job.objects.exists()


def test_a_key_makes_one_job_until_it_is_over(system):
    first = enqueue(system, "tests.note", key="import:1")
    assert enqueue(system, "tests.note", key="import:1") == first
    queue.work_all()
    assert enqueue(system, "tests.note", key="import:1") != first


def test_a_fault_is_retried_later_then_given_up():
    asked = enqueue(None, "tests.fault")
    queue.work_all()
    asked.refresh_from_db()
    assert asked.state == "waiting" and asked.run_at > timezone.now() + dt.timedelta(seconds=5)
    Job.objects.update(run_at=timezone.now())
    queue.work_all()
    asked.refresh_from_db()
    assert asked.state == "failed" and "panne" in asked.error and len(calls) == 2


def test_a_refusal_is_final_and_says_why():
    asked = enqueue(None, "tests.refusal")
    queue.work_all()
    asked.refresh_from_db()
    assert (asked.state, asked.error, asked.attempts) == ("failed", "Le fichier est vide.", 1)


def test_a_job_lost_with_its_worker_is_put_back():
    enqueue(None, "tests.note")
    taken = queue.claim()
    assert queue.claim() is None and queue.sweep() == 0
    later = timezone.now() + queue.LEASE * 2
    assert queue.sweep(later) == 1
    taken.refresh_from_db()
    assert taken.state == "waiting" and taken.attempts == 1


def test_schedules_start_once_per_turn(monkeypatch):
    monkeypatch.setattr(schedules, "_entries", {})
    schedules.register(Schedule("tests.hourly", "tests.note", every_minutes=60))
    schedules.register(Schedule("tests.nightly", "tests.note", at="03:00"))
    night = timezone.make_aware(dt.datetime(2026, 3, 1, 3, 30))
    assert worker.tick(night) == ["tests.hourly", "tests.nightly"]
    assert worker.tick(night + dt.timedelta(minutes=10)) == []
    assert worker.tick(night + dt.timedelta(minutes=61)) == ["tests.hourly"]
    assert worker.tick(night + dt.timedelta(hours=24)) == ["tests.hourly", "tests.nightly"]
    assert Office.objects.count() == 0
