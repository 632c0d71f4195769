"""The core of Pihapiiri: one install, a site for each neighbourhood."""

__version__ = "0.1.0"
