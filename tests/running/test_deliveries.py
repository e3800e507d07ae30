"""Mails go out once, whatever happens to the running worker and its queue (design 7)."""

import threading

import pytest

from coaching.models import User
from tests.cast import make_people
from tests.database import bypassing
from tests.outgoing import ONE, put


def sent_in(stack) -> int:
    [(count,)] = stack.rows("select count(*) from coaching_mail where state = 'sent'")
    return count


@pytest.fixture
def subscriber(stack) -> User:
    """Somebody in the running product."""
    with stack.inside(), bypassing():
        return make_people(ONE)["reader"]


def test_two_schedulers_send_nothing_twice(stack, subscriber):
    """Fault 61: two minute ticks at the same moment, each in a process of its own."""
    with stack.inside():
        put(subscriber, count=30)
    with stack.mailbox.slow(0.03):
        for id in [stack.send("coaching.tasks.tick"), stack.send("coaching.tasks.tick")]:
            stack.wait_for_task(id)
    got = stack.mailbox.to(subscriber.email)
    assert len(got) == len({one.id for one in got}) == sent_in(stack) == 30
    assert len(stack.mailbox.senders) == 2, "the ticks did not run at the same time; the test has shown nothing"


def test_a_task_that_is_delivered_twice_has_no_effect(stack, subscriber):
    """Fault 58: the queue hands the same message out again."""
    with stack.inside():
        put(subscriber, count=3)
    for _time in range(2):
        stack.send("coaching.tasks.tick", id="the-same-message")
    stack.wait_for_task("the-same-message", times=2)
    stack.tick()
    assert stack.worker.said().count("[the-same-message] succeeded") == 2
    assert len(stack.mailbox.to(subscriber.email)) == 3


def test_a_worker_that_is_killed_in_mid_send_is_resumed(stack, subscriber):
    """Fault 57: at most the one mail that was on its way is seen twice, and it carries the same number."""
    with stack.inside():
        put(subscriber, count=5)
    stack.mailbox.hold(after=2)
    stack.send("coaching.tasks.tick")
    assert stack.mailbox.held.wait(15)
    stack.worker.kill()
    stack.mailbox.behave()
    assert sent_in(stack) == 2
    stack.restart_worker()
    stack.tick()
    ids = [one.id for one in stack.mailbox.to(subscriber.email)]
    assert len(set(ids)) == sent_in(stack) == 5
    assert len(ids) <= 6


def test_a_queue_that_is_emptied_loses_nothing_and_sends_nothing_again(stack, subscriber):
    """Fault 59."""
    with stack.inside():
        put(subscriber, count=3)
    stack.tick()
    with stack.inside():
        put(subscriber, count=2)
    stack.redis.flushdb()
    stack.tick()
    stack.tick()
    assert len(stack.mailbox.to(subscriber.email)) == sent_in(stack) == 5


def test_many_mails_leave_while_others_arrive(stack, subscriber):
    """A tick that runs while mails are being written sends each of them once, now or next time."""
    with stack.inside():
        put(subscriber, count=20)
    writing = threading.Thread(
        target=lambda: [
            stack.rows(
                "insert into coaching_mail (id, kind, subject_id, recipient_id, occurrence, due_at, state, attempts, "
                "error) values (gen_random_uuid(), 'password_reset', %s, %s, %s, now(), 'due', 0, '')",
                subscriber.pk, subscriber.pk, f"late {n}",
            )
            for n in range(20)
        ]
    )  # fmt: skip
    writing.start()
    stack.tick()
    writing.join()
    stack.tick()
    assert len(stack.mailbox.to(subscriber.email)) == sent_in(stack) == 40


def test_the_logs_of_the_worker_name_nobody(stack, subscriber):
    """A log carries ids. It is read by people who may not know who is coached."""
    stack.mailbox.refuse(subscriber.email, "550 no such mailbox for wilma")
    with stack.inside():
        put(subscriber, count=2)
    before = len(stack.worker.said())
    stack.tick()
    said = stack.worker.said(before)
    assert "mail_failed" in said
    assert "Wilma" not in said
    assert subscriber.email not in said
