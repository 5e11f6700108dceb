"""What is in force does not change: the database itself refuses, whoever asks."""

import pgtrigger


def congelato(nome: str, stato: str, *liberi: str) -> pgtrigger.Trigger:
    """A trigger that refuses to update rows of a framework that is no draft any more.

    `stato` is the query that finds the state of the framework from OLD; the columns in `liberi`
    may change all the same. Adding and deleting are left to the services: a whole demonstrative
    project can be deleted with what it has.
    """
    return pgtrigger.Trigger(
        name=nome,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=[*liberi, "updated_at"])
        if liberi
        else pgtrigger.AnyChange(),
        func=f"""
            IF ({stato}) IS DISTINCT FROM 'bozza' THEN
                RAISE EXCEPTION 'a framework in force does not change: make a new version'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )
