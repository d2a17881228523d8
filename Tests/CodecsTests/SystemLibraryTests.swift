import Containers
import Testing

@testable import Codecs

#if os(Linux)
  import CImageShims

  struct SystemLibraryTests {
    private func outcome(
      of fileName: String, _ find: @convention(c) (UnsafeMutableRawPointer) -> UnsafePointer<CChar>?
    ) -> CImageShims_Outcome {
      var outcome = CImageShims_Outcome()
      unsafe CImageShims_openLibrary("libthing", fileName, find, &outcome)
      return outcome
    }

    @Test func `a library with all functions is opened`() {
      let outcome = unsafe outcome(of: "libc.so.6") { _ in nil }
      #expect(outcome.status == .OK)
    }

    @Test func `a library that is not there is told, with the words of the system`() {
      let outcome = unsafe outcome(of: "libnowhere.so.1") { _ in nil }
      #expect(outcome.status == .noLibrary)
      #expect(outcome.messageText.hasPrefix("libthing cannot be loaded: libnowhere.so.1: "))
    }

    @Test func `a library of another version is told, with what it lacks`() {
      let outcome = unsafe outcome(of: "libc.so.6") { _ in
        unsafe UnsafeRawPointer(StaticString("somethingNew").utf8Start)
          .assumingMemoryBound(to: CChar.self)
      }
      #expect(outcome.status == .noLibrary)
      #expect(outcome.messageText.hasPrefix("libc.so.6 lacks somethingNew: "))
    }
  }
#endif

struct DecodingErrorTests {
  @Test func `a missing library has a code of its own`() {
    let error = DecodingError(.libraryMissing, codec: .tiff, message: "libtiff cannot be loaded")
    #expect(error.identifier == "libraryMissing" && error.lacksCodec)
    #expect(!DecodingError(.malformed, codec: .tiff, message: "").lacksCodec)
    #expect(error.description == "tiff codec: libraryMissing: libtiff cannot be loaded")
  }
}
