import _TestSupport

/// Writes small ONNX files, for tests: a network that reads 10 × 10 cells of blue from a picture.
///
/// It takes the mean of one channel over each cell of 25 × 25 pixels, so that a picture with light
/// and dark cells stands for one with a mark, and everything but the network is as in earnest.
///
/// - Reference: ONNX, `onnx.proto`, IR version 8, operator set 13; Protocol Buffers wire format.
struct TinyNetwork {
  /// The dimensions of the input, nil for one that is left open.
  var inputShape: [Int?] = [1, 3, 256, 256]
  /// The dimensions of the output; nil for one that is left open.
  var outputShape: [Int?] = [1, 100]
  /// The number of values of the output.
  var outputCount = 100
  /// The type of input, output and weights: 1 for single, 11 for double precision.
  var elementType = 1
  /// Whether a second input is declared.
  var hasSecondInput = false

  /// The bytes of the file.
  var bytes: [UInt8] {
    var weights = Message()
    for size in [1, inputShape[1] ?? 3, 1, 1] { weights.number(1, size) }
    weights.number(2, elementType)
    weights.text(8, "weights")
    let count = inputShape[1] ?? 3
    weights.bytes(
      9,
      (0..<count).flatMap { channel -> [UInt8] in
        // 1 for the last channel, 0 for the others.
        let isLast = channel == count - 1
        return elementType == 1
          ? [0, 0, isLast ? 0x80 : 0, isLast ? 0x3F : 0]
          : [0, 0, 0, 0, 0, 0, isLast ? 0xF0 : 0, isLast ? 0x3F : 0]
      })
    var shape = Message()
    let sizes = outputShape.contains(nil) ? [1, outputCount] : outputShape.compactMap(\.self)
    shape.number(1, sizes.count)
    shape.number(2, 7)
    shape.text(8, "shape")
    shape.bytes(
      9,
      sizes.flatMap { size in (0..<8).map { UInt8(truncatingIfNeeded: size >> ($0 * 8)) }
      })
    var graph = Message()
    graph.message(1, Self.node("Conv", ["image", "weights"], "blue"))
    graph.message(
      1, Self.node("AveragePool", ["blue"], "cells", sizes: ["kernel_shape", "strides"]))
    graph.message(1, Self.node("Reshape", ["cells", "shape"], "output"))
    graph.text(2, "tiny")
    graph.message(5, weights)
    graph.message(5, shape)
    graph.message(11, value("image", inputShape))
    if hasSecondInput { graph.message(11, value("more", [1])) }
    graph.message(12, value("output", outputShape))
    var operators = Message()
    operators.number(2, 13)
    var model = Message()
    model.number(1, 8)
    model.message(8, operators)
    model.message(7, graph)
    return model.bytes
  }

  private static func node(
    _ operation: String, _ inputs: [String], _ output: String, sizes: [String] = []
  ) -> Message {
    var node = Message()
    for input in inputs { node.text(1, input) }
    node.text(2, output)
    node.text(4, operation)
    for name in sizes {
      var attribute = Message()
      attribute.text(1, name)
      attribute.number(8, 25)
      attribute.number(8, 25)
      attribute.number(20, 7)
      node.message(5, attribute)
    }
    return node
  }

  private func value(_ name: String, _ sizes: [Int?]) -> Message {
    var shape = Message()
    for (index, size) in sizes.enumerated() {
      var dimension = Message()
      if let size { dimension.number(1, size) } else { dimension.text(2, "d\(index)") }
      shape.message(1, dimension)
    }
    var tensor = Message()
    tensor.number(1, elementType)
    tensor.message(2, shape)
    var type = Message()
    type.message(1, tensor)
    var value = Message()
    value.text(1, name)
    value.message(2, type)
    return value
  }
}

/// A message of Protocol Buffers that is being written.
private struct Message {
  var bytes: [UInt8] = []

  mutating func variable(_ value: Int) {
    var rest = value
    while rest > 127 {
      bytes.append(UInt8(rest & 127 | 128))
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func number(_ field: Int, _ value: Int) {
    variable(field << 3)
    variable(value)
  }

  mutating func bytes(_ field: Int, _ content: [UInt8]) {
    variable(field << 3 | 2)
    variable(content.count)
    bytes += content
  }

  mutating func text(_ field: Int, _ content: String) { bytes(field, Array(content.utf8)) }
  mutating func message(_ field: Int, _ content: Message) { bytes(field, content.bytes) }
}
