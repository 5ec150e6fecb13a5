"""The command line: `workflow-app`."""
