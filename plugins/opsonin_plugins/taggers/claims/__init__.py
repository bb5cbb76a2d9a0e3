"""What a text claims: who or what does what to whom, and how sure it is."""
