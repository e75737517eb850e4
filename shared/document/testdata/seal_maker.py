"""Certificates, seal, signature and sealed package from docs/SEAL.md sections 4 to 6 alone: a second implementation,
in plain Python, with a place at each step to do it wrong. make_sealed.py writes the vectors with it.

Everything that is sealed here is made up. The private keys are test keys. Files lie in the packages as they are (not
deflated) unless a vector is about that, so that the same bytes come out on every machine.
"""

import base64
import hashlib
import pathlib
import struct
import sys
import zlib

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent / "seal" / "testdata"))
from make_vectors import P256, SM2, Key, b32, der as der_signature, sm3  # noqa: E402

SIGNED_AT = "20261123035900Z"
ENTRY, PAGE, PHOTO = "OFD.xml", "Doc_0/Pages/Page_0/Content.xml", "Doc_0/Res/photo.png"
LIST = "Doc_0/Signs/Signatures.xml"
SEAL, SIGNATURE, VALUE = (f"Doc_0/Signs/Sign_0/{name}" for name in ("Seal.esl", "Signature.xml", "SignedValue.dat"))
NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


# --- DER ----------------------------------------------------------------------------------------------------------
def length(count):
    if count < 128:
        return bytes([count])
    body = count.to_bytes((count.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(body)]) + body


def tlv(tag, *parts):
    body = b"".join(parts)
    return bytes([tag]) + length(len(body)) + body


def seq(*parts):
    return tlv(0x30, *parts)


def number(value):
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def octets(body):
    return tlv(0x04, body)


def bits(body, unused=0):
    return tlv(0x03, bytes([unused]), body)


def utf8(text):
    return tlv(0x0C, text.encode())


def ascii5(text):
    return tlv(0x16, text.encode("ascii"))


def time(text):
    return tlv(0x18, text.encode("ascii"))


def validity(text):
    """RFC 5280, 4.1.2.5: two digits of the year up to 2049."""
    return tlv(0x17, text[2:].encode("ascii")) if "1950" <= text[:4] < "2050" else time(text)


def explicit(tag, body):
    return tlv(0xA0 + tag, body)


def oid(text):
    first, second, *rest = map(int, text.split("."))
    body = b""
    for arc in [first * 40 + second, *rest]:
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.insert(0, 0x80 | arc & 0x7F)
        body += bytes(groups)
    return tlv(0x06, body)


def header_length(der):
    """Of the outermost value."""
    return 2 if der[1] < 128 else 2 + (der[1] & 0x7F)


# --- keys and what they sign with ---------------------------------------------------------------------------------
def method(key):
    if key.curve is SM2:
        return "1.2.156.10197.1.501", "1.2.156.10197.1.401", sm3
    return "1.2.840.10045.4.3.2", "2.16.840.1.101.3.4.2.1", lambda data: hashlib.sha256(data).digest()


def signs_with(key):
    return method(key)[0]


def digest_oid(key):
    return method(key)[1]


def digest(key, data):
    return method(key)[2](data)


def signed(key, message):
    return der_signature(key.sign(message))


# --- certificates -------------------------------------------------------------------------------------------------
def name(common_name):
    parts = [("2.5.4.6", tlv(0x13, b"CN")), ("2.5.4.10", utf8("示例")), ("2.5.4.3", utf8(common_name))]
    return seq(*(tlv(0x31, seq(oid(kind), value)) for kind, value in parts))


SIGNS, CERTIFIES, ENCIPHERS = bits(b"\xc0", 6), bits(b"\x06", 1), bits(b"\x20", 5)
TRUE = tlv(0x01, b"\xff")


def extension(kind, value, critical=True):
    return seq(oid(kind), TRUE if critical else b"", octets(value))


def certificate(key, subject, issuer_key, issuer, ca=None, usage=SIGNS, dates=("20260101000000Z", "20301231235959Z"),
                extra=b"", version=2, spki=None, date=validity):
    """`ca`: None for an end certificate, else how many authorities may stand below."""
    constraints = seq() if ca is None else seq(TRUE, number(ca))
    extensions = extension("2.5.29.19", constraints) + (extension("2.5.29.15", usage) if usage else b"") + extra
    algorithm = seq(oid(signs_with(issuer_key)))
    fields = seq(
        explicit(0, number(version)), number(len(subject) + 1), algorithm, name(issuer), seq(*map(date, dates)),
        name(subject), key.spki if spki is None else spki, explicit(3, seq(extensions)) if version == 2 else b"",
    )
    return seq(fields, algorithm, bits(signed(issuer_key, fields)))


