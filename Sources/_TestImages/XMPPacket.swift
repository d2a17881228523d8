/// Writes XMP packets from properties in attribute form.
///
/// - Reference: ISO 16684-1:2019 §7; IPTC Photo Metadata Standard 2025.1.
public struct XMPPacket: Sendable {
  /// The namespaces that a property can stand in, by prefix.
  private static let namespaces = [
    "dc": "http://purl.org/dc/elements/1.1/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "TC260": "http://www.tc260.org.cn/ns/AIGC/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
  ]

  private var properties: [(name: String, value: String)]

  /// Creates a packet of properties, each named with its prefix.
  public init(_ properties: [(name: String, value: String)]) { self.properties = properties }

  /// A packet that declares a digital source type of the IPTC vocabulary.
  public static func digitalSourceType(
    _ term: String, and more: [(name: String, value: String)] = []
  ) -> XMPPacket {
    let uri = "http://cv.iptc.org/newscodes/digitalsourcetype/\(term)"
    return XMPPacket([("Iptc4xmpExt:DigitalSourceType", uri)] + more)
  }

  /// The packet.
  public var text: String {
    let prefixes = Set(properties.map { String($0.name.prefix { $0 != ":" }) }).sorted()
    let declarations = prefixes.map { "\n    xmlns:\($0)=\"\(Self.namespaces[$0] ?? "")\"" }
    let attributes = properties.map { "\n    \($0.name)=\"\(Self.escaped($0.value))\"" }
    return """
      <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
      <x:xmpmeta xmlns:x="adobe:ns:meta/">
       <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about=""\(declarations.joined())\(attributes.joined())/>
       </rdf:RDF>
      </x:xmpmeta>
      <?xpacket end="w"?>
      """
  }

  private static func escaped(_ text: String) -> String {
    text.map { character in
      switch character {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      default: String(character)
      }
    }.joined()
  }
}
