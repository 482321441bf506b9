import pytest


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    """A good password hash is slow on purpose; these tests ask for dozens."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
