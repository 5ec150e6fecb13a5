"""An approval service centre whose every item is a BPMN diagram, executed."""
