"""The signers of every other framework and format, on a phone: each reads, signs as that framework has it, and then
sees what the matrix gives them and nothing else."""

import hashlib

import pytest
from playwright.sync_api import Page, expect

from agreements import ticks
from agreements.models import AgreementState, SealedDocument
from agreements.tests.browsing import in_the_worker, signs
from agreements.tests.steps import looked_up, sent
from coaching.disclosure.classes import Form, Part, RecordClass
from tests.browser import OVERFLOWING, come_in, opened
from tests.cast import FRAMEWORKS, make_cast
from tests.database import bypassing
from tests.matrix import EXPECTED
from tests.world import MARK, fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quiet")]

OTHERS = [pair for pair in FRAMEWORKS if pair[0] != "stars"]
PHONE = 390


def classes_on(page: Page) -> set[RecordClass]:
    """Of which classes something stands on the open page or in its source."""
    source = page.content()
    return {one for one in RecordClass if f"{MARK}-{one.value} " in source or f"{MARK}-{one.value}<" in source}


def reads_the_summary(page: Page) -> None:
    for heading in ("In short", "What you agree to", "Who will see what", "If you change your mind"):
        expect(page.get_by_role("heading", name=heading, exact=True).first).to_be_visible()
    assert not page.evaluate(OVERFLOWING)


def writes_down_what_was_said(page: Page) -> None:
    page.get_by_role("link", name="Write down a spoken commitment").click()
    page.get_by_label("By phone").check()
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("main")).to_contain_text("Committed aloud: By phone")


@pytest.mark.parametrize(("framework", "format"), OTHERS)
def test_each_signer_signs_on_a_phone_and_sees_what_was_signed(
    chromium, live_server, sealing, tmp_path, framework, format
):
    base, cast = live_server.url, make_cast(framework, format)
    suggestion = fill(cast)["suggestion"]
    with bypassing():
        type(suggestion).objects.filter(pk=suggestion.pk).delete()  # nothing is sent while one waits for an answer
    form = cast.partnership.framework.format(format)
    agreement = sent(cast, by=cast.lead)
    address = f"{base}/agreements/{agreement.pk}/"
    aloud = [name for name, part in cast.seats.items() if part in form.verbal]
    signers = [name for part in form.signers for name, seat in cast.seats.items() if seat == part]

    # One window for all: the phone is handed on, and the next one signs in
    with opened(chromium, PHONE, "light") as (page, listening):
        for name in signers:
            if name in aloud:
                continue
            come_in(page, base, cast[name])
            page.goto(address)
            if name == cast.lead and aloud:
                writes_down_what_was_said(page)
            page.get_by_role("link", name="Read and sign").first.click()
            reads_the_summary(page)
            signs(page, cast.name(name))
        assert looked_up(agreement).state == AgreementState.ACTIVE
        in_the_worker(ticks.seal_what_is_left)
        with bypassing():
            sealed = SealedDocument.objects.get(agreement=agreement)

        for name, part in cast.seats.items():
            come_in(page, base, cast[name])
            page.goto(address)
            if name in aloud:
                page.get_by_role("button", name="Yes, I said so").click()
                expect(page.locator("main")).to_contain_text("Confirmed on")
            expect(page.locator("main")).to_contain_text("This agreement is in force")
            with page.expect_download() as download:
                page.get_by_role("link", name="Download the signed document").click()
            download.value.save_as(tmp_path / f"{name}.pdf")
            assert hashlib.sha256((tmp_path / f"{name}.pdf").read_bytes()).hexdigest() == sealed.digest
            shown = classes_on(page)
            answer = page.goto(f"{base}/partnerships/{cast.partnership.pk}/")
            shown |= classes_on(page)
            if name in cast.pair:
                assert {RecordClass.GOALS, RecordClass.ACTION_PLAN} <= shown
            else:
                assert answer.status == 404
                page.goto(f"{base}/")
                given = EXPECTED[framework][Part(part)]
                assert shown | classes_on(page) <= {one for one, how in given.items() if how is Form.ALL}
        assert listening.said == []
