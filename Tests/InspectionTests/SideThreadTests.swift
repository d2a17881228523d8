import Dispatch
import Synchronization
import Testing

@testable import Inspection

@Suite struct SideThreadTests {
  /// What was done, in order, by whichever thread.
  private final class Record: Sendable {
    let numbers = Mutex<[Int]>([])
    let isFull = DispatchSemaphore(value: 0)
  }

  @Test func `work is done in order, elsewhere`() {
    let record = Record()
    let side = SideThread()
    for number in 0..<100 {
      side.perform { record.numbers.withLock { $0.append(number) } }
    }
    side.perform { record.isFull.signal() }
    record.isFull.wait()
    #expect(record.numbers.withLock { $0 } == Array(0..<100))
  }

  @Test func `what was given is done, though nobody holds the thread any more`() {
    let record = Record()
    do {
      let side = SideThread()
      side.perform { record.numbers.withLock { $0.append(1) } }
      side.perform { record.isFull.signal() }
    }
    record.isFull.wait()
    #expect(record.numbers.withLock { $0 } == [1])
  }
}
