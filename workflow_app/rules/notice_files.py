"""Holiday notices from files: one JSON file per notice, its stem the notice's id."""

from __future__ import annotations

import json
from pathlib import Path

from workflow_app.rules.json_checks import NotStrictJson, no_constant, no_twins
from workflow_app.rules.notices import Notice, check_against, read_notice, refuse_notice

LARGEST_FILE = 1_000_000


def read_notice_file(content: bytes, notice_id: str) -> Notice:
    """Read one notice file (UTF-8 JSON). Raises NoticeRefused, naming the notice, for anything else."""
    if len(content) > LARGEST_FILE:
        refuse_notice(notice_id, f"文件超过 {LARGEST_FILE} 字节", f"the file has more than {LARGEST_FILE} bytes")
    try:
        payload = json.loads(content.decode("utf-8-sig"), object_pairs_hook=no_twins, parse_constant=no_constant)
    except RecursionError:
        refuse_notice(notice_id, "JSON 嵌套过深", "the JSON is nested too deeply")
    except NotStrictJson as problem:
        refuse_notice(notice_id, f"不是有效的 JSON（{problem.zh}）", f"not valid JSON ({problem.en})")
    except ValueError as problem:
        refuse_notice(notice_id, f"不是有效的 JSON（{problem}）", f"not valid JSON ({problem})")
    return read_notice(payload, notice_id)


def read_notice_folder(folder: Path) -> tuple[Notice, ...]:
    """All notices of a folder (`*.json`) in the order of their publication, then of their ids.

    Raises NoticeRefused for the first file that is no notice, or that contradicts another of the same day.
    """
    files = sorted(folder.glob("*.json"))
    notices = sorted((read_notice_file(file.read_bytes(), file.stem) for file in files), key=published_order)
    for place, notice in enumerate(notices):
        check_against(notices[:place], notice)
    return tuple(notices)


def published_order(notice: Notice) -> tuple[str, str]:
    """Sort key: the order in which notices became public."""
    return notice.published.isoformat(), notice.id
