#!/usr/bin/env python3
"""Writes the sealed files of `sealed/`, their index and the trusted certificates, with seal_maker.py.

    python3 shared/document/testdata/make_sealed.py

A vector has the outward number (0, 1, 2; null for cannot tell), the faults of the package by code, and what was found
of the seal: each aspect that is invalid, or unchecked for a reason of its own, by code. Most are to be refused.
"""

import base64
import hashlib
import json
import pathlib
import shutil
import struct

from seal_maker import *  # noqa: F403

OUT = pathlib.Path(__file__).parent / "sealed"
NOW = "2026-11-23T04:00:00Z"
OFFICE, OTHER_CURVE = Office(), Office(P256)
STRANGER_KEY = Key("stranger", SM2, b"stranger of the sealed vectors")
STRANGER = certificate(STRANGER_KEY, "根 SM2", STRANGER_KEY, "根 SM2", ca=1, usage=CERTIFIES)
BETWEEN_KEY = Key("between", SM2, b"between of the sealed vectors")
BETWEEN = OFFICE.certified(BETWEEN_KEY, "中间", ca=0, usage=CERTIFIES)
TRUST = {"trusted": {"sm2": OFFICE.root, "p256": OTHER_CURVE.root, "between": BETWEEN}, "strangers": {"sm2": STRANGER}}
vectors = []


def vector(name, code, data, *faults, trust="trusted", **found):
    vectors.append(dict(name=name, code=code, faults=list(faults), found=found, trust=trust, data=data))


def below_between(key, subject, **changes):
    return certificate(key, subject, BETWEEN_KEY, "中间", **changes)


def signer(**changes):
    """An office whose signer's certificate is another one; its seal lists that one."""
    return Office(signer=lambda office: office.certified(office.signer_key, "签章", **changes))


def maker(**changes):
    return Office(maker=lambda office: office.certified(office.maker_key, "制章", **changes))


def seal_of(**changes):
    return Office(info=lambda office: eseal_info([octets(office.signer)], **changes))


def digest_list(data):
    return seq(tlv(0x13, b"SM3"), octets(data))


def good():
    vector("sealed by SM2", 0, sealed())
    vector("sealed by P-256", 0, sealed(OTHER_CURVE))
    long_dates = lambda office: office.certified(office.signer_key, "签章", date=time)  # noqa: E731
    vector("a certificate with four digits of the year", 0, sealed(Office(signer=long_dates)))
    beyond = signer(dates=("20260101000000Z", "20501231235959Z"))
    vector("a certificate beyond 2049", 0, sealed(beyond))
    listed = Office(info=lambda office: eseal_info([digest_list(sm3(office.signer))], list_type=2))
    vector("the seal lists digests", 0, sealed(listed))
    no_seal = lambda text: text.replace(f"<ofd:Seal><ofd:BaseLoc>/{SEAL}</ofd:BaseLoc></ofd:Seal>", "")  # noqa: E731
    without = lambda text: no_seal(text).replace(reference(OFFICE.signer_key, SEAL, OFFICE.seal), "")  # noqa: E731
    vector("no Seal.esl", 0, sealed(xml=without, after=lambda files: files.pop(SEAL)), seal_file="no_seal_file")
    near = lambda text: text.replace(f">/{SEAL}<", ">Seal.esl<").replace(f">/{VALUE}<", ">SignedValue.dat<")  # noqa: E731
    far = in_file(ENTRY, replaced(f">/{LIST}<", f">{LIST}<"))
    relative = sealed(xml=near, before=far, listed=replaced(f'"/{SIGNATURE}"', '"Sign_0/Signature.xml"'))
    vector("locations from the file that names them", 0, relative)
    vector("CheckMethod by name", 0, sealed(xml=replaced("1.2.156.10197.1.401", "SM3")))
    unlisted = lambda text: text.replace(reference(OFFICE.signer_key, LIST, list_xml().encode()), "")  # noqa: E731
    vector("the list of signatures is not protected", 0, sealed(xml=unlisted))
    vector("no Type in the list", 0, sealed(listed=replaced(' Type="Seal"', "")))
    vector("a time stamp, which is not read", 0, sealed(stamp=explicit(0, bits(b"stamp"))))
    vector("further data in the signature", 0, sealed(extra=explicit(0, seq(number(1)))))
    vector("further data in the seal", 0, sealed(seal_of(extra=explicit(0, seq(number(1))))))
    vector("another prefix", 0, sealed(xml=lambda text: text.replace("ofd:", "o:").replace("xmlns:ofd", "xmlns:o")))
    vector("a byte order mark", 0, sealed(xml=lambda text: "\ufeff" + text))
    vector("sizes follow the data", 0, sealed(entries=lambda made: [Entry(e.path, e.data, follow=True) for e in made]))
    vector("deflated", 0, sealed(entries=lambda made: [Entry(e.path, e.data, deflate=True) for e in made]))
    vector("a folder as an entry", 0, sealed(entries=lambda made: [*made, Entry("Doc_0/Res/", b"")]))
    between = Office(
        maker=lambda office: below_between(office.maker_key, "制章"),
        signer=lambda office: below_between(office.signer_key, "签章"),
    )
    vector("an authority between", 0, sealed(between))
    vector("signed five minutes ahead of now", 0, sealed(at="20261123040500Z"))
    vector("signed in the seal's last second", 0, sealed(seal_of(valid=("20260201000000Z", SIGNED_AT))))
    vector("signed in the certificate's last second", 0, sealed(signer(dates=("20260101000000Z", SIGNED_AT))))


