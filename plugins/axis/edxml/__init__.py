"""The packet of QCVN 102:2016/BTTTT, written as the national axis accepts it and read as others write it."""

from plugins.axis.edxml.reading import read
from plugins.axis.edxml.writing import write

__all__ = ["read", "write"]
