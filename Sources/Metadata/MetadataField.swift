/// Where in a file a piece of metadata stands.
public struct MetadataSource: Sendable, Hashable {
  /// The part of the file, in the words of its standard: `APP1`, `iTXt`, `Exif item`, `IFD0` …
  public var carrier: String
  /// The bytes of the file that hold it; of packed or split data all bytes that hold the whole.
  public var range: Range<Int>

  /// Creates a source.
  public init(carrier: String, range: Range<Int>) {
    self.carrier = carrier
    self.range = range
  }
}

/// One field of metadata as a path and a text: the common form that rules and catalogues match on.
///
/// Paths, with what their value is:
///
/// | path | value |
/// |---|---|
/// | `exif.<Tag>` | a field of IFD0, Exif, GPS or Interoperability by its standard name |
/// | `exif.<IFD>.<Tag>` | a field of another directory: `exif.IFD1.Software`, `exif.SubIFD.…` |
/// | `exif.MakerNote.<Name>` | an entry of a maker note, as libexif names it |
/// | `xmp.<prefix>:<Name>` | a property; of arrays one field an item |
/// | `xmp.<prefix>:<Name>/<prefix>:<Field>` | a field of a structure, array positions left out |
/// | `iptc.<record>:<dataset>` | an IPTC-IIM dataset |
/// | `png.text.<keyword>` | a text of a PNG |
/// | `jpeg.comment`, `gif.comment` | a comment |
/// | `jpeg.app<n>` | an application segment that has no reader, as text; `detail` is its name |
/// | `gif.app` | an application extension that has no reader; `detail` is its name |
/// | `photoshop.<number>` | a textual Photoshop resource |
/// | `icc.description` | the description of the colour profile |
/// | `trailer.sef.<name>` | an entry of a Samsung trailer |
/// | `trailer` | what follows the image, where it is text |
///
/// Prefixes of XMP are the usual ones of the namespaces, whatever the file calls them.
public struct MetadataField: Sendable, Hashable {
  /// What the field is.
  public var path: String
  /// Its value as text.
  public var value: String
  /// More about it: the directory of an EXIF field, the language of an XMP or PNG text, the
  /// identifier of an application segment; nil where there is nothing to say.
  public var detail: String?
  /// Where it stands.
  public var source: MetadataSource

  /// Creates a field.
  public init(path: String, value: String, detail: String? = nil, source: MetadataSource) {
    self.path = path
    self.value = value
    self.detail = detail
    self.source = source
  }
}
