#!/usr/bin/env python3
"""Writes the vectors beside this file, from docs/SEAL.md alone: a second implementation, in plain Python.

    python3 shared/seal/testdata/make_vectors.py

Every key, person, plate and operator here is made up. The private keys are test keys and stand here on purpose.
"""

import hashlib
import json
import pathlib

HERE = pathlib.Path(__file__).parent
BASE = "HTTPS://LZ.EXAMPLE/#"
CONTEXT = b"LICENSE-CODE-1\0"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FOR_EVER, NO_INDEX = 0xFFFF, 0xFFFFFFFF


# --- SM3 (GB/T 32905) ---------------------------------------------------------------------------------------------
def rotate(x, n):
    n %= 32
    return ((x << n) | (x >> (32 - n))) & 0xFFFFFFFF


def sm3(message):
    v = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    padded = message + b"\x80" + b"\0" * ((55 - len(message)) % 64) + (8 * len(message)).to_bytes(8, "big")
    for at in range(0, len(padded), 64):
        w = [int.from_bytes(padded[at + 4 * i : at + 4 * i + 4], "big") for i in range(16)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ rotate(w[j - 3], 15)
            w.append(x ^ rotate(x, 15) ^ rotate(x, 23) ^ rotate(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = v
        for j in range(64):
            t = 0x79CC4519 if j < 16 else 0x7A879D8A
            ss1 = rotate((rotate(a, 12) + e + rotate(t, j)) & 0xFFFFFFFF, 7)
            ss2 = ss1 ^ rotate(a, 12)
            ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            gg = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
            tt1 = (ff + d + ss2 + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
            tt2 = (gg + h + ss1 + w[j]) & 0xFFFFFFFF
            a, b, c, d = tt1, a, rotate(b, 9), c
            e, f, g, h = tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17), e, rotate(f, 19), g
        v = [x ^ y for x, y in zip(v, (a, b, c, d, e, f, g, h))]
    return b"".join(x.to_bytes(4, "big") for x in v)


assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


# --- the two curves -----------------------------------------------------------------------------------------------
class Curve:
    def __init__(self, oid, p, b, gx, gy, n):
        self.oid, self.p, self.a, self.b, self.g, self.n = bytes.fromhex(oid), p, p - 3, b, (gx, gy), n

    def add(self, one, two):
        if one is None or two is None:
            return one or two
        (x1, y1), (x2, y2) = one, two
        if x1 == x2 and (y1 + y2) % self.p == 0:
            return None
        if one == two:
            slope = (3 * x1 * x1 + self.a) * pow(2 * y1, -1, self.p)
        else:
            slope = (y2 - y1) * pow(x2 - x1, -1, self.p)
        x = (slope * slope - x1 - x2) % self.p
        return x, (slope * (x1 - x) - y1) % self.p

    def times(self, k, point):
        total = None
        for bit in bin(k)[2:]:
            total = self.add(total, total)
            if bit == "1":
                total = self.add(total, point)
        return total


SM2 = Curve(
    "06082A811CCF5501822D",
    0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF,
    0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93,
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
    0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123,
)
P256 = Curve(
    "06082A8648CE3D030107",
    0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
    0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
)


def b32(x):
    return x.to_bytes(32, "big")


class Key:
    def __init__(self, name, curve, secret):
        self.name, self.curve = name, curve
        self.d = int.from_bytes(hashlib.sha256(secret).digest(), "big") % (curve.n - 2) + 1
        self.point = curve.times(self.d, curve.g)
        self.spki = bytes.fromhex("3059301306072A8648CE3D0201") + curve.oid + b"\x03\x42\x00\x04"
        self.spki += b32(self.point[0]) + b32(self.point[1])
        self.id = hashlib.sha256(self.spki).digest()[:8]

    def digest(self, message, signer=b"1234567812345678"):
        if self.curve is P256:
            return hashlib.sha256(message).digest()
        c = self.curve
        z = (8 * len(signer)).to_bytes(2, "big") + signer
        z += b"".join(map(b32, (c.a, c.b, *c.g, *self.point)))
        return sm3(sm3(z) + message)

    def sign(self, message, signer=b"1234567812345678"):
        """r || s; the nonce follows from key and message, so the vectors are the same on every run."""
        n, digest = self.curve.n, self.digest(message, signer)
        e = int.from_bytes(digest, "big")
        k = int.from_bytes(hashlib.sha256(b32(self.d) + digest).digest(), "big") % (n - 1) + 1
        x = self.curve.times(k, self.curve.g)[0]
        if self.curve is SM2:
            r = (e + x) % n
            s = pow(1 + self.d, -1, n) * (k - r * self.d) % n
        else:
            r = x % n
            s = pow(k, -1, n) * (e + r * self.d) % n
            s = min(s, n - s)
        assert r and s
        return b32(r) + b32(s)


def der(signature):
    def integer(x):
        body = x.lstrip(b"\0")
        body = b"\0" + body if not body or body[0] >= 0x80 else body
        return b"\x02" + bytes([len(body)]) + body

    body = integer(signature[:32]) + integer(signature[32:])
    return b"\x30" + bytes([len(body)]) + body


# --- the code -----------------------------------------------------------------------------------------------------
def digit_count(length):
    return len(str(256**length - 1))


def to_digits(payload):
    return str(int.from_bytes(payload, "big")).zfill(digit_count(len(payload)))


def serial_bits(serial):
    bits = 0
    for character in serial:
        bits = bits * 32 + CROCKFORD.index(character)
    return bits.to_bytes(10, "big")


def uscc(first_17):
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return first_17 + alphabet[-sum(alphabet.index(c) * 3**i for i, c in enumerate(first_17)) % 31]


def plate(number, color):
    return bytes([color, len(number.encode())]) + number.encode()


def person(name, tail):
    whole = name.encode()
    if len(whole) <= 30:
        return bytes([len(whole)]) + whole + tail.encode()
    prefix = next(whole[:end] for end in range(22, 0, -1) if whole[:end].decode(errors="ignore").encode() == whole[:end])
    return bytes([0x80 | len(prefix)]) + prefix + hashlib.sha256(whole).digest()[:8] + tail.encode()


DEFAULT = dict(format=1, issuer=101, serial="0123456789ABCDEF", version=1, issued=20780, expires=21874, index=7)


def claims(kind, facts, key, **changes):
    v = {**DEFAULT, **changes}
    return (
        bytes([v["format"], kind])
        + v["issuer"].to_bytes(2, "big")
        + serial_bits(v["serial"])
        + v["version"].to_bytes(2, "big")
        + v["issued"].to_bytes(2, "big")
        + v["expires"].to_bytes(2, "big")
        + v["index"].to_bytes(4, "big")
        + changes.get("key_id", key.id)
        + facts
    )


def signed(body, key):
    return body + key.sign(CONTEXT + body)


SM2_KEY, SM2_OTHER = Key("sm2", SM2, b"test key 1"), Key("sm2-other", SM2, b"test key 2")
P256_KEY = Key("p256", P256, b"test key 3")
KEYS = [SM2_KEY, SM2_OTHER, P256_KEY]
OPERATOR = uscc("91210100MA0XXXX00").encode()
VEHICLE, DRIVER = plate("辽A12345", 2), person("试验甲", "002X")
LONG_NAME = "阿卜杜热西提·买买提依明·试验甲"
codes = []


def code(name, text, expect="valid", key=SM2_KEY, **more):
    codes.append(dict(name=name, text=text, key=key.name, expect=expect, **more))


def made(name, body, expect="valid", key=SM2_KEY, **more):
    code(name, BASE + to_digits(signed(body, key)), expect, key, **more)


def good_codes():
    for key in (SM2_KEY, P256_KEY):
        for kind in (8, 16, 74, 79):
            body = claims(kind, OPERATOR, key, serial="Z" * 16, version=999, expires=FOR_EVER)
            made(f"operator {kind:03} {key.name}", body, key=key, facts=OPERATOR.decode(), kind=f"{kind:03}")
        for kind, number, color in ((13, "辽A12345", 2), (73, "辽AD12345", 94), (13, "辽A1234挂", 2), (13, "辽A12345D", 93)):
            body = claims(kind, plate(number, color), key, index=NO_INDEX)
            made(f"vehicle {kind:03} {number} {key.name}", body, key=key, facts=f"{number}/{color}", kind=f"{kind:03}")
        for kind, name in ((71, "试验甲"), (75, "一二三四五六七八九十"), (72, LONG_NAME), (71, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ABCD")):
            body = claims(kind, person(name, "002X"), key)
            made(f"practitioner {kind:03} of {len(name)} characters {key.name}", body, key=key, facts=name, kind=f"{kind:03}")
    body = claims(13, VEHICLE, SM2_KEY)
    code("the digits alone", to_digits(signed(body, SM2_KEY)), facts="辽A12345/2", kind="013")
    code("another address before the #", "https://other.example/page?x=1#" + to_digits(signed(body, SM2_KEY)), facts="辽A12345/2", kind="013")
    made("issued and expired on one day", claims(13, VEHICLE, SM2_KEY, expires=20780), facts="辽A12345/2", kind="013")
    made("first and last day", claims(13, VEHICLE, SM2_KEY, issued=0, expires=0xFFFE), facts="辽A12345/2", kind="013")
    made("everything zero but the version", claims(13, VEHICLE, SM2_KEY, issuer=0, serial="0" * 16, index=0, issued=0), facts="辽A12345/2", kind="013")


def bad_claims():
    key = SM2_KEY
    vehicle, driver, operator = claims(13, VEHICLE, key), claims(71, DRIVER, key), claims(8, OPERATOR, key)
    for number in (0, 3, 48, 255):
        made(f"format {number}", claims(13, VEHICLE, key, format=number), "code.unknown_format")
    for kind in (0, 1, 9, 14, 76, 255):
        made(f"kind {kind}", claims(kind, VEHICLE, key), "code.kind")
    for version in (0, 1000, 0xFFFF):
        made(f"version {version}", claims(13, VEHICLE, key, version=version), "code.version")
    made("issued for ever", claims(13, VEHICLE, key, issued=FOR_EVER, expires=FOR_EVER), "code.days")
    made("expired before the issue", claims(13, VEHICLE, key, expires=20779), "code.days")
    for name, facts in (
        ("lower case", plate("辽a12345", 2)),
        ("no province", plate("AA12345", 2)),
        ("letter I", plate("辽A1234I", 2)),
        ("six characters", plate("辽A1234", 2)),
        ("empty", plate("", 2)),
        ("space", plate("辽A 2345", 2)),
        ("full-width digit", plate("辽A1234５", 2)),
        ("color 0", plate("辽A12345", 0)),
        ("color 6", plate("辽A12345", 6)),
        ("color 255", plate("辽A12345", 255)),
        ("ordinary on green for new energy", plate("辽A12345", 94)),
        ("new energy on yellow", plate("辽AD12345", 2)),
        ("no UTF-8", b"\x02\x07\xff\xfeA1234"),
        ("overlong UTF-8", b"\x02\x0a\xe8\xbe\xbdA\xc0\xb12345"),
        ("a plate and a half", plate("辽A12345辽A", 2)),
    ):
        made(f"plate: {name}", claims(13, facts, key), "code.plate")
    made("plate longer than the payload", claims(13, b"\x02\xff" + "辽A12345".encode(), key), "code.length")
    wrong = OPERATOR[:-1] + (b"0" if OPERATOR[-1:] != b"0" else b"1")
    for name, facts in (("wrong check", wrong), ("lower case", OPERATOR.lower()), ("zeros", bytes(18)), ("letter O", b"O" + OPERATOR[1:])):
        made(f"operator's code: {name}", claims(8, facts, key), "code.uscc")
    digest = bytes(8)
    for name, facts in (
        ("empty", b"\x00002X"),
        ("shortened to nothing", b"\x80" + digest + b"002X"),
        ("shortened to 18 bytes", b"\x92" + b"A" * 18 + digest + b"002X"),
        ("line break", person("试\n验", "002X")),
        ("zero byte", person("试\0验", "002X")),
        ("right-to-left override", person("试\u202e验", "002X")),
        ("zero-width space", person("试\u200b验", "002X")),
        ("byte order mark", person("\ufeff试验", "002X")),
        ("no UTF-8", b"\x03\xff\xfe\xfd002X"),
        ("cut character", b"\x02\xe8\xaf002X"),
        ("surrogate", b"\x03\xed\xa0\x80002X"),
    ):
        made(f"name: {name}", claims(71, facts, key), "code.name")
    for tail in ("002x", "00 X", "0-2X", "\0\0\0\0"):
        made(f"identity number ends {tail!r}", claims(71, person("试验甲", tail), key), "code.id_tail")
    made("name of 31 bytes", claims(71, b"\x1f" + b"A" * 31 + b"002X", key), "code.length")
    made("name shortened to 23 bytes", claims(71, b"\x97" + b"A" * 23 + digest + b"002X", key), "code.length")
    made("name runs into the signature", claims(71, b"\x1e" + b"A" * 10, key), "code.length")
    made("shortened without its digest", claims(71, b"\x93" + b"A" * 19 + b"002", key), "code.length")
    made("vehicle's claims as a driver's", claims(71, VEHICLE, key), "code.name")
    made("driver's claims as an operator's", claims(8, DRIVER, key), "code.length")
    for name, body in (("vehicle", vehicle), ("driver", driver), ("operator", operator)):
        made(f"{name}: a byte more", body + b"\0", "code.length")
        made(f"{name}: a byte less", body[:-1], "code.length")
    made("68 bytes of claims", claims(71, b"\x1e" + b"A" * 30 + b"002X", key) + b"00000", "code.length")
    made("claims end in the header", vehicle[:20], "code.length")
    code("a signature alone", BASE + to_digits(b"\x01" + bytes(63)), "code.length")
    code("63 bytes", BASE + to_digits(b"\x01" + bytes(62)), "code.length")
    code("one byte", BASE + to_digits(b"\x01"), "code.length")
    code("250 bytes", BASE + to_digits(b"\x01" * 250), "code.length")


def bad_signatures():
    body = claims(13, VEHICLE, SM2_KEY)
    good = SM2_KEY.sign(CONTEXT + body)

    def bent(name, signature, expect="code.signature", key=SM2_KEY, body=body):
        code(name, BASE + to_digits(body + signature), expect, key)

    bent("bit 0 of r", good[:31] + bytes([good[31] ^ 1]) + good[32:])
    bent("bit 0 of s", good[:63] + bytes([good[63] ^ 1]))
    bent("r and s changed places", good[32:] + good[:32])
    bent("signed by another key", SM2_OTHER.sign(CONTEXT + body))
    bent("signed without the context", SM2_KEY.sign(body))
    bent("signed with another context", SM2_KEY.sign(b"DISPLAY-CODE-1\0" + body))
    bent("signed with an empty signer id", SM2_KEY.sign(CONTEXT + body, b""))
    bent("signed with another signer id", SM2_KEY.sign(CONTEXT + body, b"1234567812345679"))
    bent("the signature of another license", SM2_KEY.sign(CONTEXT + claims(13, plate("辽A54321", 2), SM2_KEY)))
    for name, changed in (
        ("plate", claims(13, plate("辽A12346", 2), SM2_KEY)),
        ("color", claims(13, plate("辽A12345", 1), SM2_KEY)),
        ("kind", claims(73, VEHICLE, SM2_KEY)),
        ("issuer", claims(13, VEHICLE, SM2_KEY, issuer=102)),
        ("serial", claims(13, VEHICLE, SM2_KEY, serial="0123456789ABCDEG")),
        ("version", claims(13, VEHICLE, SM2_KEY, version=2)),
        ("day of issue", claims(13, VEHICLE, SM2_KEY, issued=20781)),
        ("last day", claims(13, VEHICLE, SM2_KEY, expires=FOR_EVER)),
        ("status index", claims(13, VEHICLE, SM2_KEY, index=NO_INDEX)),
    ):
        bent(f"{name} altered after signing", good, body=changed)
    bent("key id altered after signing", good, "code.other_key", body=claims(13, VEHICLE, SM2_OTHER))
    bent("read with another key", good, "code.other_key", SM2_OTHER)
    bent("an SM2 code read with a P-256 key", good, "code.other_key", P256_KEY)
    n = b32(SM2.n)
    for name, signature in (("r = 0", bytes(32) + good[32:]), ("s = 0", good[:32] + bytes(32)), ("zeros", bytes(64)), ("r = n", n + good[32:]), ("s = n", good[:32] + n), ("ones", b"\xff" * 64)):
        bent(f"sm2: {name}", signature, "code.signature_form")
    body = claims(13, VEHICLE, P256_KEY)
    good = P256_KEY.sign(CONTEXT + body)
    n, s = P256.n, int.from_bytes(good[32:], "big")
    bent("p256: the upper s", good[:32] + b32(n - s), "code.signature_form", P256_KEY, body)
    for name, signature in (("r = 0", bytes(32) + good[32:]), ("s = 0", good[:32] + bytes(32)), ("r = n", b32(n) + good[32:]), ("s = n", good[:32] + b32(n))):
        bent(f"p256: {name}", signature, "code.signature_form", P256_KEY, body)
    bent("p256: bit 0 of r", good[:31] + bytes([good[31] ^ 1]) + good[32:], "code.signature", P256_KEY, body)
    bent("p256: signed without the context", P256_KEY.sign(body), "code.signature", P256_KEY, body)


def bad_texts():
    digits = to_digits(signed(claims(13, VEHICLE, SM2_KEY), SM2_KEY))
    length = len(signed(claims(13, VEHICLE, SM2_KEY), SM2_KEY))
    for name, text, expect in (
        ("no text", "", "code.text"),
        ("an address without a code", BASE, "code.text"),
        ("an address of something else", "https://example.org/", "code.text"),
        ("two #", BASE + "#" + digits, "code.text"),
        ("a letter", BASE + digits[:-1] + "A", "code.text"),
        ("a space before", BASE + " " + digits, "code.text"),
        ("a line break after", BASE + digits + "\n", "code.text"),
        ("a sign", BASE + "+" + digits, "code.text"),
        ("full-width digits", BASE + "１" * len(digits), "code.text"),
        ("percent-encoded", BASE + "%30" + digits, "code.text"),
        ("2,000 digits", BASE + "1" * 2000, "code.text"),
        ("a digit more", BASE + "0" + digits, "code.digits"),
        ("a digit less", BASE + digits[:-1], "code.digits"),
        ("one digit", BASE + "1", "code.digits"),
        ("a number too large for its length", BASE + str(256**length), "code.digits"),
        ("nines", BASE + "9" * len(digits), "code.digits"),
        ("900 digits", BASE + "1" * 900, "code.digits"),
        ("zeros", BASE + "0" * len(digits), "code.unknown_format"),
    ):
        code(f"text: {name}", text, expect)


def keys():
    off_curve = SM2_KEY.spki[:-1] + bytes([SM2_KEY.spki[-1] ^ 1])
    x, y = SM2_KEY.point
    compressed = bytes.fromhex("3039301306072A8648CE3D0201") + SM2.oid + b"\x03\x22\x00" + bytes([2 + y % 2]) + b32(x)
    good = [dict(name=k.name, spki=k.spki.hex(), algorithm="sm2-sm3" if k.curve is SM2 else "ecdsa-p256-sha256", key_id=k.id.hex().upper(), digest_of_abc=k.digest(b"abc").hex()) for k in KEYS]
    bad = [
        dict(name="empty", spki="", error="form"),
        dict(name="cut", spki=SM2_KEY.spki[:-1].hex(), error="form"),
        dict(name="a byte more", spki=SM2_KEY.spki.hex() + "00", error="form"),
        dict(name="compressed point", spki=compressed.hex(), error="form"),
        dict(name="hybrid point", spki=(SM2_KEY.spki[:26] + b"\x06" + SM2_KEY.spki[27:]).hex(), error="form"),
        dict(name="the point alone", spki=SM2_KEY.spki[26:].hex(), error="form"),
        dict(name="RSA", spki="305c300d06092a864886f70d0101010500034b003048024100" + "ab" * 64 + "0203010001", error="form"),
        dict(name="secp256k1", spki=P256_KEY.spki.hex().replace("06082a8648ce3d030107", "06082a8648ce3d030101"), error="form"),
        dict(name="off the curve", spki=off_curve.hex(), error="point"),
        dict(name="a P-256 point as SM2", spki=(SM2_KEY.spki[:27] + P256_KEY.spki[27:]).hex(), error="point"),
        dict(name="an SM2 point as P-256", spki=(P256_KEY.spki[:27] + SM2_KEY.spki[27:]).hex(), error="point"),
        dict(name="zeros", spki=(P256_KEY.spki[:27] + bytes(64)).hex(), error="point"),
        dict(name="x beyond the field", spki=(P256_KEY.spki[:27] + b"\xff" * 64).hex(), error="point"),
    ]
    return dict(good=good, bad=bad)


def signatures():
    sm2, p256 = SM2_KEY.sign(b"message"), P256_KEY.sign(b"message")
    upper = p256[:32] + b32(P256.n - int.from_bytes(p256[32:], "big"))
    good = [
        dict(name="sm2", key="sm2", der=der(sm2).hex(), raw=sm2.hex()),
        dict(name="p256", key="p256", der=der(p256).hex(), raw=p256.hex()),
        dict(name="p256 with the upper s, brought down", key="p256", der=der(upper).hex(), raw=p256.hex()),
    ]
    d = der(sm2)
    bad = [
        ("empty", b""), ("cut", d[:-1]), ("a byte more", d + b"\0"), ("no sequence", b"\x31" + d[1:]),
        ("long form of a short length", b"\x30\x81" + d[1:]), ("indefinite length", b"\x30\x80" + d[2:] + b"\0\0"),
        ("one integer", b"\x30\x03\x02\x01\x01"), ("r = 0", der(bytes(32) + sm2[32:])), ("s = 0", der(sm2[:32] + bytes(32))),
        ("r beyond the order", der(b"\xff" * 32 + sm2[32:])), ("negative r", b"\x30\x06\x02\x01\xff\x02\x01\x01"),
        ("padded integer", b"\x30\x07\x02\x02\x00\x01\x02\x01\x01"), ("33-byte r", b"\x30\x26\x02\x21\x01" + bytes(32) + b"\x02\x01\x01"),
    ]
    return dict(message=b"message".hex(), good=good, bad=[dict(name=n, der=b.hex()) for n, b in bad])


def write(name, value):
    (HERE / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    good_codes(), bad_claims(), bad_signatures(), bad_texts()
    names = [c["name"] for c in codes]
    assert len(set(names)) == len(names)
    write("keys.json", keys())
    write("signatures.json", signatures())
    write("license_codes.json", codes)
    print(len(codes), "codes,", sum(c["expect"] == "valid" for c in codes), "valid")
