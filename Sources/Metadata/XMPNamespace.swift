/// The namespaces of XMP that have a usual prefix.
///
/// Names are compared by namespace, never by the prefix a file chose.
public enum XMPNamespace {
  /// RDF itself.
  public static let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  /// XML's own attributes (`xml:lang`).
  public static let xml = "http://www.w3.org/XML/1998/namespace"
  /// IPTC Extension, where the digital source type stands.
  public static let iptcExtension = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
  /// The labels of GB 45438-2025.
  public static let tc260 = "http://www.tc260.org.cn/ns/AIGC/1.0/"
  /// XMP basic.
  public static let xmp = "http://ns.adobe.com/xap/1.0/"
  /// XMP media management.
  public static let xmpMM = "http://ns.adobe.com/xap/1.0/mm/"
  /// Photoshop.
  public static let photoshop = "http://ns.adobe.com/photoshop/1.0/"
  /// EXIF in XMP.
  public static let exif = "http://ns.adobe.com/exif/1.0/"
  /// TIFF in XMP.
  public static let tiff = "http://ns.adobe.com/tiff/1.0/"
  /// Dublin Core.
  public static let dc = "http://purl.org/dc/elements/1.1/"
  /// Extended XMP and other notes of a JPEG.
  public static let xmpNote = "http://ns.adobe.com/xmp/note/"

  private static let prefixes: [String: String] = [
    rdf: "rdf", xml: "xml", iptcExtension: "Iptc4xmpExt", tc260: "TC260", xmp: "xmp",
    xmpMM: "xmpMM", photoshop: "photoshop", exif: "exif", tiff: "tiff", dc: "dc",
    xmpNote: "xmpNote",
    "adobe:ns:meta/": "x",
    // A spelling of the namespace that several programs write.
    "http://iptc.org/std/Iptc4xmpExt/2008-02-19/": "Iptc4xmpExt",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://cipa.jp/exif/1.0/exifEX": "exifEX",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/xap/1.0/bj/": "xmpBJ",
    "http://ns.adobe.com/xap/1.0/t/pg/": "xmpTPg",
    "http://ns.adobe.com/xap/1.0/g/": "xmpG",
    "http://ns.adobe.com/xap/1.0/g/img/": "xmpGImg",
    "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#": "stEvt",
    "http://ns.adobe.com/xap/1.0/sType/ResourceRef#": "stRef",
    "http://ns.adobe.com/xap/1.0/sType/Dimensions#": "stDim",
    "http://ns.adobe.com/xap/1.0/sType/Version#": "stVer",
    "http://ns.adobe.com/xap/1.0/sType/Job#": "stJob",
    "http://ns.adobe.com/xap/1.0/sType/ManifestItem#": "stMfs",
    "http://ns.adobe.com/xap/1.0/sType/Font#": "stFnt",
    "http://ns.adobe.com/xmp/sType/Area#": "stArea",
    "http://ns.adobe.com/xmp/Identifier/qual/1.0/": "xmpidq",
    "http://ns.adobe.com/xmp/1.0/DynamicMedia/": "xmpDM",
    "http://ns.adobe.com/camera-raw-settings/1.0/": "crs",
    "http://ns.adobe.com/lightroom/1.0/": "lr",
    "http://ns.adobe.com/pdf/1.3/": "pdf",
    "http://ns.adobe.com/pdfx/1.3/": "pdfx",
    "http://ns.adobe.com/creatorAtom/1.0/": "creatorAtom",
    "http://ns.adobe.com/hdr-gain-map/1.0/": "hdrgm",
    "http://ns.adobe.com/photoshop/1.0/panorama-profile": "panorama",
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
    "http://purl.org/dc/terms/": "dcterms",
    "http://creativecommons.org/ns#": "cc",
    "http://prismstandard.org/namespaces/basic/2.0/": "prism",
    "http://prismstandard.org/namespaces/basic/2.1/": "prism",
    "http://prismstandard.org/namespaces/basic/3.0/": "prism",
    "http://www.metadataworkinggroup.com/schemas/regions/": "mwg-rs",
    "http://www.metadataworkinggroup.com/schemas/keywords/": "mwg-kw",
    "http://www.metadataworkinggroup.com/schemas/collections/": "mwg-coll",
    "http://ns.microsoft.com/photo/1.0/": "MicrosoftPhoto",
    "http://ns.microsoft.com/photo/1.2/": "MP",
    "http://ns.microsoft.com/photo/1.2/t/RegionInfo#": "MPRI",
    "http://ns.microsoft.com/photo/1.2/t/Region#": "MPReg",
    "http://ns.google.com/photos/1.0/camera/": "GCamera",
    "http://ns.google.com/photos/1.0/container/": "Container",
    "http://ns.google.com/photos/1.0/container/item/": "Item",
    "http://ns.google.com/photos/1.0/depthmap/": "GDepth",
    "http://ns.google.com/photos/1.0/image/": "GImage",
    "http://ns.google.com/photos/1.0/panorama/": "GPano",
    "http://ns.google.com/photos/dd/1.0/device/": "Device",
    "http://ns.google.com/photos/dd/1.0/item/": "DeviceItem",
    "http://ns.google.com/photos/dd/1.0/container/": "DeviceContainer",
    "http://www.gimp.org/xmp/": "GIMP",
    "http://www.gimp.org/ns/2.10/": "GIMP",
    "http://www.digikam.org/ns/1.0/": "digiKam",
    "http://ns.acdsee.com/iptc/1.0/": "acdsee",
    "http://ns.camerabits.com/photomechanic/1.0/": "photomech",
    "http://ns.apple.com/faceinfo/1.0/": "apple-fi",
    "http://ns.apple.com/pixeldatainfo/1.0/": "apdi",
    "http://ns.apple.com/HDRGainMap/1.0/": "HDRGainMap",
    "http://schema.org/": "schema",
    "https://schema.org/": "schema",
    "http://ns.fastpictureviewer.com/fpv/1.0/": "fpv",
    "http://ns.extensis.com/extensis/1.0/": "extensis",
    "http://ns.attribution.com/ads/1.0/": "Attrib",
    "http://ns.seal.hackerfactor.com/": "seal",
  ]

  private static let reserved = Set(prefixes.values)

  /// The usual prefix of a namespace. An unknown namespace keeps the prefix of the file, marked
  /// when it is one that belongs to another namespace.
  public static func prefix(of namespace: String, inFile prefix: String) -> String {
    if let usual = prefixes[namespace] { return usual }
    let name = prefix.isEmpty ? "ns" : prefix
    return reserved.contains(name) ? "unknown-" + name : name
  }
}
