"""Tests by section of RFC 8555; a package, so that its fixtures do not hide those of all tests."""
