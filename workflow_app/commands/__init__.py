"""One file per way something may change; each is one act and one short transaction."""
