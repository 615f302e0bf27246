"""The people of the office: who they are, how they sign in, what they may see."""
