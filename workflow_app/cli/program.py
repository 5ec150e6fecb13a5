"""The commands by name, and how one is run: parsed, done, answered, with nothing else on stdout."""

from __future__ import annotations

import contextlib
import importlib
import logging
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click
import structlog

from workflow_app.cli.answers import DONE, Answer, give, say
from workflow_app.cli.refusals import answer_to

# Where each command is; its module is imported when it is called.
COMMANDS = {
    "calendar": "calendar",
    "demo": "demo",
    "deploy": "studio",
    "items": "studio",
    "lint": "studio",
    "serve": "serve",
    "token": "people",
    "user": "people",
    "verify": "audit",
    "worker": "serve",
}


class HelpAskedError(Exception):
    """`--help` was given: its text is the answer."""


class _HelpIsAnAnswer(click.Command):
    """Hands the text of `--help` to whoever writes the answer, instead of printing it."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.callback = _ask_for_help
        return option


class Command(_HelpIsAnAnswer):
    """A command; its function returns an Answer. All of them know `--json`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        text = "Print one JSON document on standard output, nothing else."
        self.params.append(click.Option(["--json"], is_flag=True, expose_value=False, help=text))


class Group(_HelpIsAnAnswer, click.Group):
    """A command with commands of its own, such as `calendar`."""

    command_class = Command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            raise click.UsageError(f"name a command: {', '.join(self.list_commands(ctx))}", ctx)
        return super().parse_args(ctx, args)


class Program(Group):
    """The whole program: its commands are found by name and imported when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"workflow_app.cli.{COMMANDS[cmd_name]}")
        found: click.Command = getattr(module, f"{cmd_name}_command")
        return found


@click.command(cls=Program)
def program() -> None:
    """Runs an approval service centre: checks and publishes its diagrams, serves it, verifies its journals.

    Exit status: 0 done; 1 the answer is no; 2 the call is wrong; 3 the input cannot be used.
    """


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments say; the exit status. Never raises and never asks."""
    as_json = "--json" in _options(arguments)
    # Whoever types a command is told what came of it, not everything on the way; a server sets up its own log.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    # What libraries print is no answer.
    with contextlib.redirect_stdout(sys.stderr):
        answer = _answer(list(arguments))
    status = give(answer, as_json)
    if answer.then is None:
        return status
    with contextlib.redirect_stdout(sys.stderr):
        return _go_on(answer.then)


def _go_on(then: Callable[[], None]) -> int:
    """Do what follows an answer that has been given: should it fail, only the reason is left to be said."""
    try:
        then()
    except (Exception, KeyboardInterrupt) as error:
        failure = answer_to(error)
        say(failure.reason)
        return failure.exit_status
    return DONE


def _options(arguments: Sequence[str]) -> Sequence[str]:
    """The arguments before a `--`, after which nothing is an option."""
    return arguments[: arguments.index("--")] if "--" in arguments else arguments


def _answer(arguments: list[str]) -> Answer:
    try:
        answer: Answer = program.main(arguments, prog_name="workflow-app", standalone_mode=False)
    except HelpAskedError as asked:
        return Answer({"help": str(asked)}, str(asked).splitlines())
    except (Exception, KeyboardInterrupt) as error:
        return answer_to(error)
    return answer


def _ask_for_help(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        raise HelpAskedError(ctx.get_help())
