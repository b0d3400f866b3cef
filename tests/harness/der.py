"""A tree of DER elements that can be taken apart, changed and put together again: mutants of signed documents."""

from __future__ import annotations


class Node:
    """One element: its tag and either its children or its content."""

    def __init__(self, tag: int, content: bytes = b"", children: list[Node] | None = None):
        self.tag, self.content, self.children = tag, content, children

    def encode(self) -> bytes:
        body = self.content if self.children is None else b"".join(child.encode() for child in self.children)
        return der(self.tag, body)

    def copy(self) -> Node:
        return parse(self.encode())

    def __getitem__(self, index: int) -> Node:
        return self.children[index]


def der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def read(data: bytes, at: int = 0) -> tuple[int, bytes, int]:
    """Tag, content and end of the element at `at`."""
    tag, first = data[at], data[at + 1]
    at += 2
    if first >= 0x80:
        count = first & 0x7F
        first = int.from_bytes(data[at : at + count], "big")
        at += count
    return tag, data[at : at + first], at + first


def parse(data: bytes) -> Node:
    tag, content, end = read(data)
    assert end == len(data), "bytes are left over"
    if not tag & 0x20:
        return Node(tag, content)
    children, at = [], 0
    while at < len(content):
        _, _, end = read(content, at)
        children.append(parse(content[at:end]))
        at = end
    return Node(tag, children=children)


def raw(data: bytes) -> Node:
    """An element given as bytes."""
    return parse(data)


def oid(text: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *rest = (int(part) for part in text.split("."))
    out = b""
    for number in [first * 40 + second, *rest]:
        octets = [number & 0x7F]
        while number := number >> 7:
            octets.append(0x80 | number & 0x7F)
        out += bytes(reversed(octets))
    return der(0x06, out)


def sequence(*parts: bytes) -> bytes:
    return der(0x30, b"".join(parts))


def extension(identifier: str, value: bytes, critical: bool = False) -> Node:
    """An X.509 extension."""
    return raw(sequence(oid(identifier), der(0x01, b"\xff") if critical else b"", der(0x04, value)))


def attribute(identifier: str, text: str, tag: int = 0x0C) -> Node:
    """A relative distinguished name of one attribute."""
    return raw(der(0x31, sequence(oid(identifier), der(tag, text.encode()))))
