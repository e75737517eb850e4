#!/usr/bin/env python3
"""Writes status_lists.json and trust_lists.json beside this file, from docs/SEAL.md (sections 9 to 11) alone.

    python3 shared/seal/testdata/make_lists.py

Everybody and everything here is made up. The private keys are test keys and stand here on purpose.
"""

import base64
import json
import pathlib
import sys

from make_vectors import P256, P256_KEY, SM2, SM2_KEY, SM2_OTHER, Key, b32, uscc, write

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent.parent / "document" / "testdata"))
from seal_maker import Office  # noqa: E402

STATUS, TRUST = b"STATUS-LIST-1\0", b"TRUST-LIST-1\0"
MADE = 1_795_600_000
LAST_SECOND = 253402207200  # what the verifier's calendar ends with: 9999-12-30T22:00:00Z


def envelope(context, body, key=SM2_KEY, signature=None, form=1, key_id=None):
    signature = key.sign(context + body) if signature is None else signature
    return bytes([form]) + (key.id if key_id is None else key_id) + signature + body


class Vectors:
    def __init__(self, context):
        self.context, self.all = context, []

    def add(self, name, data, expect="valid", key=SM2_KEY, **more):
        self.all.append(dict(name=name, list=data.hex(), key=key.name, expect=expect, **more))

    def signed(self, name, part, expect="valid", key=SM2_KEY, **more):
        self.add(name, envelope(self.context, part, key), expect, key, **more)

    def write(self, file):
        names = [v["name"] for v in self.all]
        assert len(set(names)) == len(names)
        write(file, self.all)
        print(file, len(names), "lists,", sum(v["expect"] == "valid" for v in self.all), "valid")


def envelopes(vectors, body):
    """What both lists have in common."""
    context, add = vectors.context, vectors.add
    good = SM2_KEY.sign(context + body)
    whole = envelope(context, body)
    add("empty", b"", "list.length")
    add("the format alone", b"\x01", "list.length")
    add("no signature", whole[:9], "list.length")
    add("a byte less than key id and signature", whole[:72], "list.length")
    for form in (0, 2, 123, 255):
        add(f"format {form}", envelope(context, body, form=form), "list.unknown_format")
    add("format 2 alone", b"\x02", "list.unknown_format")
    add("read with another key", whole, "list.other_key", SM2_OTHER)
    add("read with a key of P-256", whole, "list.other_key", P256_KEY)
    add("key id altered", envelope(context, body, key_id=SM2_OTHER.id), "list.other_key")
    add("key id of the key that did not sign", envelope(context, body, signature=good, key_id=SM2_OTHER.id), "list.signature", SM2_OTHER)
    n = b32(SM2.n)
    for name, signature in (("r = 0", bytes(32) + good[32:]), ("s = 0", good[:32] + bytes(32)), ("zeros", bytes(64)), ("s = n", good[:32] + n)):
        add(f"signature: {name}", envelope(context, body, signature=signature), "list.signature_form")
    p256 = P256_KEY.sign(context + body)
    upper = p256[:32] + b32(P256.n - int.from_bytes(p256[32:], "big"))
    add("signature: the upper s", envelope(context, body, P256_KEY, upper), "list.signature_form", P256_KEY)
    for name, signature in (
        ("bit 0 of s", good[:63] + bytes([good[63] ^ 1])),
        ("r and s changed places", good[32:] + good[:32]),
        ("by another key", SM2_OTHER.sign(context + body)),
        ("without the context", SM2_KEY.sign(body)),
        ("with the other list's context", SM2_KEY.sign((TRUST if context == STATUS else STATUS) + body)),
        ("with the context without its zero", SM2_KEY.sign(context[:-1] + body)),
        ("over the whole list", SM2_KEY.sign(context + whole)),
        ("with an empty signer id", SM2_KEY.sign(context + body, b"")),
    ):
        add(f"signature: {name}", envelope(context, body, signature=signature), "list.signature")
    add("a byte after it", whole + b"\0", "list.signature")
    add("the last byte cut off", whole[:-1], "list.signature")
    add("the body cut off", whole[:73], "list.signature")
    add("nothing signed", envelope(context, b""), "list.length" if context == STATUS else "list.form")


