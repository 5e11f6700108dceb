import hashlib


def impronta_di(token: str) -> str:
    """What is kept of a link: long and random, so a plain digest is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
