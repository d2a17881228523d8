import ByteReading
import CMetadataShims

/// The elements of an XML text, as libexpat read them, with their positions in the text.
///
/// Document type declarations are refused, and entities with them, so nothing can grow beyond what
/// stands in the text. What was read before a fault is kept.
struct XMLDocument {
  /// A name with its namespace.
  struct Name: Hashable {
    var namespace: String
    var local: String
    var prefix: String
  }

  /// An element.
  struct Element {
    var name: Name
    var attributes: [(name: Name, value: String)]
    /// Namespaces declared by the element itself.
    var declarations: [(prefix: String, uri: String)]
    /// The character data directly inside, joined.
    var text = ""
    /// Indices of the child elements.
    var children: [Int] = []
    var parent: Int?
    /// The start tag, and all of the element, in bytes of the text.
    var startTag: Range<Int>
    var range: Range<Int>
  }

  /// All elements; the root is the first.
  private(set) var elements: [Element] = []
  /// Why reading ended; nil when the text is well-formed.
  private(set) var fault: ParsingError?

  /// Reads `text`, which may be in any encoding that expat knows (UTF-8, UTF-16, Latin-1).
  init(_ text: ByteView, limits: ParsingLimits) {
    var capacity = text.count.multipliedReportingOverflow(by: 3).partialValue &+ (1 << 14)
    let ceiling = max(limits.payloadSize, 1 << 14)
    capacity = min(max(capacity, 1 << 14), ceiling)
    var events: [UInt8] = []
    var status = ASSAY_XML_FULL
    while true {
      var offset = 0
      events = text.withSpan { span in
        unsafe span.withUnsafeBufferPointer { input in
          unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            let result = unsafe assay_xml_parse(
              input.baseAddress, input.count, Int32(clamping: limits.nesting),
              output.baseAddress, capacity)
            status = result.status
            offset = Int(result.input_offset)
            count = Int(result.output_count)
          }
        }
      }
      if status == ASSAY_XML_FULL, capacity < ceiling {
        capacity = min(capacity * 4, ceiling)
        continue
      }
      let code: ParsingError.Code? =
        switch status {
        case ASSAY_XML_DONE: nil
        case ASSAY_XML_FULL: .limitExceeded(.payloadSize, requested: capacity)
        case ASSAY_XML_DOCTYPE: .unsupported
        case ASSAY_XML_TOO_DEEP: .limitExceeded(.nesting, requested: limits.nesting + 1)
        case ASSAY_XML_NO_MEMORY: .limitExceeded(.totalMemory, requested: capacity)
        default: .malformed
        }
      let subject = status == ASSAY_XML_DOCTYPE ? "XMP with a document type" : "XMP"
      fault = code.map { ParsingError($0, at: text.offsetInFile &+ offset, in: subject) }
      break
    }
    // A text with a document type is refused as a whole.
    guard status != ASSAY_XML_DOCTYPE else { return }
    build(ByteView(events), limits: limits, text: text)
  }

  /// Makes elements of events.
  private mutating func build(_ events: ByteView, limits: ParsingLimits, text: ByteView) {
    var reader = ByteReader(events)
    var open: [Int] = []
    var declarations: [(String, String)] = []
    // A packet has few names and repeats them all the time.
    var names: [String: Name] = [:]
    func name(_ text: String) -> Name {
      if let known = names[text] { return known }
      let name = Self.name(text)
      names[text] = name
      return name
    }
    func string() -> String? {
      guard let count = try? reader.uint32(.little), let bytes = try? reader.take(Int(count)) else {
        return nil
      }
      return bytes.utf8
    }
    while let kind = try? reader.uint8() {
      switch kind {
      case 0x4E:
        guard let prefix = string(), let uri = string() else { return }
        declarations.append((prefix, uri))
      case 0x53:
        guard let start = try? reader.uint32(.little), let end = try? reader.uint32(.little),
          let count = try? reader.uint32(.little), let title = string()
        else { return }
        var attributes: [(name: Name, value: String)] = []
        for _ in 0..<count {
          guard let title = string(), let value = string() else { return }
          attributes.append((name(title), value))
        }
        guard elements.count < limits.count else {
          fault = ParsingError(
            .limitExceeded(.count, requested: elements.count + 1),
            at: text.offsetInFile &+ Int(start), in: "XMP")
          return
        }
        let range = Int(start)..<max(Int(start), Int(end))
        if let parent = open.last { elements[parent].children.append(elements.count) }
        elements.append(
          Element(
            name: name(title), attributes: attributes, declarations: declarations,
            parent: open.last, startTag: range, range: range))
        declarations = []
        open.append(elements.count - 1)
      case 0x45:
        guard (try? reader.uint32(.little)) != nil, let end = try? reader.uint32(.little),
          let last = open.popLast()
        else { return }
        let start = elements[last].range.lowerBound
        elements[last].range = start..<max(elements[last].startTag.upperBound, Int(end))
      case 0x54:
        guard (try? reader.skip(4)) != nil, let text = string() else { return }
        if let last = open.last { elements[last].text += text }
      default: return
      }
    }
  }

  private static func name(_ text: String) -> Name {
    let parts = text.utf8.split(separator: 0x0C, omittingEmptySubsequences: false)
    guard parts.count >= 2 else { return Name(namespace: "", local: text, prefix: "") }
    return Name(
      namespace: String(Substring(parts[0])), local: String(Substring(parts[1])),
      prefix: parts.count > 2 ? String(Substring(parts[2])) : "")
  }
}
