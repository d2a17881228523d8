import Synchronization

/// A value that is made when it is first asked for, once, whichever thread asks.
final class Deferred<Value: Sendable>: Sendable {
  private enum State {
    case open(@Sendable () -> Value)
    case made(Value)
  }

  private let state: Mutex<State>

  /// - Parameter make: Makes the value; must not ask for it.
  init(_ make: @escaping @Sendable () -> Value) { state = Mutex(.open(make)) }

  /// A value that is there already.
  init(_ value: Value) { state = Mutex(.made(value)) }

  /// The value.
  var value: Value {
    state.withLock { state in
      switch state {
      case .made(let value): return value
      case .open(let make):
        let value = make()
        state = .made(value)
        return value
      }
    }
  }
}
