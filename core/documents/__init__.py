"""The lives of documents, from the door to the register and the dossier."""
