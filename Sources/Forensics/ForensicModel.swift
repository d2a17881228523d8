import CForensicModel

/// The weights of the forensic score: ensembles of regression trees with a linear part, and for
/// each kind of coding which one to use, its calibration and its threshold.
///
/// - Reference: docs/model-card.md, format version 1; J. H. Friedman, "Greedy function
///   approximation: a gradient boosting machine", Annals of Statistics 29(5), 2001; J. Platt,
///   "Probabilistic outputs for support vector machines", 1999, for the calibration.
public struct ForensicModel: Sendable, Hashable {
  /// The largest number of trees of an ensemble.
  public static let maximumTreeCount = 4096
  /// The largest number of inner nodes of a tree.
  public static let maximumNodeCount = 126

  /// An inner node: to the left where the value is at most the threshold.
  struct Node: Sendable, Hashable {
    var feature: UInt16
    var threshold: Float
    /// The index of the next node in the ensemble; negative, `-1 - index` of a leaf.
    var left: Int32
    var right: Int32
  }

  /// A weight of one statistic, brought to mean 0 and deviation 1 and clamped to `-3...3`.
  struct LinearTerm: Sendable, Hashable {
    var mean: Float
    var scale: Float
    var weight: Float
  }

  /// Trees whose outputs are added up, and a linear part.
  struct Ensemble: Sendable, Hashable {
    /// One term for each statistic, or none.
    var terms: [LinearTerm] = []
    var nodes: [Node] = []
    var leaves: [Float] = []
    /// The node, or leaf as `-1 - index`, where each tree starts.
    var roots: [Int32] = []

    /// The sum over terms and trees for one picture.
    func value(_ features: [Float]) -> Double {
      var sum = 0.0
      for (term, feature) in zip(terms, features) {
        let normal = min(max((feature - term.mean) * term.scale, -3), 3)
        sum += Double(normal * term.weight)
      }
      for root in roots {
        var at = root
        // A child always comes after its parent, which reading has checked.
        while at >= 0 {
          let node = nodes[Int(at)]
          at = features[Int(node.feature)] <= node.threshold ? node.left : node.right
        }
        sum += Double(leaves[Int(-1 - at)])
      }
      return sum
    }
  }

  /// The kind of coding that an expert is for.
  enum Kind: UInt8, Sendable, Hashable {
    case lossless = 1
    case jpeg = 2
  }

  /// How the output of an ensemble is read for one kind of coding.
  struct Expert: Sendable, Hashable {
    var kind: Kind
    var ensemble: Int
    /// `logLikelihoodRatio = slope * output + intercept`.
    var slope: Double
    var intercept: Double
    /// The output from which a picture is called; nil when none is good enough.
    var threshold: Double?
  }

  /// The name and version of the weights, for example `forensic-2`.
  public let identifier: String
  let ensembles: [Ensemble]
  let experts: [Expert]

  /// The weights that are part of the program; nil only if it was built with broken ones.
  public static let standard: ForensicModel? = {
    let span = unsafe UnsafeBufferPointer(
      start: CForensicModel_bytes(), count: CForensicModel_count())
    let bytes = unsafe [UInt8](span)
    return try? ForensicModel(parsing: bytes)
  }()

  /// Reads weights. The bytes need not be trusted: everything is checked.
  ///
  /// - Throws: ``ForensicModelError``.
  public init(parsing bytes: [UInt8]) throws(ForensicModelError) {
    var reader = ForensicModelReader(bytes: bytes)
    self = try reader.readModel()
  }

  init(identifier: String, ensembles: [Ensemble], experts: [Expert]) {
    self.identifier = identifier
    self.ensembles = ensembles
    self.experts = experts
  }

  func expert(for coding: PictureCoding) -> Expert? {
    experts.first { $0.kind == (coding.isJPEG ? .jpeg : .lossless) }
  }
}
