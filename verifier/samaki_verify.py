#!/usr/bin/env python3
"""Checks the seal of a Samaki ledger without Samaki: one file, Python 3.11 or newer and the package `cryptography`.

    samaki_verify.py --key KEY checkpoint NOTE           is this checkpoint signed with the key?
    samaki_verify.py --key KEY inclusion PROOF           does the proof show that the entry is sealed?
    samaki_verify.py --key KEY consistency PROOF [--first NOTE] [--second NOTE]   does the newer log go on from the older?
    samaki_verify.py --key KEY log ENTRIES --checkpoint NOTE [--checkpoint NOTE]  do all entries give these checkpoints?

KEY is what `./samaki ledger key` printed when you became a witness. Prints what was proved and exits 0, or says what is wrong on
stderr and exits 1. Formats: C2SP signed-note and tlog-checkpoint (Ed25519); trees and proofs of RFC 9162, section 2.1.
Written anew from those texts; it shares no line with the system that it checks.
"""

import argparse
import base64
import binascii
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Wrong(Exception):
    """What is wrong: one sentence."""


def decoded(text, what):
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise Wrong("%s is not base64" % what) from None


def read_key(vkey):
    """(name, hash, Ed25519 key) of a verification key `name+hash+base64`."""
    name, _, rest = vkey.strip().partition("+")
    hashed, _, coded = rest.partition("+")
    raw = decoded(coded, "the key")
    digest = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if len(raw) != 33 or raw[0] != 1 or digest.hex() != hashed:
        raise Wrong("the verification key is damaged")
    return name, digest, Ed25519PublicKey.from_public_bytes(raw[1:])


def read_note(note, vkey):
    """(size, root) of a checkpoint that is signed with the key."""
    name, digest, public = read_key(vkey)
    text, found, signatures = note.replace("\r\n", "\n").rpartition("\n\n")
    if not found:
        raise Wrong("this is no signed checkpoint")
    text += "\n"
    for line in signatures.splitlines():
        if not line.startswith("\u2014 " + name + " "):
            continue
        raw = decoded(line.rsplit(" ", 1)[1], "the signature")
        if raw[:4] != digest:
            continue
        try:
            public.verify(raw[4:], text.encode())
        except InvalidSignature:
            raise Wrong("the signature does not hold: the checkpoint was changed") from None
        return checkpoint_of(text, name)
    raise Wrong("the checkpoint is not signed with this key (%s)" % name)


def checkpoint_of(text, name):
    lines = text.splitlines()
    if len(lines) < 3 or lines[0] != name or not lines[1].isdigit():
        raise Wrong("this is no checkpoint of %s" % name)
    root = decoded(lines[2], "the root")
    if len(root) != 32:
        raise Wrong("the root has not 32 bytes")
    return int(lines[1]), root


