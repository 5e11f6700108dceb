"""What whoever keeps a copy of a table does: read it whole, then take in what changed."""

import json
from typing import Any

from django.http import StreamingHttpResponse
from django.test import Client

Copia = dict[tuple[str, ...], dict[str, Any]]


def scarica(client: Client, nome: str, **query: Any) -> Any:
    risposta = client.get(f"/api/v1/massa/{nome}", query)
    assert risposta.status_code == 200, risposta.content
    return risposta


def corpo(risposta: Any) -> str:
    assert isinstance(risposta, StreamingHttpResponse)
    return b"".join(risposta.streaming_content).decode()  # type: ignore[arg-type]


def oggetti(risposta: Any) -> list[dict[str, Any]]:
    return [json.loads(riga) for riga in corpo(risposta).splitlines()]


class Copiatore:
    """Keeps a table as its documentation says to."""

    def __init__(self, client: Client, tabella: str, *chiave: str) -> None:
        self.client = client
        self.nome = f"{tabella}.ndjson"
        self.chiave = chiave
        risposta = scarica(client, self.nome)
        self.segno = risposta.headers["FIS-Segno"]
        self.righe: Copia = {self._chiave(riga): riga for riga in oggetti(risposta)}

    def aggiorna(self) -> list[dict[str, Any]]:
        *novita, coda = oggetti(scarica(self.client, self.nome, since=self.segno))
        self.segno = coda["prossimo"]
        for riga in novita:
            if riga.get("ritirato"):
                self._ritira(riga["chiave"])
            else:
                self.righe[self._chiave(riga)] = riga
        return novita

    def intera(self) -> Copia:
        return {self._chiave(riga): riga for riga in oggetti(scarica(self.client, self.nome))}

    def _chiave(self, riga: dict[str, Any]) -> tuple[str, ...]:
        return tuple(str(riga[nome]) for nome in self.chiave)

    def _ritira(self, chiave: dict[str, Any]) -> None:
        tolte = [
            k for k, riga in self.righe.items() if all(riga[n] == v for n, v in chiave.items())
        ]
        for k in tolte:
            del self.righe[k]
