"""Writing the weights in the form that the module Forensics reads; see docs/model-card.md."""

import struct

import numpy as np

FEATURE_VERSION = 2


def fnv1a(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def single_not_above(value):
    """The largest binary32 that is at most `value`: x <= value stays true for the same x."""
    rounded = np.float32(value)
    if float(rounded) > value:
        rounded = np.nextafter(rounded, np.float32(-np.inf))
    return float(rounded)


def tree_bytes(tree, factor):
    """One tree of LightGBM's dump, its leaves times `factor`: inner nodes in pre-order, then leaves."""
    nodes, leaves = [], []

    def visit(node):
        if "leaf_value" in node and "split_feature" not in node:
            leaves.append(factor * float(node["leaf_value"]))
            return -len(leaves)
        index = len(nodes)
        nodes.append(None)
        assert node["decision_type"] == "<="
        left = visit(node["left_child"])
        right = visit(node["right_child"])
        nodes[index] = (node["split_feature"], single_not_above(node["threshold"]), left, right)
        return index

    visit(tree["tree_structure"])
    data = struct.pack("<B", len(nodes))
    for feature, threshold, left, right in nodes:
        data += struct.pack("<Hfbb", feature, threshold, left, right)
    return data + struct.pack(f"<{len(leaves)}f", *leaves)


def text_bytes(text):
    data = text.encode()
    return struct.pack("<H", len(data)) + data


def model_bytes(identifier, boosters, experts, feature_count):
    """A whole file.

    boosters: a LightGBM booster, the factor of its output, and linear terms (mean, scale, weight) of
    all features or none; experts: (kind, booster, slope, intercept, threshold or None) with
    kind 1 for lossless pictures and 2 for JPEG.
    """
    data = text_bytes(identifier) + struct.pack("<B", len(boosters))
    for booster, factor, terms in boosters:
        assert not terms or len(terms) == feature_count
        data += struct.pack("<B", bool(terms))
        data += b"".join(struct.pack("<fff", *term) for term in terms or [])
        trees = booster.dump_model()["tree_info"]
        data += struct.pack("<H", len(trees)) + b"".join(tree_bytes(tree, factor) for tree in trees)
    data += struct.pack("<B", len(experts))
    for kind, booster, slope, intercept, threshold in experts:
        data += struct.pack(
            "<BBffBf", kind, booster, slope, intercept, threshold is not None, threshold or 0.0)
    head = b"AFORENSC" + struct.pack("<HHHQ", 1, FEATURE_VERSION, feature_count, fnv1a(data))
    return head + data
