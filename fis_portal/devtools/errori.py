"""The one exception whose message is meant for the person at the keyboard."""


class ErroreAvvio(Exception):
    """Something the user can understand and mend; printed without a traceback, in Italian."""


class Interrotto(Exception):
    """Ctrl-C or SIGTERM arrived while something was being prepared."""
