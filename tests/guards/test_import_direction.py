"""Imports point down only; the engine alone knows SpiffWorkflow; one module alone parses foreign XML."""

from __future__ import annotations

import ast

from importlinter import cli

from tests.guards.tree import PACKAGE, ROOT, dotted, imported_modules, place, python_files, syntax

PARSING = {"fromstring", "fromstringlist", "parse", "iterparse", "XML", "XMLParser", "XMLPullParser", "HTML"}


def test_imports_point_down_only() -> None:
    assert cli.lint_imports(config_filename=str(ROOT / "setup.cfg"), no_cache=True) == 0


def test_the_engine_alone_imports_spiffworkflow() -> None:
    elsewhere = [
        place(path, line)
        for path in python_files("workflow_app")
        if not path.is_relative_to(PACKAGE / "engine")
        for module, line in imported_modules(path)
        if module.split(".")[0] == "SpiffWorkflow"
    ]
    assert elsewhere == []


def test_one_module_alone_parses_foreign_xml() -> None:
    elsewhere = [
        place(path, line)
        for path in python_files("workflow_app")
        if path != PACKAGE / "engine" / "xml.py"
        for module, line in imported_modules(path)
        if module.split(".")[0] in {"xml", "defusedxml", "xmltodict"}
    ]
    elsewhere += [
        place(path, node.lineno)
        for path in python_files("workflow_app")
        if path != PACKAGE / "engine" / "xml.py"
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Attribute) and node.attr in PARSING and dotted(node.value).endswith("etree")
    ]
    assert elsewhere == []


def test_there_is_no_eval_exec_or_pickle() -> None:
    found = [
        place(path, node.lineno)
        for path in python_files("workflow_app")
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Call) and dotted(node.func) in {"eval", "exec", "compile", "__import__", "pickle.loads"}
    ]
    assert found == []
