"""What people's words may say: protocols, values and rules; the models are in bot/."""
