"""Runs diagrams: reads BPMN, DMN and forms, folds acts into state and facts. The only importer of SpiffWorkflow."""
