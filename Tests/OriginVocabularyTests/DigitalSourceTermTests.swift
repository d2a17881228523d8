import OriginVocabulary
import Testing

struct DigitalSourceTermTests {
  @Test func `each term is found by its code in any case, and has an address`() {
    #expect(DigitalSourceTerm.all.count == 22)
    for term in DigitalSourceTerm.all {
      #expect(DigitalSourceTerm.named(term.code) == term)
      #expect(DigitalSourceTerm.named(term.code.uppercased()) == term)
      #expect(term.uri.hasSuffix("/digitalsourcetype/\(term.code)"))
    }
    #expect(DigitalSourceTerm.named("empty")?.uri == "http://c2pa.org/digitalsourcetype/empty")
    #expect(DigitalSourceTerm.named("trainedAlgorithmic") == nil)
    #expect(DigitalSourceTerm.named("") == nil)
  }

  @Test func `every meaning has a term`() {
    let meanings = Set(DigitalSourceTerm.all.map(\.meaning))
    #expect(meanings == Set(DigitalSourceTerm.Meaning.allCases))
  }
}
