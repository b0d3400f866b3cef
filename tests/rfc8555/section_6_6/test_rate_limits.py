"""RFC 8555 section 6.6: limits are answered with rateLimited and Retry-After in whole seconds."""

import re

import pytest

from conftest import settings_for
from harness.acme import AcmeClient, kind
from harness.service import ROOT, Service


@pytest.fixture(scope="module")
def strict(tmp_path_factory, named):
    folder = tmp_path_factory.mktemp("strict")
    text = (ROOT / "crates/domain/data/policy.toml").read_text()
    text, found = re.subn(r"(?m)^new_accounts_per_address = .*$", "new_accounts_per_address = { count = 2, seconds = 3600 }", text)
    assert found == 1
    (folder / "policy.toml").write_text(text)
    node = Service(folder, settings_for(named) | {"policy.file": str(folder / "policy.toml")}).start()
    yield node
    node.stop()


def test_too_many_accounts_from_one_address(strict):
    for _ in range(2):
        AcmeClient(strict).register()
    third = AcmeClient(strict)
    answer = third.refused(third.directory["newAccount"], {"termsOfServiceAgreed": True})
    assert (answer.status_code, kind(answer)) == (429, "rateLimited")
    assert 1 <= int(answer.headers["Retry-After"]) <= 3600
    missing = third.refused(third.directory["newAccount"], {"onlyReturnExisting": True})
    assert kind(missing) == "accountDoesNotExist"
