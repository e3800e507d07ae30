"""Fixtures of this room."""

from pathlib import Path

import pytest

from agreements.sealing import (
    Seal,
    Trust,
    load_certificate,
    load_trust,
)
from agreements.tests.seals import AGREEMENT, NOW, configured, sealed_by
from coaching.documents.pdf import render_pdf


@pytest.fixture(scope="session")
def seal_folder(tmp_path_factory):
    """Where the certificate of this run lies; making one takes a second."""
    return tmp_path_factory.mktemp("seal")


@pytest.fixture
def sealing(settings, seal_folder):
    """Documents are sealed with a certificate of our own, no authority stamps the time."""
    settings.DATA_DIR = seal_folder
    settings.SEAL_PKCS12, settings.TIMESTAMP_URL = "", ""
    return settings


@pytest.fixture
def quiet(monkeypatch, settings):
    """The worker is not part of this; and many people sign in here within a minute."""
    monkeypatch.setattr("agreements.services.signing.start_soon", lambda task, **ids: None)
    monkeypatch.setattr("allauth.account.app_settings.RATE_LIMITS", {})


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def own(home) -> Seal:
    return load_certificate(home, configured())


@pytest.fixture(scope="module")
def trust(home, own) -> Trust:
    return load_trust(home)


@pytest.fixture(scope="module")
def foreign(tmp_path_factory) -> Seal:
    """The certificate of another installation."""
    return load_certificate(tmp_path_factory.mktemp("elsewhere"), configured())


@pytest.fixture(scope="module")
def agreement() -> bytes:
    return render_pdf(AGREEMENT, title="Coaching agreement", language="en", made_at=NOW)


@pytest.fixture(scope="module")
def sealed(agreement, own) -> bytes:
    return sealed_by(own, agreement)
