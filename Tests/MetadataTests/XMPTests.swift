import ByteReading
import Testing
import _TestSupport

@testable import Metadata

@Suite struct XMPTests {
  private func read(_ content: String, _ limits: ParsingLimits = ParsingLimits()) -> XMPPacket {
    XMPPacket(ByteView(SampleFiles.xmp(content)), limits: limits)
  }

  @Test func `attribute, element and resource forms are the same property`() {
    for content in [
      "<rdf:Description xmlns:I=\"\(XMPNamespace.iptcExtension)\" I:DigitalSourceType=\"a\"/>",
      """
      <rdf:Description xmlns:I="\(XMPNamespace.iptcExtension)">
      <I:DigitalSourceType>a</I:DigitalSourceType></rdf:Description>
      """,
      """
      <rdf:Description xmlns:I="\(XMPNamespace.iptcExtension)">
      <I:DigitalSourceType rdf:resource="a"/></rdf:Description>
      """,
      """
      <rdf:Description xmlns:I="\(XMPNamespace.iptcExtension)"><I:DigitalSourceType
      rdf:parseType="Resource"><rdf:value>a</rdf:value></I:DigitalSourceType></rdf:Description>
      """,
    ] {
      let packet = read(content)
      // The last form is a value with qualifiers; its path ends in the value.
      #expect(packet.properties.first?.prefix == "Iptc4xmpExt")
      #expect(packet.properties.map(\.value) == ["a"])
      #expect(packet.faults.isEmpty)
    }
  }

