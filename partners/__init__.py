"""Who: people, organisations, countries, agreements and the messages owed to them."""
