"""Fixtures: the service on both databases, a real BIND, and a fresh account and domain for each test."""

import itertools
import re
import uuid
from pathlib import Path

import pytest

from harness.cloud import Cloud
from harness.named import Named
from harness.service import ROOT, Service, new_database

pytest_plugins = ["harness.acme_clients"]


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


def data_file(folder: Path, name: str, **changes: str) -> str:
    """A copy of a compiled-in data file (`policy`, `catalogue`) with some keys changed everywhere; its path."""
    text = (ROOT / "crates" / "domain" / "data" / f"{name}.toml").read_text()
    for key, value in changes.items():
        text, found = re.subn(rf"(?m)^{key} = \S+", f"{key} = {value}", text)
        assert found, f"{name}.toml has no key {key}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text)
    return str(path)
