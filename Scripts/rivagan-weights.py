#!/usr/bin/env python3
"""Writes the weights of the RivaGAN decoder as the program carries them.

    python3 Scripts/rivagan-weights.py rivagan_decoder.onnx Sources/CRivaGAN/rivagan.weights

The network is `imwatermark/rivagan_decoder.onnx` of the PyPI package invisible-watermark 0.2.0 (MIT
licence). It has two branches, `_attention` and `_conv`, of two convolutions of 11 x 11 each; what
normalises a batch is a factor and a summand for each channel, and is written as such. The file holds
numbers of single precision, little-endian, for each branch in this order:

    first convolution (32 x 3 x 11 x 11), its summands (32), factors (32) and summands (32) after it,
    second convolution (32 x 32 x 11 x 11), its summands (32),
    and, for `_attention` only, factors (32) and summands (32) after it

Needs: pip install onnx numpy
"""
import sys

import numpy
import onnx
import onnx.numpy_helper


def main():
    source, target = sys.argv[1:]
    values = {
        tensor.name: onnx.numpy_helper.to_array(tensor)
        for tensor in onnx.load(source).graph.initializer}
    parts = []

    def convolution(name, shape):
        weight = values[name + ".weight"]
        if weight.shape != shape:
            sys.exit(f"{name} has the shape {weight.shape}: not the network that is meant")
        parts.extend([weight, values[name + ".bias"]])

    def normalization(name):
        factor = values[name + ".weight"] / numpy.sqrt(values[name + ".running_var"] + 1e-5)
        parts.extend([factor, values[name + ".bias"] - values[name + ".running_mean"] * factor])

    for branch in ("_attention", "_conv"):
        convolution(branch + ".0", (32, 3, 1, 11, 11))
        normalization(branch + ".2")
        convolution(branch + ".3", (32, 32, 1, 11, 11))
        if branch == "_attention":
            normalization(branch + ".5")
    with open(target, "wb") as file:
        for part in parts:
            file.write(part.astype("<f4").tobytes())


if __name__ == "__main__":
    main()
