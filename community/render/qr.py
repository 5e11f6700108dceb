"""A registration's code as a QR drawing, for the desk at the door."""

import segno


def qr_svg(testo: str) -> str:
    """The drawing as a data: address: our content policy lets an image be one."""
    # Error correction M: a phone's screen may be scratched or dim. The quiet zone is four modules.
    return str(segno.make_qr(testo, error="m").svg_data_uri(scale=8, border=4))
