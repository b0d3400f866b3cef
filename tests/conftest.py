"""Fixtures: the service on both databases, a real BIND, and a fresh account and domain for each test."""

import itertools
import uuid

import pytest

from harness.cloud import Cloud
from harness.named import Named
from harness.service import Service, new_database


def settings_for(named: Named) -> dict[str, object]:
    """The configuration under which the validator sees the test's own zone."""
    return {
        "validation.dns_servers": [named.address],
        "validation.dnssec": "off",
        "validation.allow_private_addresses": True,
    }


@pytest.fixture(scope="session")
def named(tmp_path_factory):
    server = Named(tmp_path_factory.mktemp("named"))
    yield server
    server.close()


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def service(request, tmp_path_factory, named):
    """A running node, once on each database."""
    database = new_database() if request.param == "postgres" else None
    node = Service(tmp_path_factory.mktemp(request.param), settings_for(named), database).start()
    yield node
    node.stop()


@pytest.fixture
def key(service):
    return service.new_key()


@pytest.fixture(params=["http", "https"])
def cloud(request, service, key):
    """The SDK on a fresh account, over HTTP and over HTTPS with our root."""
    return Cloud(service, key, https=request.param == "https")


_numbers = itertools.count(1)


@pytest.fixture
def domain():
    """A primary domain that no other test uses."""
    return new_domain()


def new_domain() -> str:
    return f"widgets-{next(_numbers)}-{uuid.uuid4().hex[:6]}.org"