def cannot_tell():
    vector("nobody is trusted", None, sealed(), trust="nobody", seal_maker="no_trust", signer="no_trust")
    for version, code in ((0, "version_1"), (1, "version_1"), (5, "version_5"), (2, "version_unknown"), (6, "version_unknown")):
        vector(f"signature of version {version}", None, sealed(version=version), form=f"ses.{code}")
        vector(f"seal of version {version}", None, sealed(seal_of(version=version)), form=f"ses.{code}")
    twice = replaced("</ofd:Signatures>", f'<ofd:Signature ID="2" BaseLoc="/{SIGNATURE}"/></ofd:Signatures>')
    vector("two signatures", None, sealed(listed=twice), "file.many_signatures")
    vector("signed without a seal", None, sealed(listed=replaced('"Seal"', '"Sign"')), "file.not_a_seal")
    vector("no CheckMethod", None, sealed(xml=replaced(' CheckMethod="1.2.156.10197.1.401"', "")), "file.check_method")
    for name in ("MD5", "1.2.840.113549.2.5", "1.3.14.3.2.26", ""):
        vector(f"CheckMethod {name or 'empty'}", None, sealed(xml=replaced("1.2.156.10197.1.401", name)), "file.check_method")


def certificates():
    later, before = ("20261123035901Z", "20301231235959Z"), ("20260101000000Z", "20261123035859Z")
    for word, office_of, made in (("signer", signer, SIGNED_AT), ("seal_maker", maker, "20260201000000Z")):
        first = {"signer": later, "seal_maker": ("20260201000001Z", later[1])}[word]
        last = {"signer": before, "seal_maker": ("20260101000000Z", "20260131235959Z")}[word]
        refuse = lambda name, code, **changes: vector(  # noqa: E731
            f"{word}: {name}", 1, sealed(office_of(**changes)), **{word: f"ses.{code}"}
        )
        refuse("not valid yet", "certificate_not_yet_valid", dates=first)
        refuse("expired", "certificate_expired", dates=last)
        refuse("for enciphering", "key_usage", usage=ENCIPHERS)
        refuse("no key usage", "key_usage", usage=None)
        refuse("an authority's", "key_usage", ca=0, usage=bits(b"\xc6", 1))
        made_by = dict(signer="signer", seal_maker="maker")[word]
        stranger = lambda office: certificate(getattr(office, f"{made_by}_key"), "某", STRANGER_KEY, "路人")  # noqa: E731
        vector(f"{word}: of an unknown authority", 1, sealed(Office(**{made_by: stranger})), **{word: "ses.untrusted"})
        forged = lambda office: certificate(getattr(office, f"{made_by}_key"), "某", STRANGER_KEY, office.root_name)  # noqa: E731
        vector(f"{word}: the authority's name, another key", 1, sealed(Office(**{made_by: forged})), **{word: "ses.certificate_signature"})
        critical = extension("2.5.29.37", seq(oid("1.3.6.1.5.5.7.3.3")))
        vector(f"{word}: a critical extension", 1, sealed(office_of(extra=critical)), form="ses.critical_extension")
        vector(f"{word}: version 1", 1, sealed(office_of(version=0)), form="ses.certificate_form")
        rsa = bytes.fromhex("305c300d06092a864886f70d0101010500034b003048024100" + "ab" * 64 + "0203010001")
        vector(f"{word}: an RSA key", 1, sealed(office_of(spki=rsa)), form="ses.certificate_key")
        changed = Office(**{made_by: lambda office: flipped(-1)(office.certified(getattr(office, f"{made_by}_key"), "某"))})
        vector(f"{word}: a changed byte of the certificate", 1, sealed(changed), **{word: "ses.certificate_signature"})
    self_signed = Office(signer=lambda office: certificate(office.signer_key, "签章", office.signer_key, "签章"))
    vector("signer: signed by itself", 1, sealed(self_signed), signer="ses.untrusted")
    deep_key = Key("deep", SM2, b"deep of the sealed vectors")
    TRUST["trusted"]["deep"] = below_between(deep_key, "下级", ca=0, usage=CERTIFIES)
    below = Office(signer=lambda office: certificate(office.signer_key, "签章", deep_key, "下级"))
    vector("signer: below an authority that may have none below", 1, sealed(below), signer="ses.untrusted")
    vector("the authority's name, another key, is trusted", 1, sealed(), trust="strangers",
           seal_maker="ses.certificate_signature", signer="ses.certificate_signature")


