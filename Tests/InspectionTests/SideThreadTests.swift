import Dispatch
import Synchronization
import Testing

@testable import Inspection

@Suite(.timeLimit(.minutes(1))) struct SideThreadTests {
  /// What was done, in order, by whichever thread.
  private final class Record: Sendable {
    let numbers = Mutex<[Int]>([])
    let mayBegin = DispatchSemaphore(value: 0)
    let isFull = DispatchSemaphore(value: 0)
  }

  @Test func `work is done in order, elsewhere`() {
    let record = Record()
    let side = SideThread()
    // Were it done here, this would wait for ever.
    side.perform { record.mayBegin.wait() }
    for number in 0..<100 {
      side.perform { record.numbers.withLock { $0.append(number) } }
    }
    side.perform { record.isFull.signal() }
    #expect(record.numbers.withLock { $0 }.isEmpty)
    record.mayBegin.signal()
    record.isFull.wait()
    #expect(record.numbers.withLock { $0 } == Array(0..<100))
  }

  @Test func `what was given is done, and then the thread ends`() async throws {
    let record = Record()
    weak var queue: SideThread.Queue?
    do {
      let side = SideThread()
      queue = side.queue
      side.perform { record.mayBegin.wait() }
      side.perform { record.numbers.withLock { $0.append(1) } }
    }
    #expect(queue != nil)
    record.mayBegin.signal()
    // The thread alone holds it; the time limit ends a wait in vain.
    while queue != nil { try await Task.sleep(for: .milliseconds(1)) }
    #expect(record.numbers.withLock { $0 } == [1])
  }
}
