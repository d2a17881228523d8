/// Which lists decide whether a signer is trusted.
enum TrustListChoice: String, CaseIterable {
  case official, legacy, none
}
