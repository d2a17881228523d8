public import ByteReading

extension Container {
  /// Reads the structure of a file.
  ///
  /// - Parameters:
  ///   - file: All bytes of the file.
  ///   - limits: How much the file may ask for.
  /// - Throws: ``ParsingError/Code-swift.enum/badSignature`` when the bytes are no known image.
  public init(parsing file: ByteView, limits: ParsingLimits = ParsingLimits()) throws(ParsingError)
  {
    throw ParsingError(.badSignature, at: 0)
  }
}
