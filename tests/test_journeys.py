"""Every script of `journeys` goes as it is written, on both databases. Refresh: UPDATE_JOURNEYS=1."""

import os
from pathlib import Path

import pytest

from conftest import new_domain, settings_for
from harness.journey import Journey
from harness.service import new_database

SCRIPTS = sorted((Path(__file__).parent / "journeys").glob("*.txt"))


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_the_journey_goes_as_written(script, database, tmp_path, named, monkeypatch):
    url = new_database() if database == "postgres" else None
    journey = Journey(tmp_path, settings_for(named), url, named, new_domain(), monkeypatch)
    try:
        written = script.read_text()
        went = journey.run(written)
    finally:
        journey.close()
    if os.environ.get("UPDATE_JOURNEYS") and database == "sqlite":
        script.write_text(went)
        return
    assert went == written
