"""Tests of workflow_app/rules."""
