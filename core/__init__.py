"""The office: documents, registers, jobs, audit, accounts, web."""
