"""What writes into an author's own folder, and overwrites nothing: imports, stubs, the starter, schemas, receipts."""