# --- the seal and the signature with it ---------------------------------------------------------------------------
def png(gray):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    raw = bytes([0, gray])
    stored = b"\x78\x01\x01" + struct.pack("<HH", 2, 0xFFFD) + raw + struct.pack(">I", zlib.adler32(raw))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])) + chunk(b"IDAT", stored) + chunk(b"IEND", b"")


def eseal_info(listed, version=4, mark="ES", list_type=1, made="20260201000000Z",
               valid=("20260201000000Z", "20290131235959Z"), picture=png(1), extra=b""):
    return seq(
        seq(ascii5(mark), number(version), ascii5("Second")), ascii5("21000000000001"),
        seq(number(1), utf8("测试专用章"), number(list_type), seq(*listed), *map(time, (made, *valid))),
        seq(ascii5("PNG"), octets(picture), number(42), number(42)), extra,
    )


def eseal(info, key, maker, named=None, signature=None):
    signature = signed(key, info) if signature is None else signature
    return seq(info, octets(maker), oid(named or signs_with(key)), bits(signature))


class Office:
    """An authority, a seal maker, a signer, and the seal that lists the signer; whatever is not given is in order."""

    def __init__(self, curve=SM2, **changes):
        part = lambda word: Key(word, curve, f"{word} of the sealed vectors".encode())  # noqa: E731
        self.root_key, self.maker_key, self.signer_key = part("root"), part("maker"), part("signer")
        self.root_name = "根 SM2" if curve is SM2 else "根 P-256"
        self.root = certificate(self.root_key, self.root_name, self.root_key, self.root_name, ca=1, usage=CERTIFIES, date=validity if curve is SM2 else time)
        self.maker = self.certified(self.maker_key, "制章")
        self.signer = self.certified(self.signer_key, "签章")
        for part_name, change in changes.items():
            if part_name not in ("info", "eseal"):
                setattr(self, part_name, change(self) if callable(change) else change)
        info = eseal_info([octets(self.signer)])
        info = changes["info"](self) if "info" in changes else info
        self.seal = eseal(info, self.maker_key, self.maker)
        if "eseal" in changes:
            self.seal = changes["eseal"](self, info)

    def certified(self, key, subject, **changes):
        """By the authority."""
        return certificate(key, subject, self.root_key, self.root_name, **changes)


def signed_value(office, xml, version=4, at=SIGNED_AT, data_hash=None, extra=b"", named=None, sign=signed, stamp=b"", seal=None):
    key = office.signer_key
    to_sign = seq(
        number(version), office.seal if seal is None else seal, time(at), bits(data_hash or digest(key, xml)),
        ascii5("/" + SIGNATURE), extra,
    )
    return seq(to_sign, octets(office.signer), oid(named or signs_with(key)), bits(sign(key, to_sign)), stamp)


# --- the package --------------------------------------------------------------------------------------------------
def base_files():
    custom = '<ofd:CustomDatas><ofd:CustomData Name="ZZMC">道路运输证</ofd:CustomData></ofd:CustomDatas>'
    entry = (
        f'{DECLARATION}<ofd:OFD {NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>'
        f"<ofd:Title>证</ofd:Title>{custom}</ofd:DocInfo><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot>"
        f"<ofd:Signatures>/{LIST}</ofd:Signatures></ofd:DocBody></ofd:OFD>"
    )
    document = (
        f"{DECLARATION}<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>3</ofd:MaxUnitID><ofd:PageArea>"
        f"<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
        f'<ofd:Pages><ofd:Page ID="1" BaseLoc="/{PAGE}"/></ofd:Pages></ofd:Document>'
    )
    page = f'{DECLARATION}<ofd:Page {NAMESPACE}><ofd:Content><ofd:Layer ID="3"/></ofd:Content></ofd:Page>'
    return {ENTRY: entry.encode(), "Doc_0/Document.xml": document.encode(), PAGE: page.encode(), PHOTO: png(7)}


def list_xml():
    return (
        f'{DECLARATION}<ofd:Signatures {NAMESPACE}><ofd:MaxSignId>2</ofd:MaxSignId><ofd:Signature ID="1" Type="Seal" '
        f'BaseLoc="/{SIGNATURE}"/></ofd:Signatures>'
    )


