#!/usr/bin/env python3
"""Writes a small network and a picture that it reads a TrustMark payload from.

Everything but the network is as in earnest, so this shows whether ONNX Runtime is found and used:

    python3 Scripts/trustmark-sample.py FOLDER

writes decoder_Q.onnx (below 1 kB) and marked.png to FOLDER, and prints the payload. The network takes
the mean of blue over 10 x 10 cells; it says nothing about pictures that TrustMark itself marked.

Needs: pip install onnx numpy pillow
"""
import pathlib
import sys

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper
from PIL import Image


def parity(bits, errors):
    """The parity of a BCH code over x^7 + x^3 + 1, by division by its generator polynomial."""
    powers = [1]
    while len(powers) < 127:
        value = powers[-1] << 1
        powers.append(value ^ 137 if value > 127 else value)
    log = {value: exponent for exponent, value in enumerate(powers)}
    roots = {odd * 2**k % 127 for odd in range(1, 2 * errors, 2) for k in range(7)}
    generator = [1]
    for root in roots:
        longer = generator + [0]
        for index, value in enumerate(generator):
            if value:
                longer[index + 1] ^= powers[(log[value] + root) % 127]
        generator = longer
    rest = bits + [0] * (len(generator) - 1)
    for index in range(len(bits)):
        if rest[index]:
            for offset, bit in enumerate(generator):
                rest[index + offset] ^= bit
    return rest[len(bits):]


def network():
    blue = numpy.array([0, 0, 1], dtype=numpy.float32).reshape(1, 3, 1, 1)
    graph = helper.make_graph(
        [helper.make_node("Conv", ["image", "weights"], ["blue"]),
         helper.make_node(
             "AveragePool", ["blue"], ["cells"], kernel_shape=[25, 25], strides=[25, 25]),
         helper.make_node("Reshape", ["cells", "shape"], ["output"])],
        "sample", [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, 256, 256])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 100])],
        [numpy_helper.from_array(blue, "weights"),
         numpy_helper.from_array(numpy.array([1, 100], dtype=numpy.int64), "shape")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    random = numpy.random.default_rng(1)
    data = random.integers(0, 2, 61).tolist()
    # Coding 1, BCH_5: 61 bits, filled up to whole bytes, and 35 bits of parity.
    word = data + parity(data + [0] * 3, 5) + [0, 0, 0, 1]
    picture = random.integers(0, 256, (512, 512, 3), dtype=numpy.uint8)
    for index, bit in enumerate(word):
        row, column = divmod(index, 10)
        picture[row * 50:row * 50 + 50, column * 50:column * 50 + 50, 2] = 150 if bit else 100
    onnx.save(network(), folder / "decoder_Q.onnx")
    Image.fromarray(picture).save(folder / "marked.png")
    print("1*" + "".join(map(str, data)))


if __name__ == "__main__":
    main()
