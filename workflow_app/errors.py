"""Every refusal by name: its docstring is its message (Chinese), `english` the same in English.

Both are `str.format` templates over the details given. `status` is the HTTP status (RFC 9457 problem),
`exit_status` the command line's; `slug` is the stable problem type. Nothing here imports anything of ours.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar


def in_language(value: Any, language: str) -> Any:
    """The ``zh`` or ``en`` side of a detail given as ``{"zh": …, "en": …}``; anything else as it is."""
    bilingual = (
        isinstance(value, dict) and set(value) == {"zh", "en"} and all(isinstance(v, str) for v in value.values())
    )
    return value[language] if bilingual else value


class Refusal(Exception):
    """无法完成该操作。"""

    english: ClassVar[str] = "This cannot be done."
    status: ClassVar[int] = 400
    exit_status: ClassVar[int] = 1

    def __init__(self, **details: Any) -> None:
        self.details = details
        super().__init__(self.message("zh"))

    @classmethod
    def slug(cls) -> str:
        """The stable type of this refusal, e.g. ``task_gone`` for :class:`TaskGone`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def message(self, language: str = "zh") -> str:
        """The sentence for a person, in ``zh`` or ``en``."""
        template = self.english if language == "en" else (self.__doc__ or "")
        spoken = {name: in_language(value, language) for name, value in self.details.items()}
        try:
            return template.strip().format(**spoken)
        except (KeyError, IndexError):
            return template.strip()


class Unreadable(Refusal):
    """文件 {file} 无法读取：{reason}（第 {line} 行）。"""

    english = "File {file} cannot be read: {reason} (line {line})."
    status = 422
    exit_status = 3


class TooLarge(Refusal):
    """文件 {file} 过大：{size} 字节，上限 {limit} 字节。"""

    english = "File {file} is too large: {size} bytes, at most {limit}."
    status = 413
    exit_status = 3


class ExpressionRefused(Refusal):
    """表达式“{expression}”不被允许：{reason}。"""

    english = "The expression {expression!r} is not allowed: {reason}."
    status = 422


class ExpressionFailed(Refusal):
    """表达式“{expression}”无法求值：{reason}。"""

    english = "The expression {expression!r} cannot be evaluated: {reason}."
    status = 422


class DecisionFailed(Refusal):
    """决策表“{decision}”无法得出结果：{reason}。"""

    english = "Decision table {decision!r} gives no result: {reason}."
    status = 422


class DefinitionRefused(Refusal):
    """流程图未通过检查，未发布。"""

    english = "The diagrams did not pass the checks; nothing was published."
    status = 422


class CalendarNotCovered(Refusal):
    """{year} 年的放假通知尚未公布，无法确定期限。"""

    english = "No holiday notice for {year} is known; the deadline cannot be determined."
    status = 422
    exit_status = 3


class RuleRefused(Refusal):
    """期限规则“{rule}”不正确：{reason}。"""

    english = "The time rule {rule!r} is wrong: {reason}."
    status = 422
    exit_status = 2


class NoticeRefused(Refusal):
    """放假通知无法采用：{reason}。"""

    english = "The holiday notice cannot be taken: {reason}."
    status = 422
    exit_status = 3


class FormRefused(Refusal):
    """填写的内容有 {count} 处需要改正。"""

    english = "{count} field(s) need to be corrected."
    status = 422


class NotSignedIn(Refusal):
    """请先登录，或出示有效的令牌。"""

    english = "Sign in first, or present a valid token."
    status = 401


class NotAllowed(Refusal):
    """您无权进行此操作：{reason}。"""

    english = "You may not do this: {reason}."
    status = 403


class NotFound(Refusal):
    """没有找到{what}“{key}”。"""

    english = "There is no {what} {key!r}."
    status = 404
    exit_status = 2


class TaskGone(Refusal):
    """该任务已办结、已被他人处理或已过时限。"""

    english = "The task was completed, taken by somebody else, or its time has passed."
    status = 409


