import ArgumentParser

/// An option with fixed values, which are the raw values.
///
/// The library would find the values by describing the cases, which looks through the metadata of
/// the whole program once and takes a millisecond at every start.
protocol ChoiceArgument: ExpressibleByArgument, CaseIterable, RawRepresentable<String> {}

extension ChoiceArgument {
  static var allValueStrings: [String] { allCases.map(\.rawValue) }
  static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}
