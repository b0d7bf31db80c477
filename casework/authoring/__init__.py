"""What writes into an author's own folder, and never over what they wrote: imports, stubs, starter, schemas, receipts."""