class CaseClosed(Refusal):
    """办件 {number} 已办结，不能再变动。"""

    english = "Case {number} is closed and does not change any more."
    status = 409


class Conflict(Refusal):
    """办件 {number} 刚被他人更新，请刷新后重试。"""

    english = "Case {number} was just changed by somebody else; reload and try again."
    status = 409


class ReceivedTooEarly(Refusal):
    """收件时间 {received_at} 早于本办件的最近一次记录 {latest}。"""

    english = "The time of receipt {received_at} lies before the case's latest entry {latest}."
    status = 409


class ClockBackwards(Refusal):
    """时钟只能向前拨：现在是 {now}。"""

    english = "The clock only moves forward: it is {now}."
    status = 409


class NotASandbox(Refusal):
    """此操作仅限演示中心（沙箱）。"""

    english = "This is possible in a sandbox only."
    status = 403
    exit_status = 3


class RequestRefused(Refusal):
    """请求有误：{reason}。"""

    english = "The request is wrong: {reason}."
    status = 400
    exit_status = 2


class EngineFailed(Refusal):
    """办件在“{element}”处无法继续：{reason}。"""

    english = "The case cannot go on at {element!r}: {reason}."
    status = 422

    @classmethod
    def at(cls, element: str, refusal: Refusal) -> EngineFailed:
        """The failure at an element whose reason is another refusal."""
        reason = {"zh": refusal.message("zh").rstrip("。"), "en": refusal.message("en").rstrip(".")}
        return cls(element=element, reason=reason)


class BodyRefused(Refusal):
    """请求内容有 {count} 处需要改正。"""

    english = "The request's content has {count} field(s) to correct."
    status = 422


class JsonRefused(Refusal):
    """请求内容不是可用的 JSON（{where}）：{reason}。"""

    english = "The request is not usable JSON ({where}): {reason}."
    status = 400


class ParameterRefused(Refusal):
    """参数 {parameter} 不正确：{reason}。"""

    english = "The parameter {parameter} is wrong: {reason}."
    status = 400


class MediaTypeRefused(Refusal):
    """不支持的内容类型“{given}”，请使用 {wanted}。"""

    english = "The media type {given!r} is not supported; send {wanted}."
    status = 415


class DatabaseUnusable(Refusal):
    """数据库 {url} 无法使用：{reason}。"""

    english = "The database {url} cannot be used: {reason}."
    status = 503
    exit_status = 3


class DatabaseNewer(Refusal):
    """数据库的版本（{found}）比本程序（{known}）新，请升级程序。"""

    english = "The database is at version {found}, newer than this program ({known}); upgrade the program."
    status = 503
    exit_status = 3


class DatabaseBusy(Refusal):
    """系统繁忙，请稍后重试。"""

    english = "The system is busy; try again in a moment."
    status = 503


class DateOutOfRange(Refusal):
    """日期 {date} 超出可计算的范围（1990 年至 2200 年）。"""

    english = "{date} lies outside the years that can be computed with (1990 to 2200)."
    status = 422
    exit_status = 2


class ValueNotKept(Refusal):
    """数据“{value}”不能记入办件日志：{reason}。"""

    english = "{value!r} cannot be kept in a case's journal: {reason}."
    status = 422


class UserExists(Refusal):
    """用户“{name}”已存在。"""

    english = "There is already a user {name!r}."
    status = 409
    exit_status = 2


class UserUnknown(NotFound):
    """没有用户“{name}”，或该用户已停用。"""

    english = "There is no active user {name!r}."


class AddressUnusable(Refusal):
    """无法在 {address} 提供服务：{reason}。"""

    english = "Cannot serve at {address}: {reason}."
    status = 503
    exit_status = 3


class DefinitionDamaged(Refusal):
    """流程版本 {digest} 的文件已不是发布时的内容。"""

    english = "The files of version {digest} are not what was published."
    status = 503
