"""`verify`: do the journals execute again, and are their chains whole?"""

from __future__ import annotations

from pathlib import Path

import click

from workflow_app.audit.verify import verify
from workflow_app.cli.answers import DONE, NO, Answer
from workflow_app.cli.centre import open_centre
from workflow_app.cli.options import for_centre, settings_from
from workflow_app.cli.program import Command
from workflow_app.cli.progress import bar


@click.command("verify", cls=Command)
@click.option("--case", "number", metavar="NUMBER", help="This case only.")
@for_centre
def verify_command(number: str | None, database_url: str | None, var: Path | None) -> Answer:
    """Execute the journals again and check their chains; exit status 1 on any difference."""
    with open_centre(settings_from(database_url, var)) as centre, bar("核验办件 / cases") as progress:
        document = verify(centre.database, number, progress)
    differences = document["differences"]
    lines = [f"{each['case']}  {each['seq']}  {each['what']}" for each in differences]
    total = f"{document['cases']} cases, {document['entries']} entries, {len(differences)} differences"
    return Answer(document, [*lines, total], NO if differences else DONE)
