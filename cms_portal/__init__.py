"""The wiring of the portal: settings, addresses, background worker, health; no field of its own."""

__version__ = "0.1.0"
