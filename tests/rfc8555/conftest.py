"""A node whose validator sees the tests' own web server, and ACME clients of their own accounts."""

import pytest

from conftest import new_domain, settings_for
from harness.acme import AcmeClient, ChallengeServer
from harness.service import Service, new_database


@pytest.fixture(scope="session")
def web():
    """Answers http-01 for every name of the tests."""
    server = ChallengeServer()
    yield server
    server.close()


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def node(request, tmp_path_factory, named, web):
    """A running node, once on each database: nonces are kept in memory on one and in the register on the other."""
    database = new_database() if request.param == "postgres" else None
    settings = settings_for(named) | {
        "validation.http_port": web.port,
        "acme.terms_of_service": "https://ca.example/terms",
        "acme.website": "https://ca.example/",
    }
    running = Service(tmp_path_factory.mktemp(f"acme-{request.param}"), settings, database).start()
    yield running
    running.stop()


@pytest.fixture
def stranger(node):
    """A client without an account."""
    return AcmeClient(node)


@pytest.fixture
def client(node):
    """A client with a fresh account."""
    made = AcmeClient(node)
    made.register()
    return made


@pytest.fixture
def other(node):
    """Another client with an account of its own."""
    made = AcmeClient(node)
    made.register()
    return made


@pytest.fixture
def site(named):
    """A name that leads to this machine."""
    name = new_domain()
    named.set(name, "A", "127.0.0.1")
    named.set(f"www.{name}", "A", "127.0.0.1")
    return name
