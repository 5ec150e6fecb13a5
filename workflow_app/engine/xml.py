"""The one place that parses foreign XML (BPMN, DMN): no DTD, no entities, no network, bounded size and depth.

A diagram is hostile until checked: entity bombs, external entities and 50 MB files end here, with one error
naming the file and the line.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from workflow_app.errors import TooLarge, Unreadable

MAX_BYTES = 5_000_000
MAX_DEPTH = 100
MAX_ELEMENTS = 200_000
# What may stand before a DTD. Atomic: a thousand comments must not be split up in every possible way.
DOCTYPE = re.compile(rb"\xef?\xbb?\xbf?(?>\s+|<!--.*?-->|<\?.*?\?>)*+<!DOCTYPE", re.DOTALL)


def parse_xml(content: bytes, file: str) -> etree._Element:
    """Parse bytes into a root element.

    Raises `TooLarge` (more than MAX_BYTES) or `Unreadable` (not well formed, a DTD, too deep, too many elements).
    """
    if len(content) > MAX_BYTES:
        raise TooLarge(file=file, size=len(content), limit=MAX_BYTES)
    doctype = DOCTYPE.match(content)
    if doctype:
        raise _dtd_refused(file, content.count(b"\n", 0, doctype.end()) + 1)
    root = _parse(content, file)
    # Where the declaration hides in another encoding, UTF-16 for one.
    if root.getroottree().docinfo.internalDTD is not None:
        raise _dtd_refused(file, 1)
    _check_shape(root, file)
    return root


def line_of(element: etree._Element) -> int:
    """The line an element stands on."""
    line: Any = element.sourceline
    return int(line or 1)


def local_name(element: etree._Element) -> str:
    """Tag without its namespace; '' for comments and processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def namespace(element: etree._Element) -> str:
    """Namespace URI of an element, '' if it has none."""
    return (etree.QName(element).namespace or "") if isinstance(element.tag, str) else ""


def _dtd_refused(file: str, line: int) -> Unreadable:
    return Unreadable(file=file, line=line, reason={"zh": "不允许 DTD 或实体声明", "en": "a DTD is not allowed"})


def _parse(content: bytes, file: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_pis=True
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(file=file, line=error.lineno or 1, reason=str(error.msg)) from None
    except ValueError as error:
        raise Unreadable(file=file, line=1, reason=str(error)) from None


def _check_shape(root: etree._Element, file: str) -> None:
    depth = count = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            line = int(element.sourceline or 1)
            raise Unreadable(
                file=file, line=line, reason={"zh": "嵌套过深或元素过多", "en": "nested too deep or too many elements"}
            )
