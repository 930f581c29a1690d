"""The documents an organisation keeps for itself, to give with one application or several."""
