"""The office's database: one writer, many readers, tables and their migrations."""
