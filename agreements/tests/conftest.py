"""Fixtures of this room."""

import pytest


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
