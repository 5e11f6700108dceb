"""Which office document a zip is, as its own index says."""

import zipfile

from django.utils.translation import gettext as _

from fis_portal.core.allegati.errori import FileRifiutato, pericoloso, rovinato
from fis_portal.core.allegati.parti_xml import SEPARATORE, read_xml

ODF = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
OFFICE = "application/vnd.openxmlformats-officedocument."
OOXML = {
    f"{OFFICE}wordprocessingml.document.main+xml": "docx",
    f"{OFFICE}spreadsheetml.sheet.main+xml": "xlsx",
}
MACRO = ("macroenabled", "vbaproject", "activex", "ms-office.vba")


def check_ooxml(archivio: zipfile.ZipFile) -> str:
    """docx or xlsx; macros are named in the content types whatever their file is called."""
    tipi: list[str] = []

    def elemento(nome: str, attributi: dict[str, str]) -> None:
        tipo = attributi.get("ContentType", "")
        if any(parola in tipo.lower() for parola in MACRO):
            raise pericoloso(_("macro"))
        if nome.endswith(f"{SEPARATORE}Override") and tipo in OOXML:
            tipi.append(OOXML[tipo])

    with archivio.open("[Content_Types].xml") as parte:
        read_xml(parte, elemento)
    return _uno(tipi)


def check_odf(archivio: zipfile.ZipFile) -> str:
    with archivio.open("mimetype") as parte:
        tipo = ODF.get(parte.read(200).strip())
    return _uno([tipo] if tipo else [])


def _uno(tipi: list[str]) -> str:
    if not tipi:
        raise FileRifiutato(
            "tipo_non_ammesso",
            _("Questo tipo di documento non si può caricare: salvalo come Word (.docx), Excel "
              "(.xlsx), OpenDocument (.odt, .ods) o PDF."),
        )  # fmt: skip
    if len(tipi) > 1:
        raise rovinato()
    return tipi[0]
