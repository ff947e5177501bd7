"""Fills a database with customers and archives, quickly and always with the same ones."""

from .filler import fill

__all__ = ['fill']
