"""The room with thick walls: native and heavy code works here, and what goes wrong stays here."""
