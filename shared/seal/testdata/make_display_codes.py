#!/usr/bin/env python3
"""Writes display_codes.json beside this file, from docs/SEAL.md (section 8) alone.

    python3 shared/seal/testdata/make_display_codes.py

Everybody and everything here is made up. The private keys are test keys and stand here on purpose.
"""

import hashlib

from make_vectors import (
    BASE, DRIVER, FOR_EVER, LONG_NAME, NO_INDEX, OPERATOR, P256, P256_KEY, SM2_KEY, SM2_OTHER, VEHICLE,
    Key, b32, claims, plate, to_digits, write,
)

GRANT_CONTEXT, CODE_CONTEXT = b"DISPLAY-GRANT-1\0", b"DISPLAY-CODE-1\0"
PHONE, OTHER_PHONE = Key("phone", P256, b"test phone 1"), Key("other phone", P256, b"test phone 2")
GRANTED, HOURS, OFFSET = 1_795_600_000, 720, 3600
SHOWN = GRANTED + OFFSET
codes = []


def person(name, tail, longest=22):
    whole = name.encode()
    if len(whole) <= longest:
        return bytes([len(whole)]) + whole + tail.encode()
    ends = range(longest - 8, 0, -1)
    prefix = next(whole[:end] for end in ends if whole[:end].decode(errors="ignore").encode() == whole[:end])
    return bytes([0x80 | len(prefix)]) + prefix + hashlib.sha256(whole).digest()[:8] + tail.encode()


def compressed(key, sign=None):
    x, y = key.point
    return bytes([2 + y % 2 if sign is None else sign]) + b32(x)


def unsigned(body, device=None, granted=GRANTED, hours=HOURS):
    return body + (device or compressed(PHONE)) + granted.to_bytes(4, "big") + hours.to_bytes(2, "big")


def signed(part, key=SM2_KEY):
    return part + key.sign(GRANT_CONTEXT + part)


def shown(grant, offset=OFFSET, phone=PHONE):
    moment = offset.to_bytes(3, "big")
    return grant + moment + phone.sign(CODE_CONTEXT + grant + moment)


def code(name, text, expect, key=SM2_KEY, now=SHOWN, **more):
    codes.append(dict(name=name, text=text, key=key.name, now=now, expect=expect, **more))


def payload(name, data, expect, **more):
    code(name, BASE + to_digits(data), expect, **more)


def of(kind, facts, key=SM2_KEY, **changes):
    return claims(kind, facts, key, **{"format": 2, **changes})


def made(name, body, expect="fresh", key=SM2_KEY, offset=OFFSET, phone=PHONE, now=SHOWN, kind=None, facts=None, **grant):
    more = {} if kind is None else dict(kind=kind, facts=facts)
    payload(name, shown(signed(unsigned(body, **grant), key), offset, phone), expect, key=key, now=now, **more)