def seals():
    other = OFFICE.certified(STRANGER_KEY, "他人")
    vector("signer not listed", 1, sealed(Office(info=lambda office: eseal_info([octets(other)]))), signer_listed="ses.signer_not_listed")
    vector("nobody listed", 1, sealed(Office(info=lambda office: eseal_info([]))), signer_listed="ses.signer_not_listed")
    digests = Office(info=lambda office: eseal_info([digest_list(sm3(other))], list_type=2))
    vector("signer's digest not listed", 1, sealed(digests), signer_listed="ses.signer_not_listed")
    for name, office in (
        ("of type 3", seal_of(list_type=3)),
        ("of certificates, said to be digests", seal_of(list_type=2)),
        ("of digests, said to be certificates", Office(info=lambda office: eseal_info([digest_list(sm3(office.signer))]))),
    ):
        vector(f"a list {name}", 1, sealed(office), signer_listed="ses.form")
    vector("the seal is over", 1, sealed(seal_of(valid=("20260201000000Z", "20261123035859Z"))), seal_period="ses.seal_period")
    vector("the seal is not in force yet", 1, sealed(seal_of(valid=("20261123035901Z", "20290131235959Z"))), seal_period="ses.seal_period")
    vector("the seal's mark is not ES", 1, sealed(seal_of(mark="SE")), form="ses.form")
    forged = Office(eseal=lambda office, info: eseal(info, STRANGER_KEY, office.maker))
    vector("the seal is signed by another key", 1, sealed(forged), seal_signature="ses.seal_signature")
    misnamed = Office(eseal=lambda office, info: eseal(info, office.maker_key, office.maker, named="1.2.840.10045.4.3.2"))
    vector("the seal's signature names another method", 1, sealed(misnamed), seal_signature="ses.seal_signature")
    redrawn = Office(eseal=lambda office, info: eseal(eseal_info([octets(office.signer)], picture=png(2)), office.maker_key, office.maker, signature=signed(office.maker_key, info)))
    vector("the seal's picture was changed", 1, sealed(redrawn), seal_signature="ses.seal_signature")
    elsewhere = Office(info=lambda office: eseal_info([octets(office.signer)], picture=png(3))).seal
    vector("another seal of the maker in the file", 1, sealed(seal=elsewhere), seal_file="ses.seal_file")


