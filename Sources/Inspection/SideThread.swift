import Dispatch
import Foundation
import Synchronization

/// A thread that does what it is given beside the one that inspects, one thing after the other.
///
/// A thread of its own, because a start counts in milliseconds: the pools of tasks and of queues
/// start several threads before the first of them does any work.
public final class SideThread: Sendable {
  /// What is still to be done, and the word that there is more.
  final class Queue: Sendable {
    let waiting = Mutex<[@Sendable () -> Void]>([])
    let count = DispatchSemaphore(value: 0)

    func add(_ work: @escaping @Sendable () -> Void) {
      waiting.withLock { $0.append(work) }
      count.signal()
    }

    func next() -> (@Sendable () -> Void)? {
      count.wait()
      return waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
  }

  let queue = Queue()

  /// Starts the thread; it ends when this object is gone and all is done.
  public init() {
    Thread.detachNewThread { [queue] in
      while let work = queue.next() { work() }
    }
  }

  deinit { queue.count.signal() }

  /// Has the work done when what was given before is done.
  public func perform(_ work: @escaping @Sendable () -> Void) { queue.add(work) }
}
