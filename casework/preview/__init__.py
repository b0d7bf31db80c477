"""The preview server: it watches a dossier's folder, builds after each change, and tells the browser."""