def signatures():
    raw = lambda change: lambda key, message: der_signature(change(key.sign(message)))  # noqa: E731
    bent = lambda name, **how: vector(f"signature: {name}", 1, sealed(**how), signature="ses.signature")  # noqa: E731
    bent("by another key", sign=lambda _, message: signed(STRANGER_KEY, message))
    bent("with an empty signer id", sign=lambda key, message: der_signature(key.sign(message, b"")))
    bent("with another signer id", sign=lambda key, message: der_signature(key.sign(message, b"1234567812345679")))
    bent("over other bytes", sign=lambda key, message: signed(key, message + b"\0"))
    bent("over the body of toSign", sign=lambda key, message: signed(key, message[header_length(message):]))
    bent("r and s changed places", sign=raw(lambda rs: rs[32:] + rs[:32]))
    bent("zeros", sign=raw(lambda rs: bytes(64)))
    bent("s and the order", sign=raw(lambda rs: rs[:32] + b32(SM2.n)))
    bent("r and s without DER", sign=lambda key, message: key.sign(message))
    bent("empty", sign=lambda key, message: b"")
    bent("a byte behind", sign=lambda key, message: signed(key, message) + b"\0")
    bent("names another method", named="1.2.840.10045.4.3.2")
    upper = raw(lambda rs: rs[:32] + b32(P256.n - int.from_bytes(rs[32:], "big")))
    vector("signature: the upper s of P-256", 1, sealed(OTHER_CURVE, sign=upper), signature="ses.signature")
    vector("dataHash of other bytes", 1, sealed(data_hash=sm3(b"other")), data_hash="ses.data_hash")
    vector("dataHash by SHA-256", 1, sealed(data_hash=hashlib.sha256(b"").digest()), data_hash="ses.data_hash")
    vector("dataHash cut", 1, sealed(data_hash=sm3(b"")[:31]), data_hash="ses.data_hash")
    vector("signed a second more than five minutes ahead", 1, sealed(at="20261123040501Z"), signed_at="ses.signed_in_future")
    moved = in_file(SIGNATURE, replaced("58 222 42 42", "90 222 42 42"))
    vector("Signature.xml: the seal was moved", 1, sealed(after=moved), data_hash="ses.data_hash")
    vector("SignedValue.dat: the time was changed", 1, sealed(value=replaced(SIGNED_AT.encode(), b"20261123035800Z")), signature="ses.signature")
    vector("SignedValue.dat: the picture was changed", 1, sealed(value=replaced(png(1), png(2))),
           seal_file="ses.seal_file", seal_signature="ses.seal_signature", signature="ses.signature")
    vector("SignatureMethod of another algorithm", 1, sealed(xml=replaced(">1.2.156.10197.1.501<", ">1.2.840.10045.4.3.2<")), "file.signature_method")
    vector("SignatureMethod by name", 1, sealed(xml=replaced(">1.2.156.10197.1.501<", ">SM2<")), "file.signature_method")


def padded_version(data):
    """SES_Signature anew, with the version of TBS_Sign in two bytes."""
    body = data[header_length(data) :]
    inner = body[header_length(body) : header_length(body) + int.from_bytes(body[2:4], "big")]
    assert body[1] == 0x82 and inner.startswith(number(4))
    return seq(seq(b"\x02\x02\x00\x04" + inner[3:]), body[4 + len(inner) :])


def encodings():
    def outer(change):
        """The outermost header written another way."""
        return lambda data: change(data, data[header_length(data) :])

    lengths = lambda count, size: bytes([0x80 | size]) + count.to_bytes(size, "big")  # noqa: E731
    forms = (
        ("empty", lambda data: b""),
        ("cut", lambda data: data[:-1]),
        ("cut after the header", lambda data: data[:4]),
        ("a byte behind", lambda data: data + b"\0"),
        ("two values", lambda data: data + data),
        ("a set", lambda data: b"\x31" + data[1:]),
        ("a length with a leading zero", outer(lambda _, body: b"\x30" + lengths(len(body), 3) + body)),
        ("an indefinite length", outer(lambda _, body: b"\x30\x80" + body + b"\0\0")),
        ("a length of 4 GB", outer(lambda _, body: b"\x30\x84\xff\xff\xff\xff" + body)),
        ("a padded version", padded_version),
        ("text", lambda data: b"SES_Signature"),
    )
    for name, change in forms:
        vector(f"SignedValue.dat: {name}", 1, sealed(value=change), form="ses.form")
    for name, at in (("a fraction", "20261123035900.5Z"), ("no zone", "20261123035900"), ("an offset", "20261123115900+0800"), ("month 13", "20261323035900Z")):
        vector(f"timeInfo with {name}", 1, sealed(at=at), form="ses.form")
    vector("the time of a long time ago", 1, sealed(at="19691231235959Z"), form="ses.form")
    vector("a version of five bytes", 1, sealed(version=2**33), form="ses.form")
    vector("a field behind the time stamp", 1, sealed(stamp=explicit(0, bits(b"stamp")) + number(1)), form="ses.form")
    vector("a time stamp of another tag", 1, sealed(stamp=explicit(1, bits(b"stamp"))), form="ses.form")


