/// The error rates of one group of pictures.
public struct GroupRates: Sendable, Hashable {
  /// The name of the group.
  public let name: String
  /// The number of pictures, abstentions included.
  public let pictureCount: Int
  /// The photographs that were called, of those that were examined.
  public let falseAlarms: RateInterval
  /// The other pictures made by people that were called.
  public let otherAlarms: RateInterval
  /// The synthetic pictures that were called, of those that were examined.
  public let hits: RateInterval
  /// The pictures that the tool abstained from, of all.
  public let abstentions: RateInterval
  /// The area under the curve against photographs; nil without both classes.
  public let area: Double?

  init(name: String, _ pictures: [EvaluatedPicture]) {
    self.name = name
    pictureCount = pictures.count
    func called(_ label: EvaluatedPicture.Label) -> RateInterval {
      let examined = pictures.filter { $0.label == label && $0.abstention == nil }
      return RateInterval(examined.count { $0.isCalled }, of: examined.count)
    }
    falseAlarms = called(.real)
    otherAlarms = called(.other)
    hits = called(.synthetic)
    abstentions = RateInterval(pictures.count { $0.abstention != nil }, of: pictures.count)
    func scores(_ label: EvaluatedPicture.Label) -> [Double] {
      pictures.filter { $0.label == label && $0.abstention == nil }.compactMap(\.score)
    }
    area = ReceiverCurve(positives: scores(.synthetic), negatives: scores(.real)).area
  }

  /// The rates of each group of a column, in the order of their names.
  static func all(_ pictures: [EvaluatedPicture], by column: String) -> [GroupRates] {
    var members: [String: [EvaluatedPicture]] = [:]
    for picture in pictures {
      guard let name = picture.groups[column], !name.isEmpty else { continue }
      members[name, default: []].append(picture)
    }
    return members.sorted { $0.key < $1.key }.map { GroupRates(name: $0.key, $0.value) }
  }
}
