"""The admin of money. Django finds the classes by importing this."""

from funding.admin import bank, facilities, ledger, papers, procurement, register, subsidies

__all__ = ["bank", "facilities", "ledger", "papers", "procurement", "register", "subsidies"]