# --- status lists -------------------------------------------------------------------------------------------------
def packed(states):
    whole = bytearray(-(-len(states) // 4))
    for place, state in enumerate(states):
        whole[place // 4] |= int(state) << 2 * (place % 4)
    return bytes(whole)


def stored(data, last=True):
    """DEFLATE without compression."""
    blocks = [data[at : at + 65535] for at in range(0, len(data), 65535)] or [b""]
    made = b""
    for number, block in enumerate(blocks):
        final = last and number == len(blocks) - 1
        made += bytes([final]) + len(block).to_bytes(2, "little") + (len(block) ^ 0xFFFF).to_bytes(2, "little") + block
    return made


class Bits:
    """A DEFLATE stream with the fixed codes, written by hand."""

    def __init__(self):
        self.bits = []

    def number(self, value, count):
        self.bits += [value >> at & 1 for at in range(count)]
        return self

    def code(self, value, count):
        self.bits += [value >> at & 1 for at in reversed(range(count))]
        return self

    def literal(self, byte):
        return self.code(0x30 + byte, 8) if byte < 144 else self.code(0x190 + byte - 144, 9)

    def symbol(self, symbol):
        return self.code(symbol - 256, 7) if symbol < 280 else self.code(0xC0 + symbol - 280, 8)

    def bytes(self):
        whole = self.bits + [0] * (-len(self.bits) % 8)
        return bytes(sum(bit << at for at, bit in enumerate(whole[start : start + 8])) for start in range(0, len(whole), 8))


def run(byte, count):
    """The byte, then matches of 258 of it one back, then what is left as literals; the fixed codes."""
    stream = Bits().number(1, 1).number(1, 2).literal(byte)
    for _ in range((count - 1) // 258):
        stream.symbol(285).code(0, 5)
    for _ in range((count - 1) % 258):
        stream.literal(byte)
    return stream.symbol(256).bytes()


def header(issuer=101, sequence=7, as_of=MADE, next_update=MADE + 300, count=0):
    fields = ((issuer, 2), (sequence, 8), (as_of, 8), (next_update, 8), (count, 4))
    return b"".join(value.to_bytes(width, "big") for value, width in fields)


def status_body(states, stream=None, **changes):
    return header(**{"count": len(states), **changes}) + (stored(packed(states)) if stream is None else stream)


def status_lists():
    vectors = Vectors(STATUS)
    signed = vectors.signed

    def good(name, states, key=SM2_KEY, stream=None, **changes):
        body = dict(issuer=101, sequence=7, as_of=MADE, next_update=MADE + 300, states=states)
        body.update((name, value) for name, value in changes.items())
        signed(name, status_body(states, stream, **changes), key=key, body=body)

    for key in (SM2_KEY, P256_KEY):
        for count in range(10):
            good(f"{count} places, {key.name}", "3012013321"[:count], key)
    good("each state first in a byte", "0123123023013012")
    good("two blocks", "3" * 8, stream=stored(b"\xff", last=False) + stored(b"\xff"))
    good("an empty block first", "3" * 4, stream=stored(b"", last=False) * 3 + stored(b"\xff"))
    good("fixed codes", "3" * 40, stream=run(0xFF, 10))
    good("a thousand places in 20 bytes", "3" * 4128, stream=run(0xFF, 1032))
    good("the largest issuer and sequence", "3", issuer=0xFFFF, sequence=2**64 - 1)
    good("the smallest of everything", "", issuer=0, sequence=0, as_of=0, next_update=1)
    good("until the end of the calendar", "3", next_update=LAST_SECOND)
    envelopes(vectors, status_body("3012"))
    for length in (0, 1, 2, 9, 10, 17, 18, 25, 26, 29):
        signed(f"{length} bytes of body", status_body("3012")[:length], "list.length")
    for name, changes in (
        ("next update at as_of", dict(next_update=MADE)), ("next update before as_of", dict(next_update=MADE - 1)),
        ("as_of beyond the calendar", dict(as_of=LAST_SECOND + 1, next_update=LAST_SECOND + 2)),
        ("next update beyond the calendar", dict(next_update=LAST_SECOND + 1)),
        ("as_of of 2^63", dict(as_of=2**63, next_update=2**63 + 1)), ("next update of 2^64 - 1", dict(next_update=2**64 - 1)),
    ):
        signed(f"times: {name}", status_body("3012", **changes), "list.times")
    for count in (4 * 1024 * 1024 + 1, 2**31, 2**32 - 1):
        signed(f"{count} places", status_body("3012", count=count), "list.count")
    bomb = run(0, 100_000)
    for name, states, stream in (
        ("none", "3", b""), ("a byte", "3", b"\x03"), ("of no places, none", "", b""),
        ("a byte after them", "3", stored(b"\x03") + b"\0"), ("another stream after them", "3", stored(b"\x03") * 2),
        ("cut", "3" * 8, stored(b"\xff\xff")[:-1]), ("no last block", "3" * 4, stored(b"\xff", last=False)),
        ("a byte too few", "3" * 9, stored(b"\xff\xff")), ("a byte too many", "3" * 4, stored(b"\xff\xff")),
        ("some for no places", "", stored(b"\x00")), ("a zlib header", "3" * 4, b"\x78\x9c" + stored(b"\xff")),
        ("a block of type 3", "3" * 4, b"\x07\xff"), ("a wrong length of a stored block", "3" * 4, b"\x01\x01\x00\xfe\xfe\xff"),
        ("a match before the beginning", "3" * 12, Bits().number(1, 1).number(1, 2).symbol(257).code(0, 5).symbol(256).bytes()),
        ("a match too far back", "3" * 16, Bits().number(1, 1).number(1, 2).literal(255).symbol(257).code(1, 5).symbol(256).bytes()),
        ("no end of block", "3" * 8, Bits().number(1, 1).number(1, 2).literal(255).literal(255).bytes()),
        ("a length that is none", "3" * 8, Bits().number(1, 1).number(1, 2).literal(255).symbol(286).code(0, 5).symbol(256).bytes()),
        ("a distance that is none", "3" * 16, Bits().number(1, 1).number(1, 2).literal(255).symbol(257).code(30, 5).symbol(256).bytes()),
        ("a dynamic block of nothing", "3" * 4, b"\x05\x00"),
        ("a bomb for four places", "3333", bomb),
        ("a bomb for 399,996 places, a byte too long", "", None),
    ):
        if stream is None:
            signed(f"states: {name}", header(count=399_996) + bomb, "list.states")
        else:
            signed(f"states: {name}", status_body(states, stream), "list.states")
    for count, byte in ((1, 0x04), (1, 0x80), (2, 0x10), (3, 0x40), (3, 0xC0)):
        signed(f"padding of {byte:02x} after {count}", status_body("0" * count, stored(bytes([byte]))), "list.padding")
    signed("padding in the last of two bytes", status_body("0" * 5, stored(b"\0\x04")), "list.padding")
    vectors.write("status_lists.json")


# --- trust lists --------------------------------------------------------------------------------------------------
ROOT_SM2, ROOT_P256 = Office(SM2), Office(P256)
KEYS = [Key(f"trusted {n}", SM2 if n % 2 else P256, b"trusted %d" % n) for n in range(6)]


def base64_of(data):
    return base64.b64encode(data).decode()


def key(number=0, use="license", start="2026-01-01", until=None, removed=None, **changes):
    made = {"id": KEYS[number].id.hex().upper(), "use": use, "spki": base64_of(KEYS[number].spki), "from": start, "until": until, "removed": removed}
    return {**made, **changes}


def issuer(number=1, first_17="11210100MB0000001", name="沈阳市交通运输局", **changes):
    return {"number": number, "uscc": uscc(first_17), "name": name, **changes}


def province(code="210000", **changes):
    made = {
        "code": code, "name": "辽宁省", "name_en": "Liaoning", "issuers": [issuer()], "keys": [key(0)], "authorities": [],
        "status_lists": [{"issuer": 1, "address": "https://lz.example/1"}],
    }
    return {**made, **changes}


def whole_province():
    return province(
        issuers=[issuer(), issuer(2, "11210200MB0000002", "大连市交通运输局")],
        keys=[key(0), key(1, "display"), key(2, "status")], authorities=[base64_of(ROOT_SM2.root)],
        status_lists=[{"issuer": number, "address": f"https://lz.example/v1/public/lists/status/{number}"} for number in (1, 2)],
    )


def sister(**changes):
    made = dict(
        name="吉林省", name_en="Jilin", issuers=[issuer(1, "11220000MB0000009", "吉林省交通运输厅")], keys=[key(3), key(4, "status")],
        authorities=[base64_of(ROOT_P256.root)], status_lists=[{"issuer": 1, "address": "https://jl.example/status"}],
    )
    return province("220000", **{**made, **changes})


def trust(*provinces, **changes):
    made = {
        "version": 1, "issued_at": "2026-11-25T00:00:00Z", "next_update": "2026-12-25T00:00:00Z", "status_age_max_seconds": 86400,
        "provinces": list(provinces),
    }
    return {**made, **changes}


def part_of(value, at):
    of_province = {"issuer": "issuers", "key": "keys", "status list": "status_lists"}
    if at == "list":
        return value
    first = value["provinces"][0]
    return first if at == "province" else first[of_province[at]][0]


def text(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def trust_lists():
    vectors = Vectors(TRUST)
    whole, small = trust(whole_province(), sister()), trust(province())

    def good(name, value, key=SM2_KEY):
        vectors.signed(name, text(value), key=key, body=value)

    def bad(name, value, expect):
        vectors.signed(name, value if isinstance(value, bytes) else text(value), expect)

    for key_ in (SM2_KEY, P256_KEY):
        good(f"two provinces, {key_.name}", whole, key_)
    good("no province", trust())
    empty = province(issuers=[], keys=[], authorities=[], status_lists=[])
    good("an empty province", trust(empty))
    good("the largest version", trust(version=2**64 - 1))
    good("the shortest and the longest age limit", trust(status_age_max_seconds=1))
    good("31 days of age", trust(status_age_max_seconds=2_678_400))
    good("a key of one day", trust(province(keys=[key(0, until="2026-01-01")])))
    good("a key that was removed", trust(province(keys=[key(0, until="2026-06-30", removed="2026-07-01T08:09:10Z")])))
    good("a key that was removed before its first day", trust(province(keys=[key(0, removed="1970-01-01T00:00:00Z")])))
    good("names with quotes and backslashes", trust(province(name='辽"宁\\省', name_en="L/" + "x" * 198)))
    good("issuers 0 and 65535", trust(province(issuers=[issuer(0), issuer(0xFFFF, "11210200MB0000002")], status_lists=[])))
    good("the same number in two provinces", trust(province(), sister()))
    good("two authorities", trust(province(authorities=[base64_of(ROOT_SM2.root), base64_of(ROOT_P256.root)])))
    good("one authority in two provinces", trust(province(), sister(authorities=[base64_of(ROOT_SM2.root)])))
    for address in ("http://127.0.0.1:9000/status", "http://localhost:8080/s", "https://" + "a" * 192):
        good(f"address {address[:24]} of {len(address)}", trust(province(status_lists=[{"issuer": 1, "address": address}])))
    envelopes(vectors, text(trust()))

    # form
    body = text(small)
    for name, value in (
        ("no JSON", b"trust me"), ("cut", body[:-1]), ("a byte order mark", b"\xef\xbb\xbf" + body), ("a list", b"[]"), ("null", b"null"),
        ("a line break at the end", body + b"\n"), ("a space", body.replace(b'"version":1', b'"version": 1')),
        ("two texts", body + body), ("no UTF-8", body.replace("辽宁省".encode(), b"\xff\xfe")),
        ("indented", json.dumps(small, ensure_ascii=False, indent=1).encode()),
        ("escaped characters", json.dumps(small, separators=(",", ":")).encode()), ("an escaped slash", body.replace(b"https://lz", b"https:\\/\\/lz")),
        ("members in another order", text(dict(sorted(small.items())))), ("a member twice", body.replace(b'"version":1', b'"version":1,"version":1')),
        ("deep", b"[" * 1000), ("deep in a member", body.replace(b'"removed":null', b'"removed":' + b"[" * 200, 1)),
        ("version 1.0", body.replace(b'"version":1', b'"version":1.0')), ("version 1e0", body.replace(b'"version":1', b'"version":1e0')),
        ("version 01", body.replace(b'"version":1', b'"version":01')), ("version -1", trust(version=-1)), ("version in quotes", trust(version="1")),
        ("version 2^64", trust(version=2**64)), ("age limit -1", trust(status_age_max_seconds=-1)), ("age limit 2^32", trust(status_age_max_seconds=2**32)),
        ("issuer 65536", trust(province(issuers=[issuer(65536)]))), ("provinces null", trust(provinces=None)),
        ("an issued_at of a day", trust(issued_at="2026-11-25")), ("an issued_at at +08:00", trust(issued_at="2026-11-25T08:00:00+08:00")),
        ("an issued_at without zone", trust(issued_at="2026-11-25T00:00:00")), ("an issued_at with a space", trust(issued_at="2026-11-25 00:00:00Z")),
        ("an issued_at in lower case", trust(issued_at="2026-11-25t00:00:00z")), ("an issued_at with a fraction of zero", trust(issued_at="2026-11-25T00:00:00.0Z")),
        ("a month 13", trust(issued_at="2026-13-01T00:00:00Z")), ("a leap second", trust(issued_at="2026-11-25T00:00:60Z")), ("a number as issued_at", trust(issued_at=1)),
    ):
        bad(f"form: {name}", value, "list.form")
    for at in ("list", "province", "issuer", "key", "status list"):
        for extra in ("critical", "", "Version"):
            value = trust(province())
            part_of(value, at)[extra] = None
            bad(f"form: unknown member {extra!r} in a {at}", value, "list.form")
        for member in part_of(trust(province()), at):
            value = trust(province())
            del part_of(value, at)[member]
            bad(f"form: a {at} without {member}", value, "list.form")
    for code in ("", "21", "210100", "000000", "010000", "21000", "2100000", "２１0000", "LN0000", "+10000"):
        bad(f"form: province {code!r}", trust(province(code)), "list.form")
    wrong = issuer()["uscc"][:-1] + "0"
    for name, changed in (("a USCC with a wrong check", dict(uscc=wrong)), ("a USCC in lower case", dict(uscc=issuer()["uscc"].lower())), ("a name that is a number", dict(name=1))):
        bad(f"form: {name}", trust(province(issuers=[issuer(**changed)])), "list.form")
    spki, off = KEYS[0].spki, KEYS[0].spki[:-1] + bytes([KEYS[0].spki[-1] ^ 1])
    for name, changed in (
        ("of another use", dict(use="sign")), ("of a use in upper case", dict(use="License")), ("of two uses", dict(use=["license", "status"])),
        ("with no base 64", dict(spki="!")), ("without padding", dict(spki=base64_of(spki).rstrip("="))), ("of the other alphabet", dict(spki=base64.urlsafe_b64encode(b"\xff" * 91).decode())),
        ("in hexadecimal", dict(spki=spki.hex())), ("cut", dict(spki=base64_of(spki[:-1]))), ("off its curve", dict(spki=base64_of(off))),
        ("that is empty", dict(spki="")), ("with a line break", dict(spki=base64_of(spki)[:64] + "\n" + base64_of(spki)[64:])),
        ("with an id in lower case", dict(id=KEYS[0].id.hex())), ("with a short id", dict(id=KEYS[0].id.hex().upper()[:-2])),
        ("from no day", dict(start=None)), ("from 30 February", dict(start="2026-02-30")), ("from a moment", dict(start="2026-01-01T00:00:00Z")),
        ("from a day without dashes", dict(start="20260101")), ("until nothing", dict(until="")), ("removed on a day", dict(removed="2026-01-01")), ("removed: false", dict(removed=False)),
    ):
        bad(f"form: a key {name}", trust(province(keys=[key(**changed)])), "list.form")
    for name, certificates in (
        ("no base 64", ["-"]), ("no certificate", [base64_of(b"certificate")]), ("cut", [base64_of(ROOT_SM2.root[:-1])]),
        ("PEM", ["-----BEGIN CERTIFICATE-----\n" + base64_of(ROOT_SM2.root)]), ("null", [None]), ("a text", base64_of(ROOT_SM2.root)),
    ):
        bad(f"form: authorities: {name}", trust(province(authorities=certificates)), "list.form")

    # what the form cannot hold
    bad("version 0", trust(province(), version=0), "list.version")
    for name, changed in (
        ("next update at issued_at", dict(next_update="2026-11-25T00:00:00Z")), ("next update before issued_at", dict(next_update="2026-11-24T23:59:59Z")),
        ("issued before 1970", dict(issued_at="1969-12-31T23:59:59Z")), ("issued_at with a fraction", dict(issued_at="2026-11-25T00:00:00.5Z")),
        ("next update with a fraction", dict(next_update="2026-12-25T00:00:00.001Z")),
    ):
        bad(f"times: {name}", trust(**changed), "list.times")
    bad("times: removed with a fraction", trust(province(keys=[key(removed="2026-11-25T00:00:00.5Z")])), "list.times")
    for seconds in (0, 2_678_401, 2**32 - 1):
        bad(f"age limit {seconds}", trust(status_age_max_seconds=seconds), "list.status_age")
    bad("a province twice", trust(province(), {**sister(), "code": "210000"}), "list.province")
    for name, text_ in (("empty", ""), ("of 201 bytes", "x" * 201), ("with a line break", "辽\n宁"), ("with a zero", "\0"), ("with a direction mark", "辽\u202e宁"), ("with a byte order mark", "\ufeff辽宁")):
        bad(f"a province's name {name}", trust(province(name=text_)), "list.name")
        bad(f"a province's English name {name}", trust(province(name_en=text_)), "list.name")
        bad(f"an issuer's name {name}", trust(province(issuers=[issuer(name=text_)], status_lists=[])), "list.name")
    bad("an issuer's number twice", trust(province(issuers=[issuer(), issuer(1, "11210200MB0000002")])), "list.issuer")
    bad("an issuer's code twice", trust(province(issuers=[issuer(), issuer(2)])), "list.issuer")
    other = KEYS[1].id.hex().upper()
    bad("a key under another id", trust(province(keys=[key(0, id=other)])), "list.key_id")
    bad("a key under the id of zeros", trust(province(keys=[key(0, id="0" * 16)])), "list.key_id")
    bad("a key twice", trust(province(keys=[key(0), key(0)])), "list.key_twice")
    bad("a key for two uses", trust(province(keys=[key(0), key(0, "display")])), "list.key_twice")
    bad("a key with days one after the other", trust(province(keys=[key(0, until="2026-06-30"), key(0, start="2026-07-01")])), "list.key_twice")
    bad("a key of two provinces", trust(province(), sister(keys=[key(0)])), "list.key_twice")
    bad("a key that ends before it begins", trust(province(keys=[key(0, until="2025-12-31")])), "list.days")
    bad("a key from before 1970", trust(province(keys=[key(0, start="1969-12-31")])), "list.days")
    bad("an authority twice", trust(province(authorities=[base64_of(ROOT_SM2.root)] * 2)), "list.authority")
    bad("a signer as authority", trust(province(authorities=[base64_of(ROOT_SM2.signer)])), "list.authority")
    for name, entries in (
        ("of no issuer", [(3, "https://lz.example/")]), ("twice", [(1, "https://lz.example/1"), (1, "https://lz.example/2")]),
        ("without address", [(1, "")]), ("in the clear", [(1, "http://lz.example/")]), ("in the clear, from what begins as loopback", [(1, "http://127.0.0.1.lz.example/")]),
        ("of a file", [(1, "file:///etc/passwd")]), ("in upper case", [(1, "HTTPS://LZ.EXAMPLE/")]), ("with a space", [(1, "https://lz.example/ 1")]),
        ("with a line break", [(1, "https://lz.example/\n")]), ("with characters beyond ASCII", [(1, "https://路证.example/")]), ("of 201 characters", [(1, "https://" + "a" * 193)]),
    ):
        bad(f"a status list {name}", trust(province(status_lists=[dict(issuer=i, address=a) for i, a in entries])), "list.status_list")
    # which comes first
    bad("everything wrong but the form", trust(province(name="", keys=[key(0, id=other)]), version=0, status_age_max_seconds=0), "list.version")
    bad("a name before a key", trust(province(name="", keys=[key(0, id=other)])), "list.name")
    bad("a key of the first province before a name of the second", trust(province(keys=[key(0, id=other)]), sister(name="")), "list.key_id")
    vectors.write("trust_lists.json")


if __name__ == "__main__":
    status_lists()
    trust_lists()
