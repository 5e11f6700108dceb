"""Open data: the public tables, declared once, and all that is made from them (ADR 0021).

`tabelle` says what there is; `estrazione` reads it in one snapshot; `formati` writes the files;
`pacchetto` and `catalogo` describe them; `costruzione` delivers an edition, whoever dies meanwhile.
"""
