/// Runs work on many inputs in parallel and hands out the results in the order of the inputs.
///
/// Memory is bounded whatever the number of inputs: at most `jobs` inputs are worked on at a time,
/// and at most `window` results wait for an earlier one that takes longer.
struct OrderedWork<Input: Sendable, Output: Sendable>: Sendable {
  /// The number of inputs worked on at the same time, at least 1.
  var jobs: Int
  /// The number of results that may wait, at least `jobs`.
  var window: Int

  /// Runs `transform` on every input of `next` and `emit` on every result, in order.
  ///
  /// - Parameters:
  ///   - next: Returns the next input; nil at the end. Called from one task only.
  ///   - isStopped: Whether to take no further input; what runs is finished and emitted.
  ///   - transform: The work; runs on any thread.
  ///   - emit: Takes one result; called from one task only.
  func run(
    next: () -> Input?, isStopped: () -> Bool,
    transform: @escaping @Sendable (Input) async -> Output, emit: (Output) throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: (Int, Output).self) { group in
      var nextIndex = 0
      var emitted = 0
      var running = 0
      var waiting: [Int: Output] = [:]
      var isExhausted = false
      while true {
        while !isExhausted, running < jobs, nextIndex - emitted < max(window, jobs) {
          guard !isStopped(), let input = next() else {
            isExhausted = true
            break
          }
          let index = nextIndex
          nextIndex += 1
          running += 1
          group.addTask { (index, await transform(input)) }
        }
        guard running > 0, let (index, output) = try await group.next() else { return }
        running -= 1
        waiting[index] = output
        while let output = waiting.removeValue(forKey: emitted) {
          try emit(output)
          emitted += 1
        }
      }
    }
  }
}
