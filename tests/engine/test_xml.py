"""Foreign XML: everything hostile or broken ends in one refusal with file and line."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow_app.engine.xml import MAX_BYTES, local_name, namespace, parse_xml
from workflow_app.errors import Refusal, TooLarge, Unreadable

BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY lol "lol">
 <!ENTITY a "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
 <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
 <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
 <!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
 <!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
]>
<lolz x="&e;">&e;</lolz>"""


def refusal(content: bytes | str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        parse_xml(content.encode() if isinstance(content, str) else content, "坏.bpmn")
    return caught.value


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("<a>\n<b>\n</a>", 3),
        ("<a>\n\n", 3),
        ("", 1),
        ("not xml", 1),
        ("<a/>\n<b/>", 2),
        ("<a>\n<b x=1/>\n</a>", 2),
        ("<a>\n&unknown;</a>", 2),
        ("<a>\n<b:c/>\n</a>", 2),
        ("<a\0/>", 1),
        ('<a x="1" x="2"/>', 1),
    ],
)
def test_malformed_xml_is_refused_with_its_line(content: str, line: int) -> None:
    assert refusal(content).details["line"] == line


def test_a_refusal_names_the_file() -> None:
    assert "坏.bpmn" in str(refusal("<a>"))


@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE a><a/>",
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
        "<!DOCTYPE a [<!ELEMENT a ANY>]><a/>",
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><a/>',
    ],
)
def test_a_dtd_is_refused(content: str) -> None:
    assert "DTD" in refusal(content).message()


def test_an_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    error = refusal(f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>')
    assert "geheim" not in str(error.details)


def test_an_entity_bomb_ends_at_once() -> None:
    started = time.perf_counter()
    refusal(BOMB)
    assert time.perf_counter() - started < 1


def test_the_line_of_a_dtd_is_named() -> None:
    assert refusal('<?xml version="1.0"?>\n\n<!DOCTYPE a [\n<!ENTITY x "y">]>\n<a/>').details["line"] == 3


def test_a_dtd_in_another_encoding_is_refused() -> None:
    assert "DTD" in refusal('<!DOCTYPE a [<!ENTITY x "y">]><a/>'.encode("utf-16")).message()


def test_a_doctype_in_documentation_is_no_dtd() -> None:
    assert parse_xml(b"<a><![CDATA[<!DOCTYPE html>]]></a>", "x.bpmn").text == "<!DOCTYPE html>"


def test_many_comments_are_passed_quickly() -> None:
    started = time.perf_counter()
    parse_xml(b"<!---->" * 50_000 + b"<a/>", "x.bpmn")
    assert time.perf_counter() - started < 1


def test_fifty_megabytes_are_too_large() -> None:
    with pytest.raises(TooLarge) as caught:
        parse_xml(b"<a>" + b" " * 50_000_000 + b"</a>", "big.bpmn")
    assert caught.value.details == {"file": "big.bpmn", "size": 50_000_007, "limit": MAX_BYTES}


@pytest.mark.parametrize("depth", [101, 300, 100_000])
def test_deep_nesting_is_refused_with_its_line(depth: int) -> None:
    assert refusal("<a>\n" * depth + "</a>" * depth).details["line"] >= 100


def test_a_hundred_levels_are_allowed() -> None:
    assert local_name(parse_xml(b"<a>" * 100 + b"</a>" * 100, "x.bpmn")) == "a"


def test_too_many_elements_are_refused() -> None:
    refusal("<a>" + "<b/>" * 200_000 + "</a>")


def test_long_documentation_is_kept() -> None:
    long = "长" * 500_000
    root = parse_xml(f'<a x="{long}">{long}</a>'.encode(), "x.bpmn")
    assert (root.get("x"), root.text) == (long, long)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_chinese_is_read_in_the_encoding_it_declares(encoding: str) -> None:
    content = f'<?xml version="1.0" encoding="{encoding}"?><a name="受理"/>'.encode(encoding)
    assert parse_xml(content, "x.bpmn").get("name") == "受理"


def test_an_unknown_encoding_is_refused() -> None:
    refusal('<?xml version="1.0" encoding="klingon"?><a/>')


def test_wrong_bytes_are_refused_with_their_line() -> None:
    assert refusal(b"<a>\n\xff\xfe</a>").details["line"] == 2


def test_xinclude_is_not_followed() -> None:
    root = parse_xml(
        b'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd" parse="text"/></a>', "x.bpmn"
    )
    assert [local_name(child) for child in root] == ["include"]


def test_names_come_without_their_namespace() -> None:
    root = parse_xml(b'<b:a xmlns:b="urn:b"><!-- c --></b:a>', "x.bpmn")
    assert (local_name(root), namespace(root), local_name(root[0]), namespace(root[0])) == ("a", "urn:b", "", "")


@given(st.binary(max_size=200) | st.text(alphabet='<>/a="!?-[]& \n', max_size=80).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_random_bytes_only_meet_refusals(content: bytes) -> None:
    try:
        root = parse_xml(content, "x.bpmn")
    except Refusal:
        return
    assert local_name(root)