def good_codes():
    for key in (SM2_KEY, P256_KEY):
        for kind in (8, 16, 74, 79):
            body = of(kind, OPERATOR, key, serial="Z" * 16, version=999, expires=FOR_EVER)
            made(f"operator {kind:03} {key.name}", body, key=key, kind=f"{kind:03}", facts=OPERATOR.decode())
        for kind, number, color in ((13, "辽A12345", 2), (73, "辽AD12345", 94), (13, "辽A1234挂", 2)):
            body = of(kind, plate(number, color), key, index=NO_INDEX)
            made(f"vehicle {kind:03} {number} {key.name}", body, key=key, kind=f"{kind:03}", facts=f"{number}/{color}")
        for kind, name in (
            (71, "试验甲"), (75, "一二三四五六七"), (72, "一二三四五六七八"), (71, LONG_NAME), (75, "A" * 22), (72, "A" * 23),
            (71, "𠮷𠮷𠮷𠮷𠮷𠮷"), (71, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ABCD"),
        ):
            made(f"practitioner {kind:03} {name} {key.name}", of(kind, person(name, "002X"), key, serial="Z" * 16), key=key, kind=f"{kind:03}", facts=name)
    vehicle = of(13, VEHICLE)
    whole = dict(kind="013", facts="辽A12345/2")
    for name, age, presence in (
        ("in the same second", 0, "fresh"), ("60 seconds ago", 60, "fresh"), ("61 seconds ago", 61, "stale"),
        ("10 seconds ahead", -10, "fresh"), ("11 seconds ahead", -11, "ahead"), ("a year ago", 31_536_000, "stale"),
    ):
        made(f"shown {name}", vehicle, presence, now=SHOWN + age, **whole)
    for name, hours, offset, now, presence in (
        ("at the grant", 1, 0, 0, "fresh"),
        ("in the last second of the grant", 1, 3600, 3600, "fresh"),
        ("a second after the grant", 1, 3601, 3601, "grant_over"),
        ("long after the grant", 1, 90_000, 90_000, "grant_over"),
        ("after the grant, and ahead", 1, 3601, 0, "grant_over"),
        ("in the last second of the longest grant", 4660, 16_776_000, 16_776_000, "fresh"),
        ("at the largest offset", 4660, 0xFFFFFF, 0xFFFFFF, "grant_over"),
        ("before its grant, by the verifier's clock", 1, 0, -3600, "ahead"),
        ("within the grant, looked at after it", 1, 3600, 7200, "stale"),
    ):
        made(f"shown {name}", vehicle, presence, offset=offset, now=GRANTED + now, hours=hours, **whole)
    made("granted at the first second", vehicle, granted=0, now=OFFSET, **whole)
    made("granted at the last second", vehicle, granted=0xFFFFFFFF, now=0xFFFFFFFF + OFFSET, **whole)
    text = to_digits(shown(signed(unsigned(vehicle))))
    code("the digits alone", text, "fresh", **whole)
    code("another address before the #", "https://other.example/page?x=1#" + text, "fresh", **whole)
    other_phone = next(k for k in (Key("p", P256, b"phone %d" % i) for i in range(99)) if k.point[1] % 2 != PHONE.point[1] % 2)
    made("a phone's key of the other sign", vehicle, device=compressed(other_phone), phone=other_phone, **whole)


def bad_claims():
    vehicle, digest = of(13, VEHICLE), bytes(8)
    made("format 3", of(13, VEHICLE, format=3), "code.unknown_format")
    made("the claims of a license code", of(13, VEHICLE, format=1), "code.length")
    for kind in (0, 9, 255):
        made(f"kind {kind}", of(kind, VEHICLE), "code.kind")
    for version in (0, 1000):
        made(f"version {version}", of(13, VEHICLE, version=version), "code.version")
    made("issued for ever", of(13, VEHICLE, issued=FOR_EVER, expires=FOR_EVER), "code.days")
    made("expired before the issue", of(13, VEHICLE, expires=20779), "code.days")
    made("plate in lower case", of(13, plate("辽a12345", 2)), "code.plate")
    made("operator's code with a wrong check", of(8, OPERATOR[:-1] + (b"0" if OPERATOR[-1:] != b"0" else b"1")), "code.uscc")
    made("identity number in lower case", of(71, person("试验甲", "002x")), "code.id_tail")
    for name, facts in (
        ("empty", b"\x00002X"),
        ("23 bytes, whole", b"\x17" + b"A" * 23 + b"002X"),
        ("shortened to 10 bytes", b"\x8a" + b"A" * 10 + digest + b"002X"),
        ("shortened to 15 bytes", b"\x8f" + b"A" * 15 + digest + b"002X"),
        ("shortened as a license code shortens", person("A" * 31, "002X", 30)),
        ("line break", person("试\n验", "002X")),
        ("right-to-left override", person("试\u202e验", "002X")),
        ("no UTF-8", b"\x03\xff\xfe\xfd002X"),
    ):
        data = shown(signed(unsigned(of(71, facts))))
        payload(f"name: {name}", data, "code.length" if len(data) > 229 else "code.name")
    made("driver's claims as an operator's", of(8, DRIVER), "code.uscc")
    made("vehicle's claims as a driver's", of(71, VEHICLE), "code.name")


def bad_grants():
    vehicle = of(13, VEHICLE)
    for hours in (0, 4661, 0xFFFF):
        made(f"a grant of {hours} hours", vehicle, "display.lifetime", hours=hours)
    x = PHONE.point[0]
    no_point = next(i for i in range(1, 99) if pow(i**3 + P256.a * i + P256.b, (P256.p - 1) // 2, P256.p) != 1)
    for name, device in (
        ("uncompressed", b"\x04" + b32(x)), ("of zeros", bytes(33)), ("with x = 0 and no sign", b"\x00" + b32(x)),
        ("hybrid", b"\x06" + b32(x)), ("with no point at x", b"\x02" + b32(no_point)), ("with x beyond the field", b"\x02" + b"\xff" * 32),
        ("with x = p", b"\x03" + b32(P256.p)),
    ):
        made(f"a phone's key {name}", vehicle, "display.device_key", device=device)
    data = shown(signed(unsigned(vehicle)))
    payload("a byte more", data + b"\0", "code.length")
    payload("a byte less", data[:-1], "code.length")
    payload("the grant alone", signed(unsigned(vehicle)), "code.length")
    payload("the grant and the moment", data[:-64], "code.length")
    payload("the claims alone", vehicle, "code.length")
    payload("the format alone", b"\x02", "code.length")
    payload("230 bytes", b"\x02" + bytes(229), "code.length")
    payload("the longest and a byte", shown(signed(unsigned(of(71, person(LONG_NAME, "002X"))))) + b"\0", "code.length")
    payload("a license code's signature behind display claims", vehicle + SM2_KEY.sign(b"LICENSE-CODE-1\0" + vehicle), "display.device_key")


def bad_signatures():
    vehicle = of(13, VEHICLE)
    part = unsigned(vehicle)
    grant, moment = signed(part), OFFSET.to_bytes(3, "big")
    data = shown(grant)

    def bent_grant(name, grant, expect="code.signature", **more):
        payload(name, shown(grant), expect, **more)

    def bent_phone(name, signature, expect="display.phone_signature", grant=grant, moment=moment):
        payload(name, grant + moment + signature, expect)

    good = grant[len(part):]
    bent_grant("grant: bit 0 of r", part + good[:31] + bytes([good[31] ^ 1]) + good[32:])
    bent_grant("grant: signed by another key", part + SM2_OTHER.sign(GRANT_CONTEXT + part))
    bent_grant("grant: signed by the phone itself", part + PHONE.sign(GRANT_CONTEXT + part))
    bent_grant("grant: signed without the context", part + SM2_KEY.sign(part))
    for context in (b"DISPLAY-CODE-1\0", b"LICENSE-CODE-1\0", b"DISPLAY-GRANT-1", b"STATUS-LIST-1\0"):
        bent_grant(f"grant: signed with the context {context!r}", part + SM2_KEY.sign(context + part))
    bent_grant("grant: signed with an empty signer id", part + SM2_KEY.sign(GRANT_CONTEXT + part, b""))
    for name, changed in (
        ("plate", unsigned(of(13, plate("辽A12346", 2)))),
        ("last day", unsigned(of(13, VEHICLE, expires=FOR_EVER))),
        ("status index", unsigned(of(13, VEHICLE, index=8))),
        ("phone", unsigned(vehicle, compressed(OTHER_PHONE))),
        ("beginning", unsigned(vehicle, granted=GRANTED + 1)),
        ("lifetime", unsigned(vehicle, hours=HOURS + 1)),
    ):
        phone = OTHER_PHONE if name == "phone" else PHONE
        payload(f"grant: {name} altered after signing", shown(changed + good, phone=phone), "code.signature")
    bent_grant("grant: key id altered after signing", unsigned(of(13, VEHICLE, SM2_OTHER)) + good, "code.other_key")
    payload("read with another key", data, "code.other_key", key=SM2_OTHER)
    payload("an SM2 grant read with a P-256 key", data, "code.other_key", key=P256_KEY)
    n = b32(SM2_KEY.curve.n)
    for name, signature in (("r = 0", bytes(32) + good[32:]), ("s = n", good[:32] + n), ("zeros", bytes(64))):
        bent_grant(f"grant, sm2: {name}", part + signature, "code.signature_form")
    p_part = unsigned(of(13, VEHICLE, P256_KEY))
    p_good = P256_KEY.sign(GRANT_CONTEXT + p_part)
    upper = p_good[:32] + b32(P256.n - int.from_bytes(p_good[32:], "big"))
    bent_grant("grant, p256: the upper s", p_part + upper, "code.signature_form", key=P256_KEY)

    good = data[-64:]
    bent_phone("phone: bit 0 of s", good[:63] + bytes([good[63] ^ 1]))
    bent_phone("phone: r and s changed places", good[32:] + good[:32], "display.phone_signature" if int.from_bytes(good[:32], "big") <= P256.n // 2 else "display.phone_signature_form")
    bent_phone("phone: signed by another phone", OTHER_PHONE.sign(CODE_CONTEXT + grant + moment))
    bent_phone("phone: signed without the context", PHONE.sign(grant + moment))
    bent_phone("phone: signed without the moment", PHONE.sign(CODE_CONTEXT + grant))
    bent_phone("phone: signed the unsigned grant", PHONE.sign(CODE_CONTEXT + part + moment))
    bent_phone("phone: signed with the grant's context", PHONE.sign(GRANT_CONTEXT + grant + moment))
    bent_phone("phone: the signature of another moment", PHONE.sign(CODE_CONTEXT + grant + (OFFSET + 1).to_bytes(3, "big")))
    bent_phone("phone: a picture of an hour ago with the moment of now", good, moment=(OFFSET + 3600).to_bytes(3, "big"))
    other = signed(unsigned(of(13, plate("辽A54321", 2))))
    bent_phone("phone: the signature under another grant", good, grant=other)
    bent_phone("phone: zeros", bytes(64), "display.phone_signature_form")
    bent_phone("phone: ones", b"\xff" * 64, "display.phone_signature_form")
    bent_phone("phone: r = n", b32(P256.n) + good[32:], "display.phone_signature_form")
    bent_phone("phone: the upper s", good[:32] + b32(P256.n - int.from_bytes(good[32:], "big")), "display.phone_signature_form")
    both = part + bytes([grant[len(part)] ^ 1]) + grant[len(part) + 1:]
    payload("both signatures wrong", both + moment + good, "code.signature")


def bad_texts():
    digits = to_digits(shown(signed(unsigned(of(13, VEHICLE)))))
    for name, text, expect in (
        ("two #", BASE + "#" + digits, "code.text"),
        ("a letter", BASE + digits[:-1] + "A", "code.text"),
        ("a digit more", BASE + "0" + digits, "code.digits"),
        ("a digit less", BASE + digits[:-1], "code.digits"),
        ("nines", BASE + "9" * len(digits), "code.digits"),
        ("zeros", BASE + "0" * len(digits), "code.unknown_format"),
        ("two codes one after the other", BASE + digits + digits, "code.text" if len(BASE) + 2 * len(digits) > 1024 else "code.digits"),
    ):
        code(f"text: {name}", text, expect)


if __name__ == "__main__":
    good_codes(), bad_claims(), bad_grants(), bad_signatures(), bad_texts()
    names = [c["name"] for c in codes]
    assert len(set(names)) == len(names)
    presences = {"fresh", "stale", "ahead", "grant_over"}
    write("display_codes.json", codes)
    print(len(codes), "codes,", sum(c["expect"] in presences for c in codes), "good")