def contents():
    """The package is well made; its files are not those that were sealed."""
    for name, path, change in (
        ("page", PAGE, replaced('ID="3"', 'ID="4"')),
        ("photo", PHOTO, flipped(-20)),
        ("document", "Doc_0/Document.xml", replaced("210 297", "210 298")),
        ("custom data", ENTRY, replaced("运输证", "运榆证")),
        ("title", ENTRY, replaced(">证<", ">许<")),
        ("list of signatures", LIST, replaced(">2<", ">3<")),
        ("file without an end", PAGE, lambda data: data[:-1]),
        ("file and a space", PAGE, lambda data: data + b" "),
    ):
        vector(f"changed: {name}", 2, sealed(after=in_file(path, change)), "file.changed")
    vector("changed: Seal.esl", 2, sealed(after=in_file(SEAL, flipped(-1))), "file.changed", seal_file="ses.seal_file")
    vector("changed: photo, and a reference to suit", 2, sealed(after=in_file(PHOTO, flipped(-20)), value=flipped(-1)), "file.changed", signature="ses.signature")
    one = base_files()[PHOTO]
    own = reference(OFFICE.signer_key, PHOTO, one)
    value = base64.b64encode(sm3(one)).decode()
    for name, new in (
        ("of SHA-256", own.replace(value, base64.b64encode(hashlib.sha256(one).digest()).decode())),
        ("in hexadecimal", own.replace(value, sm3(one).hex())),
        ("cut", own.replace(value, value[:-4])),
        ("empty", own.replace(value, "")),
        ("absent", own.replace(f"<ofd:CheckValue>{value}</ofd:CheckValue>", "")),
        ("twice", own.replace("</ofd:Ref", f"<ofd:CheckValue>{value}</ofd:CheckValue></ofd:Ref")),
    ):
        vector(f"a digest {name}", 2, sealed(xml=replaced(own, new)), "file.changed")
    vector("a file without reference", 2, sealed(xml=replaced(own, "")), "file.unreferenced")
    vector("a file without reference, and not there", 0, sealed(xml=replaced(own, ""), after=lambda files: files.pop(PHOTO)))
    vector("a file more", 2, sealed(after=lambda files: files.update({"Doc_0/Res/more.png": one})), "file.unreferenced")
    vector("a file more beside the signature", 2, sealed(after=lambda files: files.update({"Doc_0/Signs/Sign_0/More.dat": b"x"})), "file.unreferenced")
    vector("a file less", 2, sealed(after=lambda files: files.pop(PHOTO)), "file.missing")
    for path in (LIST, SEAL, SIGNATURE, VALUE):
        vector(f"without {path.rsplit('/', 1)[1]}", 2, sealed(after=lambda files, path=path: files.pop(path)), "file.missing")
    vector("a reference to nothing", 2, sealed(xml=replaced(own, own + reference(OFFICE.signer_key, "Doc_0/none", b""))), "file.missing")
    vector("a reference twice", 2, sealed(xml=replaced(own, own + own)), "file.referenced_twice")
    vector("a reference twice, written in two ways", 2, sealed(xml=replaced(own, own + own.replace('"/Doc', '"Doc'))), "file.referenced_twice")
    unsealed = in_file(ENTRY, replaced(f"<ofd:Signatures>/{LIST}</ofd:Signatures>", ""))
    vector("OFD.xml knows no signature", 1, sealed(after=unsealed), "file.not_sealed")
    vector("no signature in the list", 1, sealed(after=in_file(LIST, lambda _: f"<ofd:Signatures {NAMESPACE}/>".encode())), "file.not_sealed")