  @Test func `arrays, structures, languages and qualifiers have paths`() {
    let packet = read(
      """
      <rdf:Description xmlns:dc="\(XMPNamespace.dc)" xmlns:m="\(XMPNamespace.xmpMM)"
        xmlns:e="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#">
       <dc:subject><rdf:Bag><rdf:li>one</rdf:li><rdf:li>two</rdf:li></rdf:Bag></dc:subject>
       <dc:title><rdf:Alt><rdf:li xml:lang="x-default">T</rdf:li></rdf:Alt></dc:title>
       <m:History><rdf:Seq><rdf:li e:action="saved" e:softwareAgent="A"/>
        <rdf:li rdf:parseType="Resource"><e:action>created</e:action></rdf:li></rdf:Seq></m:History>
       <dc:source><rdf:Description><rdf:value>S</rdf:value><m:q>x</m:q></rdf:Description></dc:source>
      </rdf:Description>
      """)
    let found = packet.properties.map { "\($0.path)=\($0.value)" }
    #expect(
      found == [
        "dc:subject[1]=one", "dc:subject[2]=two", "dc:title[1]=T",
        "xmpMM:History[1]/stEvt:action=saved", "xmpMM:History[1]/stEvt:softwareAgent=A",
        "xmpMM:History[2]/stEvt:action=created", "dc:source=S",
      ])
    #expect(packet.properties[2].language == "x-default")
    #expect(packet.properties[3].fieldPath == "xmpMM:History/stEvt:action")
    #expect(packet.value("dc", "source") == "S")
  }

  @Test func `names go by namespace, and a borrowed prefix is marked`() {
    let packet = read(
      """
      <rdf:Description xmlns:Iptc4xmpExt="urn:other" xmlns:zzz="\(XMPNamespace.photoshop)"
        Iptc4xmpExt:DigitalSourceType="a" zzz:Credit="b"/>
      """)
    #expect(
      packet.properties.map(\.fieldPath)
        == ["unknown-Iptc4xmpExt:DigitalSourceType", "photoshop:Credit"])
  }

  @Test func `document types and entities are refused`() {
    let bomb = """
      <!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
      <x:xmpmeta xmlns:x="adobe:ns:meta/">&b;</x:xmpmeta>
      """
    let packet = XMPPacket(ByteView(Array(bomb.utf8)))
    #expect(packet.properties.isEmpty)
    #expect(packet.faults.map(\.identifier) == ["unsupported"])
  }

  @Test func `broken XML keeps what came before and says where`() {
    let whole = SampleFiles.xmp(
      "<rdf:Description xmlns:dc=\"\(XMPNamespace.dc)\" dc:format=\"f\"/>")
    let packet = XMPPacket(ByteView(Array(whole[..<(whole.count - 30)]), offsetInFile: 100))
    #expect(packet.properties.map(\.value) == ["f"])
    #expect(packet.faults.map(\.identifier) == ["malformed"])
    #expect(packet.faults.allSatisfy { $0.offset >= 100 })
  }

  @Test func `each limit has a code of its own`() {
    var deep = "<rdf:Description xmlns:a=\"urn:a\">"
    deep += String(repeating: "<a:b>", count: 80) + String(repeating: "</a:b>", count: 80)
    #expect(read(deep + "</rdf:Description>").faults.map(\.identifier) == ["limit.nesting"])
    var limits = ParsingLimits()
    limits.count = 3
    let many = String(repeating: "<rdf:Description/>", count: 9)
    #expect(read(many, limits).faults.map(\.identifier) == ["limit.count"])
    limits = ParsingLimits()
    limits.textLength = 3
    let long = read("<rdf:Description xmlns:a=\"urn:a\" a:b=\"12345\"/>", limits)
    #expect(long.properties.map(\.value) == ["123"])
    #expect(long.faults.map(\.identifier) == ["limit.textLength"])
    limits = ParsingLimits()
    limits.payloadSize = 1 << 14
    let big = read(
      "<rdf:Description xmlns:a=\"urn:a\" a:b=\"\(String(repeating: "1", count: 1 << 15))\"/>",
      limits)
    #expect(big.faults.map(\.identifier) == ["limit.payloadSize"])
  }

  @Test func `UTF-16 and padding are read`() {
    let text = String(
      decoding: SampleFiles.xmp(
        "<rdf:Description xmlns:dc=\"\(XMPNamespace.dc)\" dc:format=\"ü\"/>"), as: UTF8.self)
    for big in [true, false] {
      let bytes = (big ? [0xFE, 0xFF] : [0xFF, 0xFE]) + EXIFTests.utf16(text, big: big)
      #expect(XMPPacket(ByteView(bytes)).value("dc", "format") == "ü")
    }
    #expect(XMPPacket(ByteView(Array(text.utf8) + [0, 0, 0])).value("dc", "format") == "ü")
    #expect(XMPPacket(ByteView([])).properties.isEmpty)
  }

  // MARK: Editing

  private let type = XMPEditor.Assignment(
    namespace: XMPNamespace.iptcExtension, prefix: "Iptc4xmpExt", name: "DigitalSourceType",
    value: "new & <better>")

  @Test(arguments: [
    "<rdf:Description xmlns:I=\"\(XMPNamespace.iptcExtension)\" I:DigitalSourceType = 'a>b' />",
    """
    <rdf:Description xmlns:I="\(XMPNamespace.iptcExtension)">
    <I:DigitalSourceType>a</I:DigitalSourceType></rdf:Description>
    """,
    """
    <rdf:Description xmlns:I="\(XMPNamespace.iptcExtension)">
    <I:DigitalSourceType rdf:resource="a"/></rdf:Description>
    """,
    """
    <rdf:Description xmlns:I="\(XMPNamespace.iptcExtension)" I:DigitalSourceType="a"/>
    <rdf:Description><DigitalSourceType xmlns="\(XMPNamespace.iptcExtension)">b</DigitalSourceType>
    </rdf:Description>
    """,
    "",
  ])
  func `setting replaces in place, adds what is missing, and does nothing twice`(
    content: String
  ) throws {
    let other =
      "<rdf:Description rdf:about=\"uuid:1\" xmlns:dc=\"\(XMPNamespace.dc)\" dc:format='&quot;x'/>"
    var editor = try XMPEditor(ByteView(SampleFiles.xmp(other + content)))
    #expect(try editor.set([type]))
    let packet = XMPPacket(ByteView(editor.bytes))
    #expect(packet.faults.isEmpty)
    #expect(
      packet.properties.filter { $0.name == "DigitalSourceType" }.map(\.value)
        == ["new & <better>"])
    #expect(packet.value("dc", "format") == "\"x")
    #expect(String(decoding: editor.bytes, as: UTF8.self).contains(other))
    #expect(try !editor.set([type]))
    let isRemoved = try editor.remove { $1 == "DigitalSourceType" }
    #expect(isRemoved)
    #expect(XMPPacket(ByteView(editor.bytes)).properties.map(\.path) == ["dc:format"])
  }

  @Test func `a new packet is whole and an empty RDF element is opened`() throws {
    var editor = try XMPEditor()
    try editor.set([type])
    #expect(XMPPacket(ByteView(editor.bytes)).value("Iptc4xmpExt", "DigitalSourceType") != nil)
    let empty = """
      <x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="\(XMPNamespace.rdf)"/></x:xmpmeta>
      """
    editor = try XMPEditor(ByteView(Array(empty.utf8)))
    try editor.set([type])
    let packet = XMPPacket(ByteView(editor.bytes))
    #expect(packet.faults.isEmpty)
    #expect(packet.properties.map(\.value) == ["new & <better>"])
  }

  @Test func `what cannot be read without doubt is not edited`() {
    for bytes in [Array("<a/>".utf8), Array("<x".utf8), [0xFF, 0x41]] {
      #expect(throws: ParsingError.self) { try XMPEditor(ByteView(bytes)) }
    }
  }
}