def reference(key, path, data):
    value = base64.b64encode(digest(key, data)).decode()
    return f'<ofd:Reference FileRef="/{path}"><ofd:CheckValue>{value}</ofd:CheckValue></ofd:Reference>'


def signature_xml(office, files):
    key = office.signer_key
    references = "".join(reference(key, path, data) for path, data in files.items())
    return (
        f'{DECLARATION}<ofd:Signature {NAMESPACE}><ofd:SignedInfo><ofd:Provider ProviderName="Second" Version="1"/>'
        f"<ofd:SignatureMethod>{signs_with(key)}</ofd:SignatureMethod>"
        "<ofd:SignatureDateTime>2026-11-23 11:59:00</ofd:SignatureDateTime>"
        f'<ofd:References CheckMethod="{digest_oid(key)}">{references}</ofd:References>'
        '<ofd:StampAnnot ID="2" PageRef="1" Boundary="58 222 42 42"/>'
        f"<ofd:Seal><ofd:BaseLoc>/{SEAL}</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo>"
        f"<ofd:SignedValue>/{VALUE}</ofd:SignedValue></ofd:Signature>"
    )


class Entry:
    """An entry of a ZIP as it is to lie there, headers that lie included."""

    def __init__(self, path, data, deflate=False, **header):
        self.path, self.data = path.encode() if isinstance(path, str) else path, data
        self.packed = data
        if deflate:
            squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
            self.packed = squeeze.compress(data) + squeeze.flush()
        self.method = 8 if deflate else 0
        self.local_path, self.flags, self.extra, self.attributes, self.checksum = self.path, 0x800, b"", 0, zlib.crc32(data)
        self.local_checksum, self.shares, self.follow = None, False, False
        for field, value in header.items():
            setattr(self, field, value)

    def fields(self, path, checksum, sizes):
        return struct.pack(
            "<HHHHIIIHH", self.flags, self.method, 0, 0x21, checksum, *sizes, len(path), len(self.extra)
        )

    def local(self):
        sizes = (len(self.packed), len(self.data))
        if not self.follow:
            checksum = self.checksum if self.local_checksum is None else self.local_checksum
            head = self.fields(self.local_path, checksum, sizes)
            return b"PK\3\4\x14\0" + head + self.local_path + self.extra + self.packed
        self.flags |= 8
        head = self.fields(self.local_path, 0, (0, 0))
        follows = b"PK\7\x08" + struct.pack("<III", self.checksum, *sizes)
        return b"PK\3\4\x14\0" + head + self.local_path + self.extra + self.packed + follows

    def central(self, offset):
        head = self.fields(self.path, self.checksum, (len(self.packed), len(self.data)))
        tail = struct.pack("<HHHII", 0, 0, 0, self.attributes, offset)
        return b"PK\1\2\x14\3\x14\0" + head + tail + self.path + self.extra


def package(entries, front=b"", between=b"", comment=b""):
    body, directory, offset = front, b"", len(front)
    for entry in entries:
        if not entry.shares:
            offset = len(body)
            body += entry.local()
        directory += entry.central(offset)
    body += between
    count = len(entries)
    return body + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(body), len(comment)) + comment


def sealed(office=None, before=None, listed=None, xml=None, value=None, after=None, entries=None, packed=None, **signing):
    """The steps of section 6 in order, with a place to do each one wrong."""
    office = office or Office()
    files = base_files()
    if before:
        before(files)
    files[LIST] = (listed(list_xml()) if listed else list_xml()).encode()
    files[SEAL] = office.seal
    text = signature_xml(office, files)
    text = (xml(text) if xml else text).encode()
    files[SIGNATURE] = text
    files[VALUE] = signed_value(office, text, **signing)
    if value:
        files[VALUE] = value(files[VALUE])
    if after:
        after(files)
    made = [Entry(path, data) for path, data in files.items()]
    made = entries(made) if entries else made
    return packed(made) if packed else package(made)


def replaced(old, new):
    """Text or bytes; what is to be replaced must be there."""

    def change(whole):
        a, b = (old.encode(), new.encode()) if isinstance(whole, bytes) and isinstance(old, str) else (old, new)
        assert a in whole, old
        return whole.replace(a, b)

    return change


def in_file(path, change):
    def apply(files):
        files[path] = change(files[path])

    return apply


def flipped(at):
    def change(data):
        index = at if at >= 0 else len(data) + at
        return data[:index] + bytes([data[index] ^ 1]) + data[index + 1 :]

    return change