def descriptions():
    """Signature.xml and its like, out of bounds; sealed as they stand, so that nothing else is wrong."""
    end, deflate = "</ofd:Signature>", lambda made: [Entry(e.path, e.data, deflate=e.path == SIGNATURE.encode()) for e in made]
    entity = "<!DOCTYPE x [" + "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(8)) + "]>"
    for name, change in (
        ("a document type", replaced("<ofd:Signature ", "<!DOCTYPE x><ofd:Signature ")),
        ("entities that grow", lambda text: text.replace(DECLARATION, DECLARATION + entity).replace("<ofd:SignedInfo>", "<ofd:SignedInfo>&e8;")),
        ("an entity of nobody", replaced("<ofd:SignedInfo>", "<ofd:SignedInfo>&a;")),
        ("17 levels", replaced(end, "<ofd:a>" * 16 + "</ofd:a>" * 16 + end)),
        ("20,001 nodes", replaced(end, "<ofd:a/>" * 20_001 + end)),
        ("more than 1 MiB", replaced(end, " " * 2**20 + end)),
        ("no end", replaced(end, "")),
        ("two roots", lambda text: text + f"<ofd:Signature {NAMESPACE}/>"),
        ("another root", lambda text: text.replace("ofd:Signature ", "ofd:Signed ").replace(end, "</ofd:Signed>")),
        ("another name space", replaced("http://www.ofdspec.org/2016", "http://www.ofdspec.org/2017")),
        ("two SignedInfo", replaced("<ofd:SignedValue>", "<ofd:SignedInfo/><ofd:SignedValue>")),
        ("two lists of references", replaced("<ofd:StampAnnot", "<ofd:References/><ofd:StampAnnot")),
        ("two SignedValue", replaced(end, f"<ofd:SignedValue>/{VALUE}</ofd:SignedValue>" + end)),
        ("no SignedValue", replaced(f"<ofd:SignedValue>/{VALUE}</ofd:SignedValue>", "")),
        ("a value above the root", replaced(f">/{VALUE}<", f">/../{VALUE}<")),
        ("a value beside itself", replaced(f">/{VALUE}<", f">/Doc_0/./Signs/Sign_0/SignedValue.dat<")),
        ("a seal above the root", replaced(f">/{SEAL}<", ">../../../../Seal.esl<")),
        ("a reference above the root", replaced(f'"/{PAGE}"', f'"/../{PAGE}"')),
        ("a reference that climbs", replaced(f'"/{PAGE}"', '"/Doc_0/Res/../Pages/Page_0/Content.xml"')),
        ("no UTF-8", None),
    ):
        entries = deflate if name.startswith(("20,001", "more")) else None
        data = sealed(xml=change, entries=entries) if change else sealed(after=in_file(SIGNATURE, replaced(b"Second", b"S\xff\xfe")))
        vector(f"Signature.xml: {name}", 2, data, "file.unreadable")
    vector("OFD.xml: two documents", 2, sealed(before=in_file(ENTRY, replaced("</ofd:OFD>", "<ofd:DocBody/></ofd:OFD>"))), "file.package")
    vector("OFD.xml: a document type", 2, sealed(before=in_file(ENTRY, replaced("<ofd:OFD", "<!DOCTYPE x><ofd:OFD"))), "file.package")
    vector("OFD.xml: custom data twice", 2, sealed(before=in_file(ENTRY, replaced("</ofd:CustomDatas>", '<ofd:CustomData Name="ZZMC">x</ofd:CustomData></ofd:CustomDatas>'))), "file.package")
    vector("OFD.xml: two lists of signatures", 2, sealed(before=in_file(ENTRY, replaced("</ofd:DocBody>", f"<ofd:Signatures>/{LIST}</ofd:Signatures></ofd:DocBody>"))), "file.unreadable")
    vector("OFD.xml: a list above the root", 2, sealed(before=in_file(ENTRY, replaced(f">/{LIST}<", f">/../{LIST}<"))), "file.unreadable")
    vector("Signatures.xml: a signature above the root", 2, sealed(listed=replaced(f'"/{SIGNATURE}"', f'"../../../{SIGNATURE}"')), "file.unreadable")
    vector("Signatures.xml: a signature without a place", 2, sealed(listed=replaced(f' BaseLoc="/{SIGNATURE}"', "")), "file.unreadable")