def leaf(content):
    return hashlib.sha256(b"\x00" + content).digest()


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_from_inclusion(index, size, leaf_hash, path):
    """RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        raise Wrong("there is no leaf %d in a log of %d" % (index, size))
    fn, sn, r = index, size - 1, leaf_hash
    for p in path:
        if sn == 0:
            raise Wrong("the proof is too long")
        if fn % 2 == 1 or fn == sn:
            r = node(p, r)
            while fn % 2 == 0 and fn != 0:
                fn >>= 1
                sn >>= 1
        else:
            r = node(r, p)
        fn >>= 1
        sn >>= 1
    if sn != 0:
        raise Wrong("the proof is too short")
    return r


def roots_from_consistency(first, second, first_root, path):  # noqa: C901 - the steps of the RFC, one by one
    """(older root, newer root) by RFC 9162, 2.1.4.2."""
    if first > second:
        raise Wrong("the newer log is shorter than the older one: it was cut")
    if first in (0, second):
        if path:
            raise Wrong("the proof is too long")
        return first_root, first_root
    path = list(path)
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    if not path:
        raise Wrong("the proof is too short")
    fn, sn = first - 1, second - 1
    while fn % 2 == 1:
        fn >>= 1
        sn >>= 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            raise Wrong("the proof is too long")
        if fn % 2 == 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while fn % 2 == 0 and fn != 0:
                fn >>= 1
                sn >>= 1
        else:
            sr = node(sr, c)
        fn >>= 1
        sn >>= 1
    if sn != 0:
        raise Wrong("the proof is too short")
    return fr, sr


def root_of(stack):
    """The root over complete subtrees from left to right."""
    if not stack:
        return hashlib.sha256(b"").digest()
    found = stack[-1][1]
    for _, left in reversed(stack[:-1]):
        found = node(left, found)
    return found


def check_checkpoint(options):
    size, root = read_note(read(options.note), options.key)
    return "the checkpoint over %d entries is signed with the key; root %s" % (size, root.hex())


def check_inclusion(options):
    proof = json.loads(read(options.proof))
    if proof.get("checkpoint") is None:
        raise Wrong("no checkpoint covers the entry yet")
    size, root = read_note(proof["checkpoint"]["note"], options.key)
    leaf_hash = bytes.fromhex(proof["leaf"])
    if proof.get("entry") and leaf(decoded(proof["entry"], "the entry")) != leaf_hash:
        raise Wrong("the entry's bytes are not those of the leaf")
    path = [bytes.fromhex(one) for one in proof["path"]]
    if root_from_inclusion(proof["index"], size, leaf_hash, path) != root:
        raise Wrong("the proof does not lead to the root of the checkpoint")
    return "entry %s is sealed at place %d of %d" % (leaf_hash.hex()[:32], proof["index"], size)


def check_consistency(options):
    proof = json.loads(read(options.proof))
    first_note = read(options.first) if options.first else proof["first"]["note"]
    second_note = read(options.second) if options.second else proof["second"]["note"]
    first, first_root = read_note(first_note, options.key)
    second, second_root = read_note(second_note, options.key)
    path = [bytes.fromhex(one) for one in proof["path"]]
    older, newer = roots_from_consistency(first, second, first_root, path)
    if older != first_root or (first and newer != second_root):
        raise Wrong("the newer log does not go on from the older one: history was rewritten")
    return "the log of %d entries goes on from that of %d" % (second, first)


def check_log(options):
    wanted = {}
    for name in options.checkpoint:
        size, root = read_note(read(name), options.key)
        wanted.setdefault(size, []).append((name, root))
    stack, number = [], 0
    reached = compare(wanted, 0, stack)
    with open(options.entries, encoding="ascii") as file:
        for line in file:
            level, found = 0, leaf(decoded(line.strip(), "entry %d" % number))
            while stack and stack[-1][0] == level:
                level, found = level + 1, node(stack.pop()[1], found)
            stack.append((level, found))
            number += 1
            reached += compare(wanted, number, stack)
    missing = len(options.checkpoint) - reached
    if missing:
        raise Wrong("the log has %d entries and ends before %d of the checkpoints: it was cut" % (number, missing))
    return "%d entries give %d checkpoints" % (number, reached)


def compare(wanted, size, stack):
    for name, root in wanted.get(size, []):
        if root_of(stack) != root:
            raise Wrong("the first %d entries are not those of %s: history was rewritten" % (size, name))
    return len(wanted.get(size, []))


def read(name):
    try:
        with open(name, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise Wrong("%s cannot be read: %s" % (name, error)) from None


def parser():
    whole = argparse.ArgumentParser(description="Check the seal of a Samaki ledger without Samaki.")
    whole.add_argument("--key", required=True, help="the verification key")
    parts = whole.add_subparsers(required=True, metavar="WHAT")
    one = parts.add_parser("checkpoint", help="a signed checkpoint")
    one.add_argument("note")
    one.set_defaults(run=check_checkpoint)
    one = parts.add_parser("inclusion", help="that an entry is sealed")
    one.add_argument("proof")
    one.set_defaults(run=check_inclusion)
    one = parts.add_parser("consistency", help="that a newer log goes on from an older one")
    one.add_argument("proof")
    one.add_argument("--first", help="your older checkpoint, instead of the one in the proof")
    one.add_argument("--second", help="your newer checkpoint, instead of the one in the proof")
    one.set_defaults(run=check_consistency)
    one = parts.add_parser("log", help="that all entries give the checkpoints")
    one.add_argument("entries")
    one.add_argument("--checkpoint", action="append", required=True)
    one.set_defaults(run=check_log)
    return whole


def main(arguments=None):
    options = parser().parse_args(arguments)
    try:
        print("ok: " + options.run(options))
        return 0
    except Wrong as wrong:
        print("NOT WELL: %s" % wrong, file=sys.stderr)
    except (ValueError, KeyError, TypeError) as error:
        print("NOT WELL: the file cannot be read as a proof: %s" % error, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
