public import ByteReading

extension Container {
  /// Reads the structure of a file.
  ///
  /// Nothing is copied but what is packed or split over several parts.
  ///
  /// - Parameters:
  ///   - file: All bytes of the file.
  ///   - limits: How much the file may ask for.
  /// - Throws: ``ParsingError/Code-swift.enum/badSignature`` when the bytes are no known image,
  ///   ``ParsingError/Limit/fileSize`` when there are too many of them.
  public init(parsing file: ByteView, limits: ParsingLimits = ParsingLimits()) throws(ParsingError)
  {
    guard file.count <= limits.fileSize else {
      throw ParsingError(
        .limitExceeded(.fileSize, requested: file.count), at: file.offsetInFile, in: "The file")
    }
    guard let format = ImageFormat(sniffing: file) else {
      throw ParsingError(.badSignature, at: file.offsetInFile, in: "The file")
    }
    var builder = ContainerBuilder(file: file, format: format, limits: limits)
    switch format {
    case .jpeg: builder.readJPEG()
    case .png: builder.readPNG()
    case .webp: builder.readWebP()
    case .heif, .avif: builder.readISOBMFF()
    case .tiff: builder.readTIFF()
    case .gif: builder.readGIF()
    case .jxl: builder.readJPEGXL()
    case .svg: builder.readSVG()
    case .bmp: builder.readBMP()
    case .jp2: builder.readJPEG2000()
    case .psd: builder.readPSD()
    case .ico: builder.readICO()
    }
    self = builder.finished()
  }
}