def packages():
    """Files as they were sealed, in packages that show other files to other readers, or too much."""
    def broken(name, **how):
        vector(f"package: {name}", 2, sealed(**how), "file.package")

    def with_entry(path, data=b"", **header):
        return lambda made: [*made, Entry(path, data, **header)]

    def first(**header):
        return lambda made: [Entry(made[0].path, made[0].data, **header), *made[1:]]

    for path in ("../x", "/x", "Doc_0/../x", "./x", "Doc_0//x", "Doc_0\\x", "C:x", "Doc_0/\nx", b"\xff\xfe", "x" * 257):
        shown = path.decode("latin-1") if isinstance(path, bytes) else path
        broken(f"a path {ascii(shown[:12])}", entries=with_entry(path))
    broken("a folder that holds bytes", entries=with_entry("Doc_0/Res/", b"hidden"))
    broken("a folder above the root", entries=with_entry("../../"))
    broken("a folder with a backslash", entries=with_entry("Doc_0\\\\"))
    broken("a link", entries=with_entry("Doc_0/link", b"/etc/passwd", attributes=0o120777 << 16))
    broken("a file twice", entries=lambda made: [*made, made[0]])
    broken("a page twice", entries=lambda made: [*made, Entry(PAGE, b"<other/>")])
    broken("a file twice but for case", entries=with_entry("ofd.XML"))
    broken("another name in front", entries=first(local_path=b"ofd.xml"))
    broken("another checksum in front", entries=first(local_checksum=1))
    broken("a wrong checksum", entries=first(checksum=1))
    broken("a second name", entries=first(extra=struct.pack("<HHBI", 0x7075, 12, 1, 0) + b"OFE.xml"))
    broken("encrypted", entries=first(flags=0x801))
    broken("packed by another method", entries=first(method=12))
    broken("deflated, it says", entries=first(method=8))
    broken("two entries over one another", entries=lambda made: [*made, Entry("Doc_0/again", made[-1].data, shares=True)])
    broken("a bomb of entries over one another", entries=bomb)
    broken("201 entries", entries=lambda made: [*made, *(Entry(f"{n}", b"") for n in range(201 - len(made)))])
    broken("no OFD.xml", after=lambda files: files.pop(ENTRY))
    broken("bytes in front", packed=lambda made: package(made, front=b"MZ"))
    broken("bytes before the directory", packed=lambda made: package(made, between=b"PK\3\4"))
    broken("bytes behind", packed=lambda made: package(made) + b"\0")
    broken("a comment", packed=lambda made: package(made, comment=b"comment"))
    broken("cut", packed=lambda made: package(made)[:-1])
    broken("without its directory", packed=lambda made: b"".join(entry.local() for entry in made))
    vector("package: empty", 2, b"", "file.package")
    vector("package: a PDF", 2, b"%PDF-1.7\n%%EOF\n", "file.package")


def bomb(made):
    """380 KB of zeros in 390 bytes, listed 181 times: 69 MB."""
    kernel = Entry("z", bytes(380_000), deflate=True)
    return [*made, kernel, *(Entry(f"z{n}", kernel.data, deflate=True, shares=True) for n in range(180))]


def pem(der):
    text = base64.b64encode(der).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""])


def write():
    shutil.rmtree(OUT, ignore_errors=True)
    for folder, certificates_of in TRUST.items():
        (OUT / folder).mkdir(parents=True)
        for word, der in certificates_of.items():
            (OUT / folder / f"{word}.pem").write_text(pem(der), encoding="ascii")
    rows = []
    for count, row in enumerate(vectors, 1):
        file = f"{count:03}.ofd"
        (OUT / file).write_bytes(row.pop("data"))
        rows.append(dict(name=row.pop("name"), file=file, **row))
    text = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
    (OUT / "index.json").write_text(f'{{"now": "{NOW}", "vectors": [\n{text}\n]}}\n', encoding="utf-8")
    assert len({row["name"] for row in rows}) == len(rows)
    print(len(rows), "files,", sum(row["code"] == 0 for row in rows), "valid")


if __name__ == "__main__":
    for part in (good, cannot_tell, certificates, seals, signatures, encodings, contents, descriptions, packages):
        part()
    write()
