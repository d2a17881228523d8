/// Reads the fields of a model, each checked against the end of the data and against the others.
///
/// Layout, little-endian: `AFORENSC`; u16 format version 1; u16 version and u16 number of features;
/// u64 FNV-1a of all that follows; text (u16 length, UTF-8) identifier; u8 number of ensembles, each
/// u8 whether there are linear terms, as many as features (f32 mean, f32 scale, f32 weight), u16
/// number of trees, each u8 number of inner nodes `n`, `n` nodes (u16 feature, f32 threshold, i8
/// left, i8 right; a negative child is leaf `-1 - child`) and `n + 1` leaves (f32); u8 number of
/// experts, each u8 kind (1 lossless, 2 JPEG), u8 ensemble, f32 slope, f32 intercept, u8 whether
/// there is a threshold, f32 threshold.
struct ForensicModelReader {
  private let bytes: [UInt8]
  private var offset = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func readModel() throws(ForensicModelError) -> ForensicModel {
    guard bytes.starts(with: Array("AFORENSC".utf8)) else { throw failure(.notAModel) }
    offset = 8
    guard try integer(UInt16.self) == 1 else { throw failure(.unsupportedVersion) }
    guard try integer(UInt16.self) == UInt16(ForensicFeatures.version),
      try integer(UInt16.self) == UInt16(ForensicFeatures.names.count)
    else { throw failure(.otherFeatures) }
    let expected = try integer(UInt64.self)
    guard Self.checksum(bytes[offset...]) == expected else { throw failure(.wrongChecksum) }
    let identifier = try text()
    let ensembleCount = Int(try integer(UInt8.self))
    guard (1...8).contains(ensembleCount) else { throw failure(.badCount) }
    var ensembles: [ForensicModel.Ensemble] = []
    for _ in 0..<ensembleCount { ensembles.append(try ensemble()) }
    let expertCount = Int(try integer(UInt8.self))
    guard (1...2).contains(expertCount) else { throw failure(.badCount) }
    var experts: [ForensicModel.Expert] = []
    for _ in 0..<expertCount {
      let expert = try expert(ensembleCount: ensembleCount)
      guard !experts.contains(where: { $0.kind == expert.kind }) else {
        throw failure(.unknownKind)
      }
      experts.append(expert)
    }
    guard offset == bytes.count else { throw failure(.wrongLength) }
    return ForensicModel(identifier: identifier, ensembles: ensembles, experts: experts)
  }

  /// FNV-1a with 64 bits: finds damage, proves no origin.
  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    let span = bytes.span
    for index in 0..<span.count {
      value = (value ^ UInt64(span[index])) &* 0x100_0000_01b3
    }
    return value
  }

  private func failure(_ code: ForensicModelError.Code) -> ForensicModelError {
    ForensicModelError(code: code, offset: offset)
  }

  private mutating func take(_ count: Int) throws(ForensicModelError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - offset else { throw failure(.wrongLength) }
    defer { offset += count }
    return bytes[offset..<(offset + count)]
  }

  private mutating func integer<T: FixedWidthInteger & UnsignedInteger>(
    _ type: T.Type
  ) throws(ForensicModelError) -> T {
    // The shift that appending a byte needs is too wide for one byte alone.
    var value: UInt64 = 0
    for byte in try take(T.bitWidth / 8).reversed() { value = value << 8 | UInt64(byte) }
    return T(truncatingIfNeeded: value)
  }

  private mutating func number() throws(ForensicModelError) -> Float {
    let value = Float(bitPattern: try integer(UInt32.self))
    guard value.isFinite else { throw failure(.badNumber) }
    return value
  }

  private mutating func text() throws(ForensicModelError) -> String {
    let length = Int(try integer(UInt16.self))
    guard let text = String(validating: try take(length), as: UTF8.self), !text.isEmpty else {
      throw failure(.badText)
    }
    return text
  }

  private mutating func ensemble() throws(ForensicModelError) -> ForensicModel.Ensemble {
    var ensemble = ForensicModel.Ensemble()
    let hasTerms = try integer(UInt8.self)
    guard hasTerms <= 1 else { throw failure(.badCount) }
    if hasTerms == 1 {
      for _ in ForensicFeatures.names.indices {
        let (mean, scale, weight) = (try number(), try number(), try number())
        guard scale > 0 else { throw failure(.badNumber) }
        ensemble.terms.append(ForensicModel.LinearTerm(mean: mean, scale: scale, weight: weight))
      }
    }
    let count = Int(try integer(UInt16.self))
    guard count >= 1, count <= ForensicModel.maximumTreeCount else { throw failure(.badCount) }
    for _ in 0..<count {
      let nodeCount = Int(try integer(UInt8.self))
      guard nodeCount <= ForensicModel.maximumNodeCount else { throw failure(.badCount) }
      let (firstNode, firstLeaf) = (ensemble.nodes.count, ensemble.leaves.count)
      ensemble.roots.append(nodeCount == 0 ? Int32(-1 - firstLeaf) : Int32(firstNode))
      for index in 0..<nodeCount {
        let feature = try integer(UInt16.self)
        guard Int(feature) < ForensicFeatures.names.count else { throw failure(.badReference) }
        let threshold = try number()
        var children: [Int32] = []
        for _ in 0..<2 {
          let child = Int(Int8(bitPattern: try integer(UInt8.self)))
          if child >= 0 {
            guard child > index, child < nodeCount else { throw failure(.badReference) }
            children.append(Int32(firstNode + child))
          } else {
            guard -1 - child <= nodeCount else { throw failure(.badReference) }
            children.append(Int32(-1 - (firstLeaf + (-1 - child))))
          }
        }
        ensemble.nodes.append(
          ForensicModel.Node(
            feature: feature, threshold: threshold, left: children[0], right: children[1]))
      }
      for _ in 0...nodeCount { ensemble.leaves.append(try number()) }
    }
    return ensemble
  }

  private mutating func expert(
    ensembleCount: Int
  ) throws(ForensicModelError) -> ForensicModel.Expert {
    guard let kind = ForensicModel.Kind(rawValue: try integer(UInt8.self)) else {
      throw failure(.unknownKind)
    }
    let ensemble = Int(try integer(UInt8.self))
    guard ensemble < ensembleCount else { throw failure(.badReference) }
    let slope = Double(try number())
    let intercept = Double(try number())
    guard slope > 0 else { throw failure(.badNumber) }
    let hasThreshold = try integer(UInt8.self) == 1
    let threshold = Double(try number())
    return ForensicModel.Expert(
      kind: kind, ensemble: ensemble, slope: slope, intercept: intercept,
      threshold: hasThreshold ? threshold : nil)
  }
}
